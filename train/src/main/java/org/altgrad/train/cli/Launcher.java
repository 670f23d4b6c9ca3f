package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.altgrad.base.Pause;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.experiment.LauncherSettings;
import org.altgrad.train.experiment.SlurmSettings;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.run.RunException;
import org.altgrad.train.sweep.Event;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Standing;
import org.altgrad.train.sweep.SweepDirectory;
import org.altgrad.train.sweep.SweepState;

/**
 * Starts workers on the directory of a sweep or a study, shows how far its runs are, whoever works
 * on them, and starts others for those that die, until all is done.
 */
final class Launcher {
  /** Of more runs those that went well are counted, not listed, on a terminal. */
  private static final int MOST_LISTED = 20;

  private static final long MOMENT_MILLIS = 50;

  /** What ends a worker from outside is no fault of its run. */
  private static final List<Integer> FROM_OUTSIDE = List.of(0, 1, Stop.EXIT_CODE, 130, 137, 143);

  /** Where a run stands that was done when the launcher began. */
  private static final String BEFORE = "done before";

  /** So many workers in a row that do nothing are enough. */
  private static final int MOST_IDLE = 3;

  private final SweepDirectory directory;
  private final Undecided undecided;
  private final RefusedTrials refused;
  private final Stop stop;
  private final PrintStream out;
  private final Optional<LiveTable> table;
  private final Map<String, String> titles = new LinkedHashMap<>();
  private final Map<String, String> states = new LinkedHashMap<>();
  private final List<Process> workers = new ArrayList<>();

  /** Workers that have taken a run. */
  private final Set<String> useful = new HashSet<>();

  /** Whether any has taken a run. */
  private boolean begun;

  /** How many in a row ended badly and had taken none. */
  private int idle;

  private Launcher(SweepDirectory directory, Stop stop, PrintStream out) {
    this.directory = directory;
    this.undecided = new Undecided(directory);
    this.refused = new RefusedTrials(directory);
    this.stop = stop;
    this.out = out;
    // It reads the journal for itself: what it has read is told here as well.
    this.table =
        LiveTable.wanted()
            ? Optional.of(new LiveTable(new SweepDirectory(directory.path()), out))
            : Optional.empty();
  }

  /**
   * What many runs are.
   *
   * @param kind sweep or study
   * @param directory with its journal
   * @param goOn the command that goes on with them after an interruption
   */
  record Batch(String kind, SweepDirectory directory, String goOn) {}

  /**
   * Runs those jobs that are not done.
   *
   * @param how they are started
   * @param atTheEnd tells what came of them, unless they were interrupted
   * @return the exit code
   */
  static int run(Batch batch, LauncherSettings how, PrintStream out, Runnable atTheEnd) {
    SweepDirectory directory = batch.directory();
    String line = String.format("%-8s %s", batch.kind(), directory.path());
    List<Job> open = open(directory, line, out);
    if (how instanceof SlurmSettings slurm && !directory.over()) {
      return new SlurmLauncher(directory, slurm, out).submit();
    }
    int workers =
        how instanceof LauncherSettings.Stacked stacked
            ? stacked.local().workers()
            : how instanceof LauncherSettings.Local local ? local.workers() : 1;
    directory.stacks().lines().forEach(out::println);
    if (workers > 1 && open.stream().anyMatch(Job::alone)) {
      out.println("note: runs that measure processor time run alone");
    }
    Stop stop = Stop.listen();
    boolean ending = false;
    try {
      new Launcher(directory, stop, out).work(open, workers);
    } finally {
      ending = stop.ended(Stop.EXIT_CODE, () -> tellInterrupted(batch, out));
    }
    if (ending || stop.requested()) {
      if (!ending) {
        tellInterrupted(batch, out);
      }
      return Stop.EXIT_CODE;
    }
    Summaries.unlessEnded(
        "the process was ended before tables and figures were made; make them with: "
            + batch.goOn(),
        out,
        atTheEnd);
    out.println(line);
    List<String> failures = failures(directory);
    failures.forEach(out::println);
    Optional<String> why = directory.state().stoppedFor();
    why.ifPresent(reason -> out.println("stopped: " + reason));
    return failures.isEmpty() && why.isEmpty() ? 0 : Main.FAILURE;
  }

