package org.altgrad.plotting.figure;

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
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;

/** Grids of images: samples of a model, sheets of a data set. */
public final class ImageGrid {
  private ImageGrid() {}

  /**
   * A figure of one grid.
   *
   * @param title text above; empty for none
   * @param images the images
   * @param captions one for each image, or none
   * @param columns images in a row
   * @param size height of an image in points
   */
  public static Figure of(
      String title, Images images, List<String> captions, int columns, int size) {
    int width = Math.max(1, (int) Math.round((double) size * images.w() / images.h()));
    return figure(title, images.list(), captions, columns, width, size);
  }

  private static Figure figure(
      String title,
      List<BufferedImage> images,
      List<String> captions,
      int columns,
      int width,
      int height) {
    ImagePanel panel = new ImagePanel("", images, captions, columns);
    double gap = ImagePanel.GAP;
    return Figure.of(
        title,
        panel,
        List.of(),
        (int) Math.ceil(columns * (width + gap) + gap),
        (int) Math.ceil(panel.rowCount() * (height + panel.captionHeight() + gap) + gap));
  }

  static Figure draw(RunSet runs, Options options) {
    List<BufferedImage> images = new ArrayList<>();
    List<String> captions = new ArrayList<>();
    List<String> by = Choices.by(runs, options);
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
    return figure(
        options.text("title"),
        images,
        captions,
        columns,
        options.whole("width", 120, 4000),
        options.whole("height", 100, 4000));
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
      throw new PlotException(dir + ": cannot list: " + e.getMessage(), e);
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
      throw new PlotException(file + ": cannot read: " + e.getMessage(), e);
    }
  }
}
