package org.altgrad.train.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.altgrad.data.DataSet;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.OverrideWriter;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code altgrad gradients}. */
@Command(
    name = "gradients",
    description =
        "Measures the directions that a program names at frozen parameters: bias, variance, cost.",
    sortOptions = false,
    footer = {
      "",
      "The exact direction is enumerated where the network is small, else it is the mean of many",
      "samples. CPU time is that of all threads of this process; TensorFlow gets one unless",
      "trainer.threads says otherwise. What is measured is a run like any other, of which table"
          + " and",
      "plot show more; altgrad train measures as training goes: see trainer.directions.",
      "",
      "Example:  altgrad gradients experiment=hnca/vae_tiny --direction disarm --direction arms",
    })
final class GradientsCommand implements Callable<Integer> {
  @Mixin private Help help;

  @Mixin private Configuration configuration;

  @Option(
      names = "--direction",
      paramLabel = "NAME",
      description = "One of the program's directions; may be given several times; default: all.")
  private List<String> directions = new ArrayList<>();

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "With the parameters, and the configuration, of this run.")
  private Path run;

  @Option(
      names = "--checkpoint",
      paramLabel = "WHICH",
      description = "Of the run: last (default) or best.")
  private Checkpoints.Which which;

  @Mixin private OtherData otherData;

  @Option(names = "--draws", paramLabel = "N", description = "Draws of each direction.")
  private Long draws;

  @Option(
      names = "--truth",
      paramLabel = "N",
      description = "Samples for the exact direction where it cannot be enumerated.")
  private Long truth;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Processor time in which each direction's cost is measured; 0: it is not.")
  private Double seconds;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "The directory of the run that is made; default: as that of other runs.")
  private Path to;

  @Override
  public Integer call() {
    requireEffect();
    configuration.requireNoLauncher();
    Experiment experiment = run == null ? configuration.experiment(overrides()) : ofRun();
    experiment.trainer().initFrom().ifPresent(from -> from.find(System.err::println));
    DataSet data = Runner.load(experiment, System.out);
    if (run != null) {
      Restored.requireOwnData(
          RunDirectory.open(run), data, otherData.allowed(), System.err::println);
    }
    return TrainCommand.exitCode(
        Runner.execute(experiment, Runner.prepare(experiment), data, System.out));
  }

  /** Refuses what the command would undo, or not read. */
  private void requireEffect() {
    for (String override : configuration.overrides()) {
      if (override.matches("[+~]{0,2}trainer\\.directions(\\.(names|every))?\\s*(=.*)?")) {
        throw new ConfigException(
            override + ": must be left out, for --direction says which directions are measured");
      }
    }
    if (run == null && which != null) {
      throw new ConfigException(
          "--checkpoint: must be left out, for it has an effect only with --run");
    }
    if (run == null && otherData.allowed()) {
      throw new ConfigException(
          "--other-data: must be left out, for it has an effect only with --run");
    }
    if (run != null && !configuration.directories().isEmpty()) {
      throw new ConfigException(
          "--config-dir: must be left out, for with --run the configuration is the run's");
    }
  }

  /** What makes an experiment a measurement, then what was typed. */
  private List<String> overrides() {
    List<String> all = new ArrayList<>(List.of(set("threads", 1)));
    all.addAll(configuration.overrides());
    all.add(set("directions.names", directions));
    all.add(set("directions.every", null));
    if (draws != null) {
      all.add(set("directions.draws", draws));
    }
    if (truth != null) {
      all.add(set("directions.truth", truth));
    }
    if (seconds != null) {
      all.add(set("directions.seconds", seconds));
    }
    if (to != null) {
      all.add(OverrideWriter.assign("run.dir", to.toString()));
    }
    return all;
  }

  /** The configuration of an older run lacks some of these keys. */
  private static String set(String key, Object value) {
    return OverrideWriter.assign("++trainer." + key, value);
  }

  /** The same experiment with the parameters of a run. */
  private Experiment ofRun() {
    if (!configuration.overrides().isEmpty()) {
      throw new ConfigException(
          configuration.overrides().get(0) + ": with --run the configuration is the run's");
    }
    String from = run.toAbsolutePath().normalize().toString();
    Checkpoints.Which chosen = which == null ? Checkpoints.Which.LAST : which;
    String checkpoint = chosen.name().toLowerCase(Locale.ROOT);
    List<String> all = new ArrayList<>(List.of("run.dir=null", "run.figure=true"));
    all.add(set("record", List.of()));
    all.add(set("evaluate_first", false));
    all.add(set("init_from", Map.of("run", from, "checkpoint", checkpoint)));
    all.addAll(overrides());
    RunDirectory own = RunDirectory.open(run);
    own.requireOwnConfig();
    ConfigSources sources = ConfigSources.run(own.path());
    return Experiment.of(
        new Composer(sources).compose(Configuration.PRIMARY, all, Clock.systemDefaultZone()));
  }
}
