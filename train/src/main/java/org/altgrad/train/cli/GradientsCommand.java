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
import org.altgrad.train.config.SweepExpander;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.gradients.GradientFigure;
import org.altgrad.train.gradients.GradientMeter;
import org.altgrad.train.gradients.GradientTable;
import org.altgrad.train.gradients.Measurement;
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
        "Measures the directions that a program names at frozen parameters: bias, variance, cost.",
    sortOptions = false,
    footer = {
      "",
      "The exact direction is enumerated where the network is small, else it is the mean of many",
      "samples. CPU time is that of all threads of this process; TensorFlow gets one unless",
      "trainer.threads says otherwise. Parameters are those of a new network, or with --run also a",
      "trained one's. Several experiments, as experiment=A,B, are measured one after the other.",
      "",
      "Example:  altgrad gradients experiment=hnca/vae_tiny --direction disarm --direction arms",
    })
final class GradientsCommand implements Callable<Integer> {
  private static final String THREADS = "trainer.threads=1";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

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
      description = "The network is this run's, fresh and at its checkpoint.")
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
      description = "Draws of each direction (default: ${DEFAULT-VALUE}).")
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
      description = "Time in which each direction's cost is measured (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description =
          "Where the tables and the figure go; default: outputs/gradients, or -2, -3, ...")
  private Path to;

  @Option(names = "--force", description = "Replace files that exist.")
  private boolean force;

  @Override
  public Integer call() {
    GradientMeter.MeterPlan plan = new GradientMeter.MeterPlan(draws, truth, seconds);
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
    for (Experiment experiment : experiments()) {
      DataSet data = Runner.load(experiment, System.err);
      try (GradientMeter meter = new GradientMeter(experiment, data, directions, plan)) {
        add(measured, meter.measure(experiment.name() + ", fresh"), out);
        if (run != null) {
          Checkpoints.Checkpoint checkpoint = checkpoint();
          meter.restore(checkpoint.variables());
          String when = ", after " + checkpoint.step() + " steps";
          add(measured, meter.measure(experiment.name() + when), out);
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

  private List<Experiment> experiments() {
    if (run == null) {
      List<String> all = new ArrayList<>(List.of(THREADS));
      all.addAll(configuration.overrides());
      return new SweepExpander(configuration.sources())
          .expand(all, false).stream()
              .map(job -> configuration.experiment(job.overrides()))
              .toList();
    }
    if (!configuration.overrides().isEmpty()) {
      throw new ConfigException(
          configuration.overrides().get(0) + ": with --run the configuration is the run's");
    }
    checkpoint();
    ConfigSources sources = ConfigSources.run(RunDirectory.open(run).path());
    return List.of(
        Experiment.of(
            new Composer(sources)
                .compose(Configuration.PRIMARY, List.of(THREADS), Clock.systemDefaultZone())));
  }

  private Checkpoints.Checkpoint checkpoint() {
    return Checkpoints.of(RunDirectory.open(run), 1).get(which, System.err::println);
  }
}
