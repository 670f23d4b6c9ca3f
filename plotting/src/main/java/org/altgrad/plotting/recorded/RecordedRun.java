package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.Recording;
import org.altgrad.plotting.runs.Replicates;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;

/**
 * A run that has the recording which a figure draws.
 *
 * @param run the run
 * @param group the group that it belongs to
 * @param caption what tells it apart from the others; empty if it is alone
 * @param recording the recording
 * @param notes which of several samples or the like are shown
 * @param table the rows that are shown; null before they are chosen
 */
record RecordedRun(
    Run run, Group group, String caption, Recording recording, List<String> notes, Recorded table) {

  /**
   * The runs that have a recording, group by group.
   *
   * @throws org.altgrad.plotting.PlotException saying how to make it if no run has it
   */
  static List<RecordedRun> all(RunSet runs, List<String> by, String name) {
    List<Run> having = runs.runs().stream().filter(run -> run.hasRecording(name)).toList();
    if (having.isEmpty()) {
      runs.runs().get(0).recording(name);
    }
    RunSet shown = new RunSet(having);
    List<RecordedRun> all = new ArrayList<>();
    shown
        .groupBy(Choices.by(shown, by))
        .forEach(
            (group, members) -> {
              List<String> captions = captions(group, members);
              for (int i = 0; i < members.runs().size(); i++) {
                Run run = members.runs().get(i);
                String caption = having.size() == 1 ? "" : captions.get(i);
                all.add(new RecordedRun(run, group, caption, run.recording(name), List.of(), null));
              }
            });
    return List.copyOf(all);
  }

  /** The group's label, with the seed or else the run's name where several runs share it. */
  private static List<String> captions(Group group, RunSet members) {
    String label = group.keys().isEmpty() ? "" : group.label();
    if (members.runs().size() == 1 && !label.isEmpty()) {
      return List.of(label);
    }
    Set<String> seeds = new HashSet<>();
    boolean bySeed =
        members.runs().stream().allMatch(run -> run.config().containsKey("seed"))
            && members.runs().stream().allMatch(run -> seeds.add(run.value("seed")));
    return members.runs().stream()
        .map(run -> bySeed ? "seed=" + run.value("seed") : run.name())
        .map(own -> label.isEmpty() ? own : label + ", " + own)
        .toList();
  }

  /**
   * One number for each seed: of several runs of one, which differ in settings, the mean.
   *
   * @param values of each run, in the order of their rows; those of one run stay apart
   */
  static List<Double> bySeed(Map<Run, List<Double>> values) {
    Replicates told = Replicates.of(List.copyOf(values.keySet()));
    Map<Replicates.Replicate, List<List<Double>>> seeds = new LinkedHashMap<>();
    values.forEach(
        (run, own) -> seeds.computeIfAbsent(told.of(run, 0, 1), s -> new ArrayList<>()).add(own));
    List<Double> means = new ArrayList<>();
    for (List<List<Double>> runs : seeds.values()) {
      int most = runs.stream().mapToInt(List::size).max().orElse(0);
      for (int i = 0; i < most; i++) {
        int row = i;
        means.add(
            runs.stream()
                .filter(own -> own.size() > row)
                .mapToDouble(own -> own.get(row))
                .average()
                .orElseThrow());
      }
    }
    return means;
  }

  RecordedRun with(Recorded rows) {
    return new RecordedRun(run, group, caption, recording, notes, rows);
  }

  RecordedRun noted(List<String> which) {
    return new RecordedRun(run, group, caption, recording, which, table);
  }

  /** The table of a step, by default of the newest. */
  Recorded at(OptionalLong step) {
    return step.isPresent() ? recording.at(step.getAsLong()) : recording.newest();
  }

  /** The newest table of another recording of the same run, if it has a name and was made. */
  Optional<Recorded> beside(String other) {
    return other.isEmpty() || !run.hasRecording(other)
        ? Optional.empty()
        : Optional.of(run.recording(other).newest());
  }

  /** The runs by group, groups in order. */
  static Map<Group, List<RecordedRun>> byGroup(List<RecordedRun> all) {
    Map<Group, List<RecordedRun>> groups = new LinkedHashMap<>();
    all.forEach(run -> groups.computeIfAbsent(run.group(), g -> new ArrayList<>()).add(run));
    return groups;
  }

  /** The caption, what is shown, and the notes, as far as there are any. */
  String title(String own) {
    String what =
        String.join(
            ", ", Stream.concat(Stream.of(own), notes.stream()).filter(s -> !s.isEmpty()).toList());
    return caption.isEmpty() || what.isEmpty() ? what + caption : caption + ": " + what;
  }
}
