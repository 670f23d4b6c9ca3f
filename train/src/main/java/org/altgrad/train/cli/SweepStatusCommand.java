package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.altgrad.base.JsonText;
import org.altgrad.base.ShellCommand;
import org.altgrad.plotting.summary.TextTable;
import org.altgrad.train.slurm.AgentTask;
import org.altgrad.train.slurm.Slurm;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Standing;
import org.altgrad.train.sweep.SweepDirectory;
import org.altgrad.train.sweep.SweepState;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code altgrad sweep status}. */
@Command(
    name = "status",
    description = "Tells how the runs of a sweep stand, and who works on them.",
    sortOptions = false)
final class SweepStatusCommand implements Callable<Integer> {
  /** Of a run whose worker was killed: the journal has no line of that yet. */
  private static final String GONE = "its worker has gone; it goes on with whoever works next";

  /** How many trials that make no run are named one by one. */
  private static final int REFUSED = 3;

  private static final String LOST = "its directory is gone";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Mixin private SweepPlace place;

  @Option(names = "--json", description = "All that is known of each run, for other programs.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    SweepDirectory directory = place.open();
    out.println(json ? JsonText.write(described(directory)) : text(directory));
    out.flush();
    return 0;
  }

  /** A line of counts, and one for each run that is neither done nor waiting. */
  static String text(SweepDirectory directory) {
    OptionalInt width = TerminalTable.width();
    SweepState state = directory.state();
    Map<Job, Standing.Phase> phases = new LinkedHashMap<>();
    state.jobs().forEach(job -> phases.put(job, directory.phase(job)));
    List<String> counts = new ArrayList<>();
    for (Standing.Phase phase : Standing.Phase.values()) {
      long count = phases.values().stream().filter(own -> own == phase).count();
      if (count > 0) {
        counts.add(count + " " + phase.word());
      }
    }
    StringBuilder text = new StringBuilder();
    text.append("sweep    ").append(directory.path()).append("  (");
    text.append(state.jobs().size()).append(state.jobs().size() == 1 ? " run" : " runs");
    text.append(counts.isEmpty() ? "" : ": " + String.join(", ", counts));
    text.append(state.stopped() ? "; stopped)" : ")");
    String search = SearchReport.search(directory);
    text.append(search.isEmpty() ? "" : "\nsearch   " + search);
    state.stoppedFor().ifPresent(why -> text.append("\nstopped  ").append(why));
    directory.altered().ifPresent(why -> text.append("\nchanged  ").append(why));
    List<List<String>> rows = new ArrayList<>();
    for (Job job : state.jobs()) {
      Standing standing = state.of(job.run());
      Standing.Phase phase = phases.get(job);
      if (phase != Standing.Phase.DONE && phase != Standing.Phase.WAITING) {
        rows.add(
            List.of(
                job.run(),
                phase.word(),
                standing.since(),
                standing.worker()
                    + directory.task(standing.worker()).map(task -> " (" + task + ")").orElse(""),
                directory.within(why(directory, job, standing, phase))));
      }
    }
    if (!rows.isEmpty()) {
      text.append('\n');
      TextTable table = new TextTable(List.of("run", "state", "since", "worker", "why"), rows);
      List<String> last = List.of("run", "state", "why");
      text.append(TerminalTable.text(table, width, last, List.of("run"), whole(directory)));
    }
    text.append(text.charAt(text.length() - 1) == '\n' ? "" : "\n");
    slurm(state).forEach(line -> text.append("slurm    ").append(line).append('\n'));
    notes(directory).forEach(note -> text.append("note     ").append(note).append('\n'));
    return text.append(SearchReport.text(directory, width)).toString().stripTrailing();
  }

  /** What the cluster tells of the agents that were submitted, or why it does not. */
  private static List<String> slurm(SweepState state) {
    Slurm.Known known = Slurm.tasks(state.arrays());
    List<String> lines = new ArrayList<>(AgentTask.summary(known.tasks()));
    known.silent().ifPresent(why -> lines.add(Slurm.named(state.arrays()) + ": " + why));
    return lines;
  }

  /** The command that tells all of it, however narrow the terminal is. */
  static String whole(SweepDirectory directory) {
    return ShellCommand.of("sweep", "status", directory.path()) + " | cat";
  }

  /** Why a run stands where it stands; empty if there is nothing to be said of it. */
  private static String why(
      SweepDirectory directory, Job job, Standing standing, Standing.Phase phase) {
    boolean there = Files.isDirectory(directory.run(job).path());
    if (phase == Standing.Phase.MISSING) {
      return standing.reason().isEmpty() ? LOST : standing.reason();
    }
    if (phase == Standing.Phase.DAMAGED) {
      return directory.damaged(job).orElse(standing.reason());
    }
    if (!there && phase == Standing.Phase.PAUSED) {
      return LOST + "; it begins anew if it is promoted";
    }
    if (!there && phase == Standing.Phase.INTERRUPTED) {
      return LOST + "; it begins anew with whoever works next";
    }
    return directory.gone(job) ? GONE : standing.reason();
  }

  /**
   * What one might not expect: runs that are lost, and the length of a sweep that a file defines.
   */
  private static List<String> notes(SweepDirectory directory) {
    List<String> notes = new ArrayList<>();
    directory
        .plan()
        .ifPresent(
            plan ->
                plan.definition().remarks().forEach((key, what) -> notes.add(key + ": " + what)));
    notes.addAll(Undecided.notes(directory));
    notes.addAll(LostRuns.lines(directory));
    Strangers.advice(directory).ifPresent(notes::add);
    List<String> refused = directory.state().refusals();
    refused.stream().limit(REFUSED).forEach(notes::add);
    if (refused.size() > REFUSED) {
      notes.add((refused.size() - REFUSED) + " more trials make no run; --json has all");
    }
    return notes;
  }

  private static Map<String, Object> described(SweepDirectory directory) {
    SweepState state = directory.state();
    List<Map<String, Object>> runs = new ArrayList<>();
    for (Job job : state.jobs()) {
      Standing standing = state.of(job.run());
      Standing.Phase phase = directory.phase(job);
      Map<String, Object> run = new LinkedHashMap<>();
      run.put("run", job.run());
      run.put("title", job.title());
      run.put("state", phase.word());
      run.put("since", standing.since());
      run.put("worker", standing.worker());
      directory.task(standing.worker()).ifPresent(task -> run.put("task", task));
      run.put("code", standing.code());
      run.put("reason", why(directory, job, standing, phase));
      job.trial().ifPresent(trial -> run.put("trial", trial));
      state.value(job.run()).ifPresent(value -> run.put("value", value));
      runs.add(run);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("sweep", directory.path().toString());
    directory.plan().ifPresent(p -> all.put("search", SearchReport.described(directory)));
    all.put("stopped", state.stopped());
    state.stoppedFor().ifPresent(why -> all.put("stopped_for", why));
    directory.altered().ifPresent(why -> all.put("changed", why));
    all.put("over", directory.over());
    if (!state.refused().isEmpty()) {
      all.put("refused", state.refusals());
    }
    all.put("notes", notes(directory));
    all.put("runs", runs);
    if (!state.arrays().isEmpty()) {
      Slurm.Known known = Slurm.tasks(state.arrays());
      all.put("slurm", known.tasks().stream().map(AgentTask::toMap).toList());
      known.silent().ifPresent(why -> all.put("slurm_silent", why));
    }
    return all;
  }
}
