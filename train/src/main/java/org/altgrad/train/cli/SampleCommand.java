package org.altgrad.train.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.altgrad.plotting.OutputFile;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.ImageGrid;
import org.altgrad.plotting.panel.Images;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.Method;
import org.altgrad.train.experiment.Methods;
import org.altgrad.train.export.Description;
import org.altgrad.train.export.ExportedModel;
import org.altgrad.train.export.Exporter;
import org.altgrad.train.export.Sampler;
import org.altgrad.train.loop.BoardPictures;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.State;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code altgrad sample}. */
@Command(
    name = "sample",
    description =
        "Draws images from a trained generative model, from its prior down to the pixels.",
    sortOptions = false)
final class SampleCommand implements Callable<Integer> {
  private static final String PNG = ".png";
  private static final int MOST = 4096;
  private static final int POINTS = 48;

  /** Narrower grids have no room for a title. */
  private static final int COLUMNS_OF_A_TITLE = 6;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Parameters(
      paramLabel = "RUN|EXPORT",
      description = "Run directory, or directory that altgrad export wrote.")
  private Path place;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images to draw; default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Keys the random draws; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--pixels",
      paramLabel = "WHAT",
      defaultValue = "probabilities",
      description = "What is shown of a pixel: probabilities (default) or bits.")
  private Sampler.SampledPixels pixels;

  @Option(
      names = "--checkpoint",
      paramLabel = "WHICH",
      description = "Of a run: last (default) or best. An export has only one.")
  private Checkpoints.Which which;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description =
          "Default: step-<n>-seed-<s>.png in the run's directory samples/, for an export that with"
              + " its name here; with a number if another picture is there.")
  private Path to;

  @Option(names = "--force", description = "Replace FILE if it exists.")
  private boolean force;

  /** Pixels that were drawn, from what, and whether TensorBoard has the metrics of it. */
  private record Drawn(
      Description.Source source, List<Integer> image, float[] pixels, boolean tensorboard) {}

  @Override
  public Integer call() {
    if (count < 1 || count > MOST) {
      throw usage("--count " + count + ": must be from 1 to " + MOST);
    }
    if (to != null && !to.toString().endsWith(PNG)) {
      throw usage("--to " + to + ": the name must end in .png");
    }
    if (to != null) {
      OutputFile.requireFree(to, force);
    }
    boolean exported = exported();
    if (exported && which != null) {
      throw usage("--checkpoint: " + place + " is an export, which holds one checkpoint only");
    }
    Drawn drawn = exported ? fromExport() : fromRun();
    FigureFiles written = write(drawn, exported);
    Path file = written.files().get(0);
    if (drawn.tensorboard() && to == null && written.anew()) {
      board(drawn.source().step(), file);
    }
    spec.commandLine().getOut().println("samples  " + file);
    return 0;
  }

  private boolean exported() {
    RunDirectory.requireDirectory(place, "a run directory or an exported model");
    boolean exported = ExportedModel.isAt(place);
    if (!exported && !Files.exists(new RunDirectory(place).config())) {
      throw new RunException(
          place
              + " is neither a run directory (no config.yaml) nor an exported model (no"
              + " saved_model.pb)");
    }
    return exported;
  }

  private Drawn fromRun() {
    Experiment experiment = Runner.open(RunDirectory.open(place), List.of());
    requireGenerative(experiment.method().name(), experiment.method().generative());
    return Restored.of(
        place,
        which == null ? Checkpoints.Which.LAST : which,
        true, // they say no more than how large images are
        (restored, data, live, checkpoint) -> {
          List<Integer> image = Exporter.imageShape(data);
          requireShown(image);
          return new Drawn(
              Restored.source(place, restored, data, checkpoint),
              image,
              Sampler.draw(live, image, pixels, count, seed),
              experiment.trainer().tensorboard());
        });
  }

  private Drawn fromExport() {
    Description description = ExportedModel.describe(place);
    Outdated.tell(place, description, spec.commandLine().getErr());
    requireGenerative(
        description.source().method(), description.signatures().containsKey(pixels.function()));
    requireShown(description.imageShape());
    try (ExportedModel model = ExportedModel.open(place)) {
      return new Drawn(
          description.source(),
          description.imageShape(),
          Sampler.draw(model, pixels, count, seed),
          false);
    }
  }

  private void requireGenerative(String method, boolean generative) {
    if (!generative) {
      List<String> others =
          Methods.all().values().stream().filter(Method::generative).map(Method::name).toList();
      throw new RunException(
          place
              + " cannot be sampled: the method "
              + method
              + " does not generate images; these do: "
              + String.join(", ", others));
    }
  }

  private void requireShown(List<Integer> image) {
    if (image.isEmpty()) {
      throw new RunException(place + " cannot be shown: its data set has no images");
    }
    if (image.get(2) != 1 && image.get(2) != 3) {
      throw new RunException(
          place + " cannot be shown: images of " + image.get(2) + " channels, only 1 or 3 can");
    }
  }

  private FigureFiles write(Drawn drawn, boolean exported) {
    if (to != null) {
      grid(drawn).writePng(to, force);
      return new FigureFiles(List.of(to), true);
    }
    long step = drawn.source().step();
    boolean bits = pixels == Sampler.SampledPixels.BITS;
    String name = "step-" + step + "-seed-" + seed + (bits ? "-bits" : "");
    Path directory = exported ? Path.of("") : new RunDirectory(place).samples();
    if (exported) {
      name = place.toAbsolutePath().normalize().getFileName() + "-" + name;
    }
    if (force) {
      Path file = directory.resolve(name + PNG);
      grid(drawn).writePng(file, true);
      return new FigureFiles(List.of(file), true);
    }
    return FigureFiles.write(directory, name, List.of(PNG), Map.of(PNG, grid(drawn).png()));
  }

  /** A run that is over has them in TensorBoard too. */
  private void board(long step, Path file) {
    RunDirectory run = new RunDirectory(place);
    if (run.state().equals(Optional.of(State.DONE)) && !run.busy()) {
      String name = file.getFileName().toString().replaceFirst("^step-\\d+-(.*)[.]png$", "$1");
      BoardPictures.add(place, step, "samples/" + name, file);
    }
  }

  private Figure grid(Drawn drawn) {
    List<Integer> shape = drawn.image();
    Images images = Images.of(drawn.pixels(), count, shape.get(0), shape.get(1), shape.get(2));
    int columns = (int) Math.ceil(Math.sqrt(count));
    String title =
        columns < COLUMNS_OF_A_TITLE
            ? ""
            : String.format(
                Locale.ROOT, "%s, step %d", drawn.source().experiment(), drawn.source().step());
    return ImageGrid.of(title, images, List.of(), columns, POINTS);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
