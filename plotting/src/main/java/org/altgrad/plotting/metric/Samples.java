package org.altgrad.plotting.metric;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.altgrad.base.Durable;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.ImageGrid;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;

/** The newest picture of each run. */
final class Samples {
  /** What can be said about it. */
  record Options(
      @Option("keys for the captions; default: those that differ") List<String> by, Size size) {}

  private Samples() {}

  static Figure draw(RunSet runs, Options options) {
    List<BufferedImage> images = new ArrayList<>();
    List<String> captions = new ArrayList<>();
    List<String> by = Choices.by(runs, options.by());
    for (var group : runs.groupBy(by).entrySet()) {
      for (Run run : group.getValue().runs()) {
        Optional<Path> newest = newest(run.dir().resolve("samples"));
        if (newest.isPresent()) {
          images.add(read(newest.get()));
          captions.add(caption(group.getKey(), run));
        }
      }
    }
    if (images.isEmpty()) {
      throw new PlotException("no run has a PNG in its directory samples/");
    }
    int columns = Math.min(images.size(), (int) Math.ceil(Math.sqrt(images.size())));
    Size size = options.size();
    return size.sized(
        ImageGrid.of(
            size.title(), images, captions, columns, size.panelWidth(), size.panelHeight()));
  }

  private static String caption(Group group, Run run) {
    return group.keys().isEmpty() ? run.name() : group.label();
  }

  private static Optional<Path> newest(Path dir) {
    if (!Files.isDirectory(dir)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .filter(file -> file.toString().endsWith(".png"))
          .max(Comparator.comparing((Path f) -> f.toFile().lastModified()).thenComparing(f -> f));
    } catch (IOException e) {
      throw new PlotException(dir + ": cannot list: " + Durable.reason(e), e);
    }
  }

  private static BufferedImage read(Path file) {
    try {
      BufferedImage image = ImageIO.read(file.toFile());
      if (image == null) {
        throw new PlotException(file + ": not a picture that can be read");
      }
      return image;
    } catch (IOException e) {
      throw new PlotException(Durable.cannotRead(file, e), e);
    }
  }
}
