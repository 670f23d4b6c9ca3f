package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.altgrad.base.CpuTime;
import org.altgrad.base.Durable;
import org.altgrad.base.Seal;
import org.altgrad.base.ShellCommand;
import org.altgrad.base.YamlFile;
import org.altgrad.data.DataSet;
import org.altgrad.data.source.DataContext;
import org.altgrad.plotting.runs.Run;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.OwnData;
import org.altgrad.train.export.Exporter;
import org.altgrad.train.loop.BoardPictures;
import org.altgrad.train.loop.Reporter;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.loop.Trainer;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunProvenance;
import org.altgrad.train.run.RunSeals;
import org.altgrad.train.run.State;
import org.altgrad.train.run.Yamls;

/** Prepares and executes runs. */
final class Runner {
  private static final String OTHER_DATA = "go on with these in a new run with trainer.init_from=";

  private Runner() {}

  /**
   * Makes a run and works on it. Some settings only the program can refuse, when the run has its
   * directory: where nothing was trained with them, no directory stays.
   *
   * @param whenDone is given the run if it comes to its end
   * @return how it ended
   */
  static State start(
      Experiment experiment, DataSet data, PrintStream out, Consumer<RunDirectory> whenDone) {
    return start(experiment, data, out, run -> {}, whenDone);
  }

  /**
   * The same with something to do when the run has begun.
   *
   * @param whenBegun is given the run once its {@code run.yaml} is there, before its first step
   */
  static State start(
      Experiment experiment,
      DataSet data,
      PrintStream out,
      Consumer<RunDirectory> whenBegun,
      Consumer<RunDirectory> whenDone) {
    boolean there = experiment.run().dir().filter(Files::exists).isPresent();
    RunDirectory run = prepare(experiment);
    try {
      State state = execute(experiment, run, data, out, () -> whenBegun.accept(run));
      if (state == State.DONE) {
        whenDone.accept(run);
      }
      return state;
    } catch (ConfigException e) {
      run.removeUntrained(there);
      throw e;
    }
  }

  /** Makes the run's directory and files its configuration. */
  private static RunDirectory prepare(Experiment experiment) {
    return experiment
        .run()
        .dir()
        .map(place -> prepareAt(experiment, place))
        .orElseGet(
            () ->
                RunDirectory.create(
                    experiment.run().root(),
                    experiment.name(),
                    LocalDateTime.now(),
                    run -> file(run, experiment)));
  }

  /** Makes the run's directory at a place and files its configuration. */
  static RunDirectory prepareAt(Experiment experiment, Path place) {
    return RunDirectory.createExactly(place, run -> file(run, experiment));
  }

  private static void file(RunDirectory run, Experiment experiment) {
    run.writeConfig(experiment.filed(), experiment.config().overrides());
  }

  /**
   * The experiment that a run directory holds.
   *
   * @param overrides keys that may be changed when a run goes on
   */
  static Experiment open(RunDirectory run, List<String> overrides) {
    for (String override : overrides) {
      String key = override.replaceFirst("^\\+{0,2}", "").replaceFirst("=.*", "");
      if (!RunSeals.CHANGEABLE.contains(key)) {
        throw new ConfigException(
            override
                + ": a run that is resumed keeps its configuration; only "
                + String.join(", ", RunSeals.CHANGEABLE.stream().sorted().toList())
                + " may be changed");
      }
    }
    run.requireOwnConfig(); // before an override is held against a file that is not the run's
    return Experiment.of(filed(run, overrides).ofThisVersion(System.err::println));
  }

  /** The configuration that a run directory holds, not bound. */
  static Config filed(RunDirectory run, List<String> overrides) {
    ConfigSources sources = ConfigSources.run(run.path());
    return new Composer(sources).compose("config", overrides, Clock.systemDefaultZone());
  }

  /** Loads the experiment's data set, telling about downloads, and about deprecated keys before. */
  static DataSet load(Experiment experiment, PrintStream console) {
    experiment.config().warnings().forEach(warning -> console.println("warning: " + warning));
    OwnData.requireGiven(experiment.config());
    return experiment.data().load(DataContext.standard(true, new DownloadLines(console)));
  }

  /**
   * What a run is given by the process that works on it.
   *
   * @param out where people read
   * @param stop asks it to end
   * @param cpuBefore processor seconds of the process that are not the run's
   * @param begun is called when there is nothing more to refuse
   * @param listener hears of its epochs
   */
  record Surroundings(
      PrintStream out, Stop stop, double cpuBefore, Runnable begun, Reporter.Listener listener) {}

  /**
   * How work on a run ended.
   *
   * @param trained whether there were steps to do
   */
  record Worked(State state, boolean trained) {}

