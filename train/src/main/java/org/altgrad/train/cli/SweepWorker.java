package org.altgrad.train.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.altgrad.base.CpuTime;
import org.altgrad.base.Durable;
import org.altgrad.base.Pause;
import org.altgrad.base.ShellCommand;
import org.altgrad.data.DataSet;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.sweep.Event.Kind;
import org.altgrad.train.sweep.Heartbeat;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Plan;
import org.altgrad.train.sweep.Standing;
import org.altgrad.train.sweep.Standing.Phase;
import org.altgrad.train.sweep.SweepDirectory;
import org.altgrad.train.sweep.SweepState;

/**
 * Works on a sweep's directory beside others: takes a run, brings it to its end, takes the next,
 * and ends when nothing is left that it could do.
 *
 * <p>Runs follow each other in one process, so that Java and TensorFlow start once. A run with
 * another number of threads, which TensorFlow fixes for a process, and one that measures processor
 * time have a process of their own.
 */
final class SweepWorker {
  private static final long MOMENT_MILLIS = 200;

  /** Longer than an orphan may take to leave its run. */
  private static final long MOMENTS = 150_000 / MOMENT_MILLIS;

  private final SweepDirectory directory;
  private final Consumer<String> console;
  private final Stop stop;
  private final Heartbeat heartbeat;
  private final Plan.Filer filer;
  private final SearchMetric metric;
  private final Undecided undecided;

  /** Of this process, once it has worked on a run. */
  private Optional<Optional<Integer>> threads = Optional.empty();

  private final RefusedTrials refused;

  /** Whether the process has met an error after which nothing is certain. */
  private boolean broken;

  /** How many runs it has taken. */
  private long worked;

  /** Those that it has taken last. */
  private List<Job> taken = List.of();

  /** How work on a run ended: what is told of it. */
  private record Ending(Kind kind, int code, String reason) {}

  private SweepWorker(
      SweepDirectory directory, Consumer<String> console, Stop stop, Heartbeat heartbeat) {
    this.directory = directory;
    this.console = console;
    this.stop = stop;
    this.heartbeat = heartbeat;
    this.filer = new SearchFiler(directory, console);
    this.metric = new SearchMetric(directory);
    this.undecided = new Undecided(directory);
    this.refused = new RefusedTrials(directory);
  }

  /**
   * Works until nothing is left.
   *
   * @param count of runs after which it ends in any case
   * @return the exit code
   */
  static int work(Path place, long count, PrintStream out) {
    Stop stop = Stop.listen();
    Parent.watch(stop);
    int code = Main.FAILURE;
    Optional<String> advice = Optional.empty();
    SweepDirectory directory = new SweepDirectory(place);
    Optional<LiveTable> table =
        LiveTable.wanted()
            ? Optional.of(new LiveTable(new SweepDirectory(place), out))
            : Optional.empty();
    table.ifPresent(SweepWorker::keep);
    Consumer<String> lines =
        line -> table.ifPresentOrElse(shown -> shown.above(line), () -> out.println(line));
    Consumer<String> lost =
        why -> {
          lines.accept("ends, for others take this worker for gone: " + why);
          stop.request();
        };
    try (Heartbeat heartbeat = Heartbeat.begin(place, directory.self(), lost)) {
      SweepWorker worker = new SweepWorker(directory, lines, stop, heartbeat);
      code = worker.work(count);
      advice = stop.requested() ? worker.goOn(count) : advice;
    } finally {
      table.ifPresent(LiveTable::close);
      advice.ifPresent(command -> out.println("interrupted; go on with: " + command));
      stop.ended(code, () -> {});
    }
    return code;
  }

  /** Has the table drawn again and again, until it is taken away. */
  private static void keep(LiveTable table) {
    Thread drawing = new Thread(() -> draw(table), "table");
    drawing.setDaemon(true);
    drawing.start();
  }

  private static void draw(LiveTable table) {
    try {
      while (table.refresh()) {
        Pause.millis(MOMENT_MILLIS);
      }
    } catch (RuntimeException e) {
      table.close(); // the worker meets the same and says it
    }
  }

