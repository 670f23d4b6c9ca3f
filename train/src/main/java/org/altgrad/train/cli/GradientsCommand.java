package org.altgrad.train.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.altgrad.data.DataSet;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
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
      "The exact direction is enumerated where the network is small, else it is the "
          + "mean of many samples. CPU time is that of all threads of this process; "
          + "TensorFlow gets one unless trainer.threads says otherwise. What is measured is a "
          + "run like any other, of which table and plot show more; altgrad train measures as "
          + "training goes: see trainer.directions."
    })
final class GradientsCommand implements Callable<Integer> {
  private static final String DIRECTIONS = "trainer.directions";
  private static final String WHICH = "--direction says which directions are measured";

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

  @Option(
      names = "--draws",
      paramLabel = "N",
      description = "Draws of each direction; default: 1000.")
  private Long draws;

  @Option(
      names = "--truth",
      paramLabel = "N",
      description =
          "Samples for the exact direction where it cannot be enumerated; default: 20000.")
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
    List<String> words = run == null ? words() : List.of();
    return OptionWords.telling(told(), () -> measure(words));
  }

  private int measure(List<String> words) {
    Experiment experiment = run == null ? configuration.single(words) : ofRun();
    experiment.trainer().initFrom().ifPresent(from -> from.find(System.err::println));
    DataSet data = Runner.load(experiment, System.out);
    if (run != null) {
      Restored.requireOwnData(
          RunDirectory.open(run), data, otherData.allowed(), System.err::println);
    }
    return TrainCommand.exitCode(Runner.start(experiment, data, System.out, run -> {}));
  }

  /** Refuses options that are not read. */
  private void requireEffect() {
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

  /** What was typed, which must not be what the options say. */
  private List<String> words() {
    List<String> words = new ArrayList<>(List.of(set("trainer.threads", 1)));
    words.addAll(configuration.overrides());
    Config typed = configuration.compose(words);
    if (typed.chosen().containsKey(DIRECTIONS)) { // null in place of the section
      typed.requireLeftOut(List.of(DIRECTIONS), WHICH);
    }
    options()
        .forEach(
            (key, value) -> {
              String option = option(key);
              boolean which = List.of("--direction", "--every").contains(option);
              typed.requireLeftOut(List.of(key), which ? WHICH : option + " says it");
            });
    words.addAll(measuring());
    return words;
  }

  private static String option(String key) {
    return key.replaceFirst(".*[.]", "--")
        .replaceFirst("--dir$", "--to")
        .replaceFirst("--names$", "--direction");
  }

  /** The options that were typed, by their keys. */
  private Map<String, String> told() {
    Map<String, String> told = new LinkedHashMap<>();
    options().keySet().forEach(key -> told.put(key, option(key)));
    told.remove(DIRECTIONS + ".every");
    if (directions.isEmpty()) {
      told.remove(DIRECTIONS + ".names");
    }
    return told;
  }

  /** What makes an experiment a measurement. */
  private List<String> measuring() {
    return options().entrySet().stream().map(e -> set(e.getKey(), e.getValue())).toList();
  }

  /** The keys that the options set. */
  private Map<String, Object> options() {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put(DIRECTIONS + ".draws", draws);
    said.put(DIRECTIONS + ".truth", truth);
    said.put(DIRECTIONS + ".seconds", seconds);
    said.put("run.dir", to == null ? null : to.toString());
    said.values().removeIf(Objects::isNull);
    said.put(DIRECTIONS + ".names", directions);
    said.put(DIRECTIONS + ".every", null);
    return said;
  }

  /** The configuration of an older run lacks some of these keys. */
  private static String set(String key, Object value) {
    return OverrideWriter.assign("++" + key, value);
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
    all.add(set("trainer.record", List.of()));
    all.add(set("trainer.evaluate_first", false));
    all.add(set("trainer.init_from", Map.of("run", from, "checkpoint", checkpoint)));
    all.add(set("trainer.threads", 1));
    all.addAll(measuring());
    RunDirectory own = RunDirectory.open(run);
    own.requireOwnConfig();
    ConfigSources sources = ConfigSources.run(own.path());
    return Experiment.of(
        new Composer(sources).compose(Configuration.PRIMARY, all, Clock.systemDefaultZone()));
  }
}