  /** The runs that are not done, which may be tried again; what is damaged is left aside. */
  private static List<Job> open(SweepDirectory directory, String line, PrintStream out) {
    List<Job> jobs = List.copyOf(directory.state().jobs());
    List<Job> damaged = jobs.stream().filter(job -> directory.damaged(job).isPresent()).toList();
    List<Job> open =
        jobs.stream().filter(job -> !damaged.contains(job) && !done(directory, job)).toList();
    SweepState filed = directory.state();
    boolean stopped = filed.stopped();
    directory.retry(
        jobs.stream()
            .filter(
                job -> open.contains(job) || filed.of(job.run()).phase() == Standing.Phase.FAILED)
            .filter(job -> !damaged.contains(job))
            .toList());
    if (stopped) {
      out.println(
          "note: it was stopped, and goes on now; "
              + ShellCommand.of("sweep", "stop", directory.path())
              + " ends it again");
    }
    int before = jobs.size() - open.size() - damaged.size();
    out.println(
        line
            + "  ("
            + jobs.size()
            + (jobs.size() == 1 ? " run, " : " runs, ")
            + before
            + " done before"
            + (damaged.isEmpty() ? "" : ", " + damaged.size() + " damaged")
            + ")");
    LostRuns.damaged(directory).ifPresent(note -> out.println("note: " + note));
    return open;
  }

  private static void tellInterrupted(Batch batch, PrintStream out) {
    out.println("interrupted; go on with: " + batch.goOn());
    out.flush();
  }

  private static boolean done(SweepDirectory directory, Job job) {
    return directory.run(job).saysDone() && directory.phase(job) == Standing.Phase.DONE;
  }

  /** A line for each run that did not end well. */
  static List<String> failures(SweepDirectory directory) {
    SweepState state = directory.state();
    List<String> lines = new ArrayList<>();
    for (Job job : state.jobs()) {
      Standing standing = state.of(job.run());
      String what = job.run() + " (" + job.title();
      Optional<String> damage = directory.damaged(job);
      if (damage.isPresent()) {
        String why = directory.within(damage.get()) + "; " + LostRuns.anew(directory, job);
        lines.add("DAMAGED  " + what + "): " + why);
      } else if (standing.phase() == Standing.Phase.FAILED) {
        String code = standing.code() == 0 ? "" : ", exit " + standing.code();
        String failed = "FAILED   " + what + code + "): ";
        lines.add(failed + directory.within(standing.reason()));
      } else if (state.hopeless(job)) {
        String needed = job.needs().orElseThrow();
        lines.add("WAITING  " + what + "): it needs " + needed + ", which is not done");
      } else if (!standing.phase().over() && standing.phase() != Standing.Phase.PAUSED) {
        lines.add("OPEN     " + what + "): " + standing.phase().word());
      }
    }
    return lines;
  }

  private void work(List<Job> open, int most) {
    directory.state().jobs().forEach(this::list);
    open.forEach(job -> states.put(job.run(), "waiting"));
    try {
      toTheEnd(most);
    } finally {
      table.ifPresent(LiveTable::erase);
    }
    state().jobs().stream().filter(state()::hopeless).forEach(this::tellHopeless);
  }

  private void toTheEnd(int most) {
    while (true) {
      table.ifPresent(LiveTable::refresh);
      SweepState state = directory.more(this::tell);
      ended();
      undecided.first().ifPresent(note -> above("note: " + note));
      if (stop.requested() || state.stopped()) {
        workers.forEach(stop.requested() ? Process::destroy : process -> {});
        if (workers.isEmpty()) {
          break;
        }
      } else if (workers.isEmpty() && directory.over()) {
        break;
      } else if (workers.size() < most) {
        start(state, most);
      }
      Pause.millis(MOMENT_MILLIS);
    }
  }

  private SweepState state() {
    return directory.more(this::tell);
  }

  private void list(Job job) {
    titles.put(job.run(), job.title());
    states.put(job.run(), BEFORE);
  }

