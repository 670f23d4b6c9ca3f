package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.altgrad.data.DataSet;
import org.altgrad.plotting.OutputFile;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.gradients.GradientFigure;
import org.altgrad.train.gradients.GradientMeter;
import org.altgrad.train.gradients.GradientTable;
import org.altgrad.train.gradients.Measurement;
import org.altgrad.train.gradients.Networks;
import org.altgrad.train.gradients.Variant;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunDirectory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code altgrad gradients}. */
@Command(
    name = "gradients",
    description =
        "Measures estimators of the auto-encoder's gradient at frozen parameters: bias, variance,"
            + " cost.",
    sortOptions = false,
    footer = {
      "",
      "The experiment is hnca/vae_quick unless an override says another. A small network's true",
      "gradient is enumerated, a large one's is the mean of many samples of HNCA.",
      "CPU time is that of all threads of this process; TensorFlow gets one unless trainer.threads",
      "says otherwise. Parameters are those of a new network, or with --run also a trained one's.",
      "",
      "Example:  altgrad gradients --estimator disarm --estimator 'arms samples=8' model.width=32",
    })
final class GradientsCommand implements Callable<Integer> {
  private static final String EXPERIMENT = "experiment=hnca/vae_quick";
  private static final String THREADS = "trainer.threads=1";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Mixin private Configuration configuration;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      split = ",",
      description =
          "tiny (6 pixels, two layers of 3, batch 8), full (as the experiment says); default: both.")
  private List<Size> sizes = List.of(Size.TINY, Size.FULL);

  @Option(
      names = "--estimator",
      paramLabel = "'NAME [KEY=VALUE ...]'",
      description =
          "An estimator as method/estimator names it, with its settings; may be given several times;"
              + " default: all, in the set-ups that matter.")
  private List<String> estimators = new ArrayList<>();

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "The full network is this run's, fresh and at its checkpoint.")
  private Path run;

  @Option(
      names = "--checkpoint",
      paramLabel = "WHICH",
      defaultValue = "last",
      description = "Of the run: last (default) or best.")
  private Checkpoints.Which which;

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Estimates of each estimator (default: ${DEFAULT-VALUE}).")
  private long draws;

  @Option(
      names = "--truth",
      paramLabel = "N",
      defaultValue = "20000",
      description =
          "Samples for the true gradient where it cannot be enumerated (default: ${DEFAULT-VALUE}).")
  private long truth;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "1.5",
      description = "Time in which each estimator's cost is measured (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description =
          "Where the tables and the figure go; default: outputs/gradients, or -2, -3, ...")
  private Path to;

  @Option(names = "--force", description = "Replace files that exist.")
  private boolean force;

  /** Which network. */
  enum Size {
    TINY,
    FULL
  }

  @Override
  public Integer call() {
    GradientMeter.Plan plan = new GradientMeter.Plan(draws, truth, seconds);
    List<Variant.Configured> variants = variants();
    Path directory = to != null ? to : Places.free(Path.of("outputs"), "gradients", List.of(""));
    Path csv = directory.resolve("gradients.csv");
    Path markdown = directory.resolve("gradients.md");
    Path figure = directory.resolve("variance_cost");
    for (Path file : List.of(csv, markdown, Path.of(figure + ".png"), Path.of(figure + ".svg"))) {
      OutputFile.requireFree(file, force);
    }

    PrintWriter out = spec.commandLine().getOut();
    List<Measurement> measured = new ArrayList<>();
    // Everything is composed before anything is measured.
    Experiment tiny = sizes.contains(Size.TINY) ? tiny() : null;
    Experiment full = sizes.contains(Size.FULL) ? full() : null;
    if (tiny != null) {
      try (GradientMeter meter = new GradientMeter(tiny, Networks.tinyData(), variants, plan)) {
        add(measured, meter.measure("tiny network, fresh"), out);
      }
    }
    if (full != null) {
      DataSet data = Runner.load(full, System.err);
      try (GradientMeter meter = new GradientMeter(full, data, variants, plan)) {
        add(measured, meter.measure(full.name() + ", fresh"), out);
        if (run != null) {
          Checkpoints.Checkpoint checkpoint = checkpoint();
          meter.restore(checkpoint.variables());
          add(
              measured,
              meter.measure(full.name() + ", after " + checkpoint.step() + " steps"),
              out);
        }
      }
    }
    out.print(GradientTable.legend());
    out.println();
    OutputFile.write(csv, GradientTable.exact(measured).toCsv(), force);
    StringBuilder text = new StringBuilder();
    for (Measurement m : measured) {
      text.append(GradientTable.heading(m)).append("\n\n");
      text.append(GradientTable.rounded(m).toMarkdown()).append('\n');
    }
    text.append("```\n").append(GradientTable.legend()).append("```\n");
    OutputFile.write(markdown, text.toString(), force);
    out.println("table    " + csv);
    out.println("table    " + markdown);
    for (Path file : GradientFigure.of(measured).write(figure, force)) {
      out.println("figure   " + file);
    }
    out.flush();
    return 0;
  }

  private static void add(List<Measurement> all, Measurement one, PrintWriter out) {
    all.add(one);
    out.println(GradientTable.heading(one));
    out.println();
    out.println(GradientTable.rounded(one).toText());
    out.flush();
  }

  private List<Variant.Configured> variants() {
    List<Variant> asked =
        estimators.isEmpty() ? Variant.USUAL : estimators.stream().map(Variant::parse).toList();
    List<Variant.Configured> all = new ArrayList<>();
    for (Variant variant : asked) {
      List<String> overrides = new ArrayList<>(List.of(EXPERIMENT));
      overrides.addAll(variant.overrides());
      try {
        all.add(Variant.Configured.of(variant, configuration.experiment(overrides)));
      } catch (ConfigException e) {
        throw new ConfigException(
            "--estimator '" + String.join(" ", variant.words()) + "': " + e.getMessage());
      }
    }
    return all;
  }

  private List<String> overrides() {
    List<String> all = new ArrayList<>();
    if (configuration.overrides().stream().noneMatch(o -> o.startsWith("experiment="))) {
      all.add(EXPERIMENT);
    }
    all.add(THREADS);
    all.addAll(configuration.overrides());
    return all;
  }

  private Experiment tiny() {
    List<String> all = overrides();
    if (run != null) {
      all = new ArrayList<>(List.of(EXPERIMENT, THREADS));
    }
    Networks.check(configuration.experiment(all)); // another method has no such model
    all.addAll(Networks.TINY);
    return configuration.experiment(all);
  }

  private Experiment full() {
    if (run == null) {
      Experiment experiment = configuration.experiment(overrides());
      Networks.check(experiment);
      return experiment;
    }
    if (!configuration.overrides().isEmpty()) {
      throw new ConfigException(
          configuration.overrides().get(0) + ": with --run the configuration is the run's");
    }
    checkpoint();
    ConfigSources sources = ConfigSources.run(RunDirectory.open(run).path());
    Experiment experiment =
        Experiment.of(
            new Composer(sources)
                .compose(Configuration.PRIMARY, List.of(THREADS), Clock.systemDefaultZone()));
    Networks.check(experiment);
    return experiment;
  }

  private Checkpoints.Checkpoint checkpoint() {
    return Checkpoints.of(RunDirectory.open(run), 1).get(which, System.err::println);
  }
}
