package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import org.altgrad.data.DataSet;
import org.altgrad.data.source.DataContext;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigPrinter;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.loop.Reporter;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.loop.Trainer;
import org.altgrad.train.run.Provenance;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.State;

/** Prepares and executes runs. */
final class Runner {
  /** What may be changed when a run is resumed: how long it goes on and with how many threads. */
  private static final Set<String> CHANGEABLE =
      Set.of(
          "trainer.max_epochs",
          "trainer.max_steps",
          "trainer.max_time",
          "trainer.threads",
          "trainer.keep",
          "run.figure");

  private Runner() {}

  /** Makes the run's directory and files its configuration. */
  static RunDirectory prepare(Experiment experiment) {
    RunDirectory run =
        experiment
            .run()
            .dir()
            .map(RunDirectory::createExactly)
            .orElseGet(
                () ->
                    RunDirectory.create(
                        experiment.run().root(), experiment.name(), LocalDateTime.now()));
    file(run, experiment.config());
    return run;
  }

  /** Makes the run's directory at a place and files its configuration. */
  static RunDirectory prepareAt(Experiment experiment, Path place) {
    RunDirectory run = RunDirectory.createExactly(place);
    file(run, experiment.config());
    return run;
  }

  private static void file(RunDirectory run, Config config) {
    run.writeConfig(
        ConfigPrinter.job(config, new ConfigPrinter.Options(true, "", false)), config.overrides());
  }

  /**
   * The experiment that a run directory holds.
   *
   * @param overrides keys that may be changed when a run goes on
   */
  static Experiment open(RunDirectory run, List<String> overrides) {
    for (String override : overrides) {
      String key = override.replaceFirst("^\\+{0,2}", "").replaceFirst("=.*", "");
      if (!CHANGEABLE.contains(key)) {
        throw new ConfigException(
            override
                + ": a run that is resumed keeps its configuration; only "
                + String.join(", ", CHANGEABLE.stream().sorted().toList())
                + " may be changed");
      }
    }
    Config config = filed(run, overrides);
    Experiment experiment = Experiment.of(config);
    if (!overrides.isEmpty()) {
      Path file = run.config();
      org.altgrad.train.run.Durable.write(
          file, ConfigPrinter.job(config, new ConfigPrinter.Options(true, "", false)));
    }
    return experiment;
  }

  /** The configuration that a run directory holds, not bound. */
  static Config filed(RunDirectory run, List<String> overrides) {
    ConfigSources sources = ConfigSources.directory(run.path());
    return new Composer(sources).compose("config", overrides, Clock.systemDefaultZone());
  }

  /** Loads the experiment's data set, telling about downloads. */
  static DataSet load(Experiment experiment, PrintStream console) {
    return experiment.data().load(DataContext.standard(true, new DownloadLines(console)));
  }

  /**
   * Works on a run until it ends or is stopped.
   *
   * @param data the experiment's data set, loaded before the run has a directory: without data
   *     there is no run
   * @return how it ended
   */
  static State execute(Experiment experiment, RunDirectory run, DataSet data, PrintStream out) {
    long start = System.nanoTime();
    boolean terminal = "1".equals(System.getenv("ALTGRAD_TERMINAL"));
    Stop stop = Stop.listen();
    try (FileChannel lock = run.lock();
        Reporter reporter = new Reporter(out, terminal, run.log())) {
      if (run.state().equals(java.util.Optional.of(State.DONE))) {
        reporter.message("this run was done before; checking whether there is more to do");
      }
      int threads =
          experiment.trainer().threads().orElse(Runtime.getRuntime().availableProcessors());
      run.writeInfo(
          Provenance.start(run.readInfo(), experiment.name(), experiment.seed(), data, threads));
      reporter.write("run " + run.path());
      try {
        Trainer.Outcome outcome = new Trainer(experiment, run, reporter, stop).train(lock, data);
        outcome.message().ifPresent(reporter::message);
        run.writeInfo(
            Provenance.end(
                run.readInfo(),
                outcome.state(),
                outcome.step(),
                seconds(start),
                outcome.message().orElse(null)));
        finish(run, experiment, outcome.state(), out);
        return outcome.state();
      } catch (RuntimeException e) {
        reporter.write("failed: " + e);
        run.writeInfo(
            Provenance.end(run.readInfo(), State.FAILED, -1, seconds(start), e.toString()));
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      stop.ended();
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void finish(
      RunDirectory run, Experiment experiment, State state, PrintStream out) {
    switch (state) {
      case DONE -> {
        if (experiment.run().figure()) {
          Summaries.afterRun(run, out);
        }
        out.println("run      " + run.path());
      }
      case INTERRUPTED ->
          out.println("interrupted; go on with: altgrad train --resume " + run.path());
      default -> out.println("run      " + run.path());
    }
  }
}