  /**
   * Starts as many workers as there is work for that nobody is about to take. Those of others on
   * this machine count, too: a search by one worker stays one beside an orphan of a launcher that
   * was killed.
   */
  private void start(SweepState state, int most) {
    long busy =
        workers.stream()
            .filter(
                worker ->
                    state.held().stream()
                        .map(job -> state.of(job.run()).worker())
                        .anyMatch(name -> directory.of(name, worker.pid())))
            .count();
    long wanted = Math.min(most, directory.free() + busy);
    if (workers.size() < wanted) {
      wanted = Math.min(wanted, most - others());
    }
    Path log = log();
    try {
      Files.createDirectories(log.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(log.getParent() + " cannot be made", e);
    }
    while (workers.size() < wanted) {
      workers.add(Parent.child(log, List.of("sweep", "work", directory.path().toString())));
    }
  }

  private long others() {
    return directory.here().stream()
        .filter(name -> workers.stream().noneMatch(own -> directory.of(name, own.pid())))
        .count();
  }

  /** What workers say. */
  private Path log() {
    return directory.path().resolve("workers").resolve(JobProcess.CONSOLE);
  }

  /** What ended a worker may be its run's fault. */
  private void ended() {
    for (Process worker : List.copyOf(workers)) {
      if (!worker.isAlive()) {
        workers.remove(worker);
        boolean good = useful.stream().anyMatch(name -> directory.of(name, worker.pid()));
        idle = good || worker.exitValue() == 0 ? 0 : idle + 1;
        if (idle == MOST_IDLE) {
          workers.forEach(Process::destroy);
          throw new RunException(given(log(), worker.exitValue(), begun));
        }
        if (!FROM_OUTSIDE.contains(worker.exitValue())) {
          directory.blame(
              worker.pid(), worker.exitValue(), "its process ended without a word; see its log");
        }
      }
    }
  }

  /** Why nobody is started any more: what the last one said, or where that may stand. */
  static String given(Path log, int code, boolean begun) {
    String said = JobProcess.lastLine(log, 0);
    String what = "workers end before they " + (begun ? "take another run" : "have begun");
    return said.isEmpty()
        ? "%s: %s (exit %d); see what they say there, mend it, then try again"
            .formatted(log, what, code)
        : "%s (%s, exit %d); mend that, then try again; all they say is in %s"
            .formatted(said.replace("; mend that, then try again", ""), what, code, log);
  }

  private void tell(Event event) {
    if (event.kind() == Event.Kind.PROPOSED) {
      refused.tell(this::above);
      directory.state().jobs().stream()
          .filter(job -> !states.containsKey(job.run()))
          .forEach(
              job -> {
                titles.put(job.run(), job.title());
                states.put(job.run(), "waiting");
              });
    }
    useful.add(event.worker());
    begun |= event.kind() == Event.Kind.CLAIMED;
    String text =
        switch (event.kind()) {
          case CLAIMED -> "running";
          case DONE ->
              event.more().containsKey("seconds")
                  ? "done in " + (long) event.number("seconds") + " s"
                  : BEFORE.equals(states.get(event.run())) ? "" : "done";
          case FAILED ->
              event.number("code") == 0
                  ? "FAILED"
                  : "FAILED (exit " + (int) event.number("code") + ")";
          // Others go on with it, unless nobody shall.
          case INTERRUPTED ->
              stop.requested() || directory.state().stopped() ? "interrupted" : "waiting";
          case LOST -> "lost its process";
          case PAUSED -> "paused";
          case DROPPED -> "stopped early";
          default -> "";
        };
    if (!text.isEmpty() && states.containsKey(event.run())) {
      tell(event.run(), text);
    }
  }

  private void above(String line) {
    table.ifPresentOrElse(shown -> shown.above(line), () -> out.println(line));
  }

  private void tellHopeless(Job job) {
    Path needed = Path.of(job.needs().orElseThrow());
    tell(job.run(), "not started: " + needed.getFileName() + " is not done");
  }

  private void tell(String run, String state) {
    states.put(run, state);
    int number = new ArrayList<>(states.keySet()).indexOf(run) + 1;
    String line = number + "/" + states.size() + "  " + titles.get(run) + "  " + state;
    if (table.isEmpty()) {
      out.println(line);
    } else if (state.startsWith("running") || state.equals("waiting")) {
      table.get().draw();
    } else if (states.size() <= MOST_LISTED || !state.startsWith("done")) {
      table.get().above(line);
    }
  }
}
