package org.altgrad.train.loop;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A few examples in the files of data sets that a user has. */
final class TinyFiles {
  private static final Path FOLDER = Path.of("target", "tiny-files");
  private static final int COUNT = 40;

  private TinyFiles() {}

  /** Overrides that read them; none for other data sets. */
  static List<String> of(String data) {
    try {
      return switch (data) {
        case "features" -> features();
        case "text_csv" -> texts();
        case "image_folder" -> pictures();
        case "image_factors" -> factors();
        default -> List.of();
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path written(String name, String head, java.util.function.IntFunction<String> line)
      throws IOException {
    StringBuilder text = new StringBuilder(head + "\n");
    for (int i = 0; i < COUNT; i++) {
      text.append(line.apply(i)).append('\n');
    }
    Files.createDirectories(FOLDER);
    return Files.writeString(FOLDER.resolve(name), text);
  }

  private static List<String> features() throws IOException {
    Path file =
        written("features.csv", "a,b,label", i -> i % 7 + "," + (i % 2 + 0.1 * i) + "," + i % 2);
    return List.of("data.train.features=" + file, "data.test.features=" + file);
  }

  private static List<String> texts() throws IOException {
    Path file = written("texts.csv", "text,label", i -> "word number" + i % 5 + " here," + i % 2);
    return List.of(
        "data.train_file=" + file, "data.test_file=" + file, "data.length=8", "data.min_count=1");
  }

  private static List<String> pictures() throws IOException {
    for (int i = 0; i < COUNT; i++) {
      Path folder = Files.createDirectories(FOLDER.resolve("pictures/class" + i % 2));
      BufferedImage picture = new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB);
      picture.setRGB(i % 6, i % 5, 0xffffff * (1 + i % 2));
      ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
    }
    return List.of(
        "data.folder=" + FOLDER.resolve("pictures"),
        "data.root=" + FOLDER,
        "data.resize=4",
        "data.crop=4",
        "data.classes=2");
  }

  private static List<String> factors() throws IOException {
    Path folder = Files.createDirectories(FOLDER.resolve("factors"));
    StringBuilder text = new StringBuilder("file,place,colour\n");
    for (int i = 0; i < COUNT; i++) {
      BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      picture.setRGB(i % 8, i % 7, 0xff00 + i);
      ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
      text.append(i + ".png," + i % 8 + "," + 0.1 * i + "\n");
    }
    Files.writeString(folder.resolve("factors.csv"), text);
    return List.of(
        "data.folder=" + folder,
        "trainer.batch_size=16",
        "model.channels=8",
        "model.latent_dim=2",
        "method.metrics.jacobian_rows=4");
  }
}