  /**
   * Works on a run, which is all that this process does, until it ends or is stopped.
   *
   * @param data the experiment's data set, loaded before the run has a directory: without data
   *     there is no run
   * @return how it ended
   */
  static State execute(Experiment experiment, RunDirectory run, DataSet data, PrintStream out) {
    return execute(experiment, run, data, out, () -> {});
  }

  private static State execute(
      Experiment experiment, RunDirectory run, DataSet data, PrintStream out, Runnable begun) {
    Stop stop = Stop.listen();
    Parent.watch(stop);
    Optional<Worked> ended = Optional.empty();
    boolean ending = false;
    try {
      Surroundings around = new Surroundings(out, stop, 0, begun, (epoch, epochs, results) -> {});
      ended = Optional.of(work(experiment, run, data, around));
      if (ended.get().state() == State.INTERRUPTED) {
        out.println("interrupted; go on with: " + ShellCommand.of("train", "--resume", run.path()));
      }
    } finally {
      State state = ended.map(Worked::state).orElse(State.FAILED);
      ending =
          stop.ended(
              TrainCommand.exitCode(state), () -> tellUnfinished(experiment, run, state, out));
    }
    if (!ending) {
      finish(experiment, run, ended.orElseThrow(), out);
    }
    return ended.orElseThrow().state();
  }

  /** What a process that is being ended leaves out of a run that has come to its end. */
  private static void tellUnfinished(
      Experiment experiment, RunDirectory run, State state, PrintStream out) {
    if (state == State.DONE && experiment.run().export()) {
      out.println(
          "no export was written: the process was ended; write it with: "
              + ShellCommand.of("export", run.path(), "--to", exported(run)));
    }
    if (state == State.DONE && experiment.run().figure()) {
      out.println(Summaries.notDrawn(run));
    }
    if (state == State.DONE || state == State.DIVERGED) {
      out.println("run      " + run.path());
    }
    out.flush();
  }