  private int work(long count) {
    SearchBase.note(directory).ifPresent(note -> console.accept("note: " + note));
    int failed = 0;
    long useful = System.nanoTime();
    while (worked < count && !broken && !stop.requested()) {
      SweepDirectory.Turn turn = directory.next(heartbeat.worker(), filer);
      refused.tell(console);
      if (turn instanceof SweepDirectory.Turn.End && !doubtful(useful)) {
        break;
      }
      if (turn instanceof SweepDirectory.Turn.Work work) {
        take(work, count);
        failed +=
            work.graph().isPresent()
                ? run(work.jobs(), work.graph().get())
                : run(work.jobs().get(0)).kind() == Kind.FAILED ? 1 : 0;
      } else {
        Pause.millis(MOMENT_MILLIS);
      }
      useful = turn instanceof SweepDirectory.Turn.End ? useful : System.nanoTime();
    }
    Optional<String> why = directory.state().stoppedFor();
    why.ifPresent(reason -> console.accept("stopped: " + reason));
    boolean bad = failed > 0 || why.isPresent() || found();
    return stop.requested() ? Stop.EXIT_CODE : bad ? Main.FAILURE : 0;
  }

  /** An ending with what helps a run of a sweep where it cannot go on. */
  private Ending within(Job job, Ending ending) {
    return ending.kind() == Kind.FAILED
        ? new Ending(ending.kind(), ending.code(), reason(job, ending.reason()))
        : ending;
  }

  private String reason(Job job, String reason) {
    return directory
        .stuck(job)
        .filter(reason::startsWith)
        .map(what -> what + "; " + LostRuns.anew(directory, job))
        .orElse(reason);
  }

  /** A graph trains all its runs, of which a count may ask for fewer. */
  private void take(SweepDirectory.Turn.Work work, long count) {
    taken = work.jobs();
    worked += taken.size();
    if (worked > count) {
      console.accept(
          "note: --count "
              + count
              + ": one graph of "
              + taken.size()
              + " runs, which train together");
    }
  }

  /** The command that goes on where the worker was interrupted; empty if nothing is left. */
  private Optional<String> goOn(long count) {
    SweepState state = directory.state();
    long open =
        taken.stream()
            .map(job -> state.of(job.run()).phase())
            .filter(phase -> !phase.over() && phase != Phase.PAUSED)
            .count();
    long left = count - worked + open;
    if (left < 1 || directory.over()) {
      return Optional.empty();
    }
    String verb = state.stopped() ? "retry" : "work";
    String some = count == Long.MAX_VALUE || state.stopped() ? "" : " --count " + left;
    return Optional.of(ShellCommand.of("sweep", verb, directory.path()) + some);
  }

  /** Whether runs that were done before are failed by what this worker has found in them. */
  private boolean found() {
    SweepState state = directory.state();
    return state.jobs().stream()
        .map(job -> state.of(job.run()))
        .anyMatch(
            standing ->
                standing.phase() == Phase.FAILED && standing.worker().equals(heartbeat.worker()));
  }

  /**
   * Whether runs of others may be free soon: a node may have fallen a moment ago, of which nobody
   * knows yet, and this worker been started in the place of one that fell with it.
   *
   * @param useful when there was something to do, or to wait for
   */
  private boolean doubtful(long useful) {
    return !directory.state().stopped()
        && directory.heldElsewhere()
        && System.nanoTime() - useful < Heartbeat.DOUBT.toNanos();
  }

  private Ending run(Job job) {
    long start = System.nanoTime();
    Ending ending = within(job, ended(job));
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("seconds", Math.round((System.nanoTime() - start) / 1e6) / 1e3);
    if (ending.kind() == Kind.FAILED) {
      more.putAll(why(ending.code(), ending.reason()));
    }
    if (ending.kind() == Kind.DONE) {
      directory.tellDone(job, heartbeat.worker(), more);
    } else {
      directory.tellOwn(ending.kind(), job.run(), heartbeat.worker(), more);
    }
    Standing told = directory.state().of(job.run());
    boolean unread = ending.kind() == Kind.DONE && told.phase() == Phase.FAILED;
    Ending known = unread ? new Ending(Kind.FAILED, told.code(), told.reason()) : ending;
    console.accept(
        job.run()
            + "  "
            + (known.kind() == Kind.FAILED
                ? failure(known.code(), known.reason())
                : known.kind().word()));
    undecided.first().ifPresent(note -> console.accept("note: " + note));
    return known;
  }

  private String failure(int code, String reason) {
    return "FAILED (exit " + code + "): " + directory.within(reason);
  }

