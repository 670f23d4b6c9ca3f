package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.Recording;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * A run that has the recording which a figure draws.
 *
 * @param run the run
 * @param group the group that it belongs to
 * @param caption what tells it apart from the others; empty if it is alone
 * @param recording the recording
 */
record RecordedRun(Run run, Group group, String caption, Recording recording) {

  /**
   * The runs that have a recording, group by group.
   *
   * @throws org.altgrad.plotting.PlotException saying how to make it if no run has it
   */
  static List<RecordedRun> all(RunSet runs, Options options, String name) {
    List<Run> having = runs.runs().stream().filter(run -> run.hasRecording(name)).toList();
    if (having.isEmpty()) {
      runs.runs().get(0).recording(name);
    }
    RunSet shown = new RunSet(having);
    List<RecordedRun> all = new ArrayList<>();
    shown
        .groupBy(Choices.by(shown, options))
        .forEach(
            (group, members) -> {
              List<String> captions = captions(group, members);
              for (int i = 0; i < members.runs().size(); i++) {
                Run run = members.runs().get(i);
                String caption = having.size() == 1 ? "" : captions.get(i);
                all.add(new RecordedRun(run, group, caption, run.recording(name)));
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

  /** The table of the step that the option {@code step} names, by default of the newest. */
  Recorded table(Options options) {
    return options.given("step")
        ? recording.at(options.whole("step", 0, Integer.MAX_VALUE))
        : recording.newest();
  }

  /** The newest table of another recording of the same run, or null if it has none. */
  Recorded beside(String other) {
    return run.hasRecording(other) ? run.recording(other).newest() : null;
  }

  /** The runs by group, groups in order. */
  static Map<Group, List<RecordedRun>> byGroup(List<RecordedRun> all) {
    Map<Group, List<RecordedRun>> groups = new LinkedHashMap<>();
    all.forEach(run -> groups.computeIfAbsent(run.group(), g -> new ArrayList<>()).add(run));
    return groups;
  }

  /** One pen for each group. */
  static Map<Group, Pen> pens(List<RecordedRun> all) {
    Map<Group, Pen> pens = new LinkedHashMap<>();
    int count = byGroup(all).size();
    byGroup(all).keySet().forEach(g -> pens.put(g, Pen.of(Style.color(pens.size(), count))));
    return pens;
  }

  /** The first title, or both where there is a caption. */
  String title(String own) {
    return caption.isEmpty() || own.isEmpty() ? own + caption : caption + ": " + own;
  }
}