  /** Works on a run until it ends or is stopped. */
  static Worked work(Experiment experiment, RunDirectory run, DataSet data, Surroundings around) {
    long start = System.nanoTime();
    try (FileChannel lock = Parent.lock(run);
        Reporter reporter =
            new Reporter(around.out(), TerminalTable::width, run.log(), around.listener())) {
      reporter.hold();
      if (done(run)) {
        reporter.message("this run was done before; checking whether there is more to do");
      }
      Trainer trainer = new Trainer(experiment, run, reporter, around.stop());
      Optional<Checkpoints.Checkpoint> from = trainer.start();
      if (from.filter(checkpoint -> checkpoint.step() > 0).isPresent()) {
        Restored.requireOwnData(run, data, OTHER_DATA + run.path(), reporter::message);
      }
      if (experiment.run().export()) {
        Exporter.requireFree(exported(run), true);
      }
      // Here the command is accepted.
      // What is done stays so until there is a step to do, and what is typed waits for one.
      List<String> typed = from.isPresent() ? experiment.config().overrides() : List.of();
      boolean waits = done(run) || !typed.isEmpty();
      AtomicBoolean begun = new AtomicBoolean(!waits);
      Runnable begin = begin(experiment, run, data, from, waits);
      Runnable late =
          () -> {
            begin.run();
            begun.set(true);
          };
      if (!waits) {
        reporter.accept(); // otherwise the trainer accepts, or refuses, what is typed
      }
      reporter.write("run " + run.path());
      around.begun().run();
      try {
        Trainer.RunEnd outcome = trainer.train(lock, data, from, typed, waits ? late : () -> {});
        outcome.message().ifPresent(reporter::message);
        end(run, outcome, seconds(start), cpu(around));
        return new Worked(outcome.state(), from.isEmpty() || from.get().step() < outcome.step());
      } catch (RuntimeException | Error e) {
        if (!begun.get()) {
          throw e; // all is as it was
        }
        fail(run, reporter, e, seconds(start), cpu(around));
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files that a run failed, and why. */
  private static void fail(
      RunDirectory run, Reporter reporter, Throwable e, double seconds, double cpu) {
    run.requirePresent();
    try {
      String why = Main.why(e);
      reporter.write("failed: " + why);
      end(run, new Trainer.RunEnd(State.FAILED, -1, Optional.of(why)), seconds, cpu);
    } catch (UncheckedIOException full) {
      run.markFailed();
      e.addSuppressed(full);
    }
  }

  /** Exports and draws a run that has come to its end. */
  static void finish(Experiment experiment, RunDirectory run, Worked worked, PrintStream out) {
    if (worked.state() == State.DONE && experiment.run().export()) {
      export(run, worked.trained());
    }
    // Whatever happens to the figure, the run is what it is.
    if (worked.state() == State.DONE && experiment.run().figure()) {
      Summaries.afterRun(run, out);
      if (worked.trained() && experiment.trainer().tensorboard()) {
        try {
          board(run);
        } catch (UncheckedIOException e) {
          out.println("note: TensorBoard has no figure: " + Durable.reason(e));
        }
      }
    }
    if (worked.state() != State.INTERRUPTED) {
      out.println("run      " + run.path());
    }
  }

  /** What has been drawn of a run, for TensorBoard. */
  private static void board(RunDirectory run) {
    if (run.readInfo().get("steps") instanceof Number steps && Files.isDirectory(run.figures())) {
      try (Stream<Path> all = Files.list(run.figures())) {
        all.filter(file -> file.toString().endsWith(".png"))
            .sorted()
            .forEach(
                file -> {
                  String name = file.getFileName().toString().replaceFirst("[.]png$", "");
                  BoardPictures.add(run.path(), steps.longValue(), "figures/" + name, file);
                });
      } catch (IOException e) {
        throw new UncheckedIOException(run.figures() + " cannot be read", e);
      }
    }
  }

  /**
   * Exports a run's last checkpoint in the place of what it exported before.
   *
   * @param trained whether there were steps to do; what is there is left alone without
   */
  private static void export(RunDirectory run, boolean trained) {
    Path to = exported(run);
    if (!trained && Files.exists(to)) {
      return;
    }
    Restored.of(
        run.path(),
        Checkpoints.Which.LAST,
        false,
        (experiment, data, live, checkpoint) ->
            Restored.export(run.path(), experiment, data, live, checkpoint, to, true));
  }

  private static Path exported(RunDirectory run) {
    return run.path().resolve("export");
  }

  private static boolean done(RunDirectory run) {
    return run.state().equals(Optional.of(State.DONE));
  }

  /**
   * Files the configuration with what has been overridden, and that the run goes on.
   *
   * @param waits whether all stays as it is until there is a step to do
   * @return what to do before that step
   */
  static Runnable begin(
      Experiment experiment,
      RunDirectory run,
      DataSet data,
      Optional<Checkpoints.Checkpoint> from,
      boolean waits) {
    Map<String, Object> earlier = run.readInfo();
    from.map(checkpoint -> checkpoint.state().get("run"))
        .ifPresent(id -> earlier.putIfAbsent("id", id));
    int threads = experiment.trainer().threadsHere();
    Map<String, Object> info =
        RunProvenance.start(earlier, experiment.name(), experiment.seed(), data, threads);
    from.ifPresent(checkpoint -> RunProvenance.addTime(info, checkpoint.state()));
    info.putIfAbsent(
        Checkpoints.SEALED_FROM, from.map(Checkpoints.Checkpoint::sealedFrom).orElse(0L));
    experiment.networkSeeds().ifPresent(seeds -> info.put(Run.SEEDS, seeds));
    if (!experiment.networkValues().isEmpty()) {
      info.put(Run.NETWORKS, experiment.networkValues());
    }
    RunSeals.addOverrides(run, earlier, info);
    Runnable begin =
        () -> {
          run.writeInfo(info); // without a seal: whoever is killed here finds no contradiction
          if (!experiment.config().overrides().isEmpty()) {
            Durable.write(run.config(), experiment.filed());
          }
          info.put(Run.CONFIG_SEAL, run.configSeal());
          run.writeInfo(info);
        };
    if (!waits) {
      begin.run();
    }
    return begin;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double cpu(Surroundings around) {
    return CpuTime.seconds() - around.cpuBefore();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files how a run ended; one that was done before, and made no step, is what it was. */
  static void end(RunDirectory run, Trainer.RunEnd end, double seconds, double cpu) {
    if (!done(run)) {
      String message = end.message().orElse(null);
      Map<String, Object> info =
          RunProvenance.end(run.readInfo(), end.state(), end.step(), seconds, cpu, message);
      if (end.outOfTime()) {
        info.put(Run.ENDED_BY, Run.MAX_TIME);
        end.cutEpoch().ifPresent(epoch -> info.put(Run.CUT_EPOCH, epoch));
      }
      if (!end.diverged().isEmpty()) {
        info.put(Run.DIVERGED_NETWORKS, end.diverged());
      }
      if (end.state() != State.FAILED) {
        info.put(Run.METRICS_SEAL, Seal.ofText(read(run.metrics())));
        if (Files.exists(run.result())) {
          info.put(Run.RESULT_SEAL, Run.seal(YamlFile.flatten(Yamls.read(run.result()))));
        }
      }
      run.writeInfo(info);
    }
  }
}