  /** Why something failed, as it was reported. */
  private static String first(StringWriter said) {
    return said.toString().lines().findFirst().map(Main::reason).orElse("without a word");
  }

  /** What the journal says of a run that failed. */
  private Map<String, Object> why(int code, String reason) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("code", code);
    more.put("reason", reason);
    if (metric.missing()) {
      more.put(SweepDirectory.UNMEASURED, true);
    }
    return more;
  }

  private Ending ended(Job job) {
    RunDirectory run = directory.run(job);
    Stop own = Stop.within(stop);
    try {
      directory
          .ensure(job, filer)
          .ifPresent(line -> console.accept(job.run() + "  " + directory.within(line)));
    } catch (RunException e) {
      return new Ending(Kind.FAILED, Main.FAILURE, e.getMessage());
    }
    for (long i = 0; i < MOMENTS && !own.requested() && run.busy(); i++) {
      Pause.millis(MOMENT_MILLIS); // an orphan of a worker that is gone has it still
    }
    if (own.requested()) {
      return new Ending(Kind.INTERRUPTED, Stop.EXIT_CODE, "");
    }
    Thread watcher = watcher(List.of(job), own);
    try (PrintStream log = console(run.path().resolve(JobProcess.CONSOLE))) {
      return inThisProcess(job, run, own, log);
    } catch (UncheckedIOException e) {
      return new Ending(Kind.FAILED, Main.FAILURE, Durable.reason(e));
    } finally {
      watcher.interrupt();
    }
  }

  /**
   * Trains runs in one graph.
   *
   * @return how many failed
   */
  private int run(List<Job> jobs, String name) {
    Stop own = Stop.within(stop);
    StringWriter said = new StringWriter();
    Thread watcher = watcher(jobs, own);
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (PrintStream log = console(directory.path().resolve("graph-" + name + ".log"))) {
      System.setOut(log);
      System.setErr(log);
      StackedRuns runs = new StackedRuns(metric, filer, name, jobs, heartbeat.worker(), log);
      directory.tellOwn(Kind.INTERRUPTED, runs.strangers(), heartbeat.worker(), Map.of());
      if (!threads.orElse(runs.threads()).equals(runs.threads())) {
        broken = true; // TensorFlow's are fixed for a process: another one takes them
        directory.tellOwn(Kind.INTERRUPTED, jobs, heartbeat.worker(), Map.of());
        return 0;
      }
      threads = Optional.of(runs.threads());
      runs.train(own);
      directory.tellOwn(Kind.INTERRUPTED, runs.open(), heartbeat.worker(), Map.of());
      // What the graph did not hold, or had ended before a retry, is taken again at once.
      jobs.stream()
          .filter(job -> own.requested() || directory.phase(job) != Phase.INTERRUPTED)
          .forEach(job -> console.accept(job.run() + "  " + stands(job)));
      return (int) jobs.stream().filter(this::failed).count();
    } catch (Exception e) {
      return failed(jobs, own, Main.report(e, new PrintWriter(said, true)), said);
    } catch (Error e) {
      broken = true;
      return failed(jobs, own, Main.report(e, new PrintWriter(said, true)), said);
    } finally {
      System.setOut(out);
      System.setErr(err);
      watcher.interrupt();
    }
  }

  private boolean failed(Job job) {
    return directory.state().of(job.run()).phase() == Phase.FAILED;
  }

  private String stands(Job job) {
    Standing standing = directory.state().of(job.run());
    return failed(job) ? failure(standing.code(), standing.reason()) : directory.phase(job).word();
  }

  private int failed(List<Job> jobs, Stop own, int code, StringWriter said) {
    String first = first(said);
    Map<Job, String> reasons = new LinkedHashMap<>();
    jobs.forEach(job -> reasons.put(job, reason(job, first)));
    boolean stuck = !Set.copyOf(reasons.values()).equals(Set.of(first));
    boolean stopped = leaves(own, code);
    if (stuck && !stopped) {
      reasons.forEach((job, reason) -> console.accept(job.run() + "  " + failure(code, reason)));
    } else {
      said.toString().lines().forEach(console);
    }
    Kind kind = stopped ? Kind.INTERRUPTED : Kind.FAILED;
    directory.tellOwn(kind, jobs, heartbeat.worker(), job -> why(code, reasons.get(job)));
    return stopped ? 0 : jobs.size();
  }

  private Thread watcher(List<Job> jobs, Stop own) {
    Thread watcher = new Thread(() -> watch(jobs, own), "sweep");
    watcher.setDaemon(true);
    watcher.start();
    return watcher;
  }

  /** Ends the runs when the sweep is stopped, or one of them is another's. */
  private void watch(List<Job> jobs, Stop own) {
    SweepDirectory seen = new SweepDirectory(directory.path());
    while (!Thread.currentThread().isInterrupted()) {
      if (seen.changed()
          && (seen.state().stopped()
              || jobs.stream()
                  .filter(job -> seen.state().of(job.run()).phase().held())
                  .anyMatch(
                      job -> !seen.state().of(job.run()).worker().equals(heartbeat.worker())))) {
        own.request();
        return;
      }
      Pause.millis(MOMENT_MILLIS);
    }
  }

  private Ending inThisProcess(Job job, RunDirectory run, Stop own, PrintStream log) {
    double cpuBefore = threads.isEmpty() ? 0 : CpuTime.seconds();
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(log);
    System.setErr(log);
    StringWriter said = new StringWriter();
    try {
      directory.requireFiled(job);
      RunDirectory.open(run.path());
      Experiment experiment = Runner.open(run, List.of());
      Optional<Integer> wanted = experiment.trainer().threads();
      if (job.alone() || !threads.orElse(wanted).equals(wanted)) {
        return inItsOwn(run, own); // to its end, whatever others are at
      }
      Rungs rungs = new Rungs(directory, job, heartbeat.worker(), own, metric);
      if (rungs.halted().isPresent()) {
        return halted(rungs.halted().get());
      }
      threads = Optional.of(wanted);
      DataSet data = Runner.load(experiment, log);
      Runner.Surroundings around =
          new Runner.Surroundings(
              log,
              own,
              cpuBefore,
              () -> directory.tellOwn(Kind.BEGUN, job.run(), heartbeat.worker(), Map.of()),
              rungs);
      Runner.Worked worked = Runner.work(experiment, run, data, around);
      Runner.finish(experiment, run, worked, log);
      return switch (worked.state()) {
        case DONE -> new Ending(Kind.DONE, 0, "");
        case INTERRUPTED ->
            rungs
                .halted()
                .map(SweepWorker::halted)
                .orElse(new Ending(Kind.INTERRUPTED, Stop.EXIT_CODE, ""));
        default ->
            new Ending(
                Kind.FAILED,
                Main.FAILURE,
                String.valueOf(run.readInfo().getOrDefault("message", worked.state())));
      };
    } catch (Exception e) {
      return failed(run, own, Main.report(e, new PrintWriter(said, true)), said, log);
    } catch (Error e) {
      broken = true;
      return failed(run, own, Main.report(e, new PrintWriter(said, true)), said, log);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static Ending halted(Phase phase) {
    return new Ending(phase == Phase.PAUSED ? Kind.PAUSED : Kind.DROPPED, 0, "");
  }

  /** Whatever an error has met, a run that is done is so. */
  private Ending failed(RunDirectory run, Stop own, int code, StringWriter said, PrintStream log) {
    log.print(said);
    if (run.saysDone()) {
      return new Ending(Kind.DONE, 0, "");
    }
    return leaves(own, code)
        ? new Ending(Kind.INTERRUPTED, Stop.EXIT_CODE, "")
        : new Ending(Kind.FAILED, code, first(said));
  }

  /** Whether an error only says that this worker shall end, as an orphan does. */
  private static boolean leaves(Stop own, int code) {
    return code == Main.FAILURE && (own.requested() || Parent.lost());
  }

  private Ending inItsOwn(RunDirectory run, Stop own) {
    JobProcess process = new JobProcess(run);
    while (!process.ended()) {
      if (own.requested()) {
        process.stop();
      }
    }
    return process.done()
        ? new Ending(Kind.DONE, 0, "")
        : own.requested() || process.exitCode() == Stop.EXIT_CODE
            ? new Ending(Kind.INTERRUPTED, Stop.EXIT_CODE, "")
            : new Ending(Kind.FAILED, process.exitCode(), process.lastLine());
  }

  private static PrintStream console(Path file) {
    try {
      return new PrintStream(
          new FileOutputStream(file.toFile(), true), true, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }
}
