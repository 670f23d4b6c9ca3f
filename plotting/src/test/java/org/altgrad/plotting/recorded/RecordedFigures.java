package org.altgrad.plotting.recorded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.catalogue.Declared;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.runs.Runs;
import org.junit.jupiter.api.io.TempDir;

/** Draws figures of recordings; the results stay in target/figures to be looked at. */
abstract class RecordedFigures {
  private static final Path OUT = Path.of("target", "figures");
  @TempDir Path dir;

  Path run(String name, String config) throws IOException {
    return FakeRuns.run(dir.resolve(name), config, "state: DONE\n", null);
  }

  List<String[]> draw(String file, String kind, String... options) throws IOException {
    Map<String, String> given = new LinkedHashMap<>();
    for (String option : options) {
      String[] parts = option.split("=", 2);
      given.put(parts[0], parts[1]);
    }
    Figure figure = Declared.figures().named(kind).draw(Runs.read(List.of(dir)), given);
    figure.write(OUT.resolve(file), true);
    BufferedImage image = ImageIO.read(OUT.resolve(file + ".png").toFile());
    assertEquals(2 * figure.width(), image.getWidth());
    long white = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        white += (image.getRGB(x, y) & 0xFFFFFF) == 0xFFFFFF ? 1 : 0;
      }
    }
    assertTrue(white < 0.97 * image.getWidth() * image.getHeight(), "blank");
    assertTrue(Files.size(OUT.resolve(file + ".svg")) < 8_000_000, "a heavy SVG");
    return figure.data().rows().stream().map(row -> row.toArray(new String[0])).toList();
  }

  static String message(org.junit.jupiter.api.function.Executable executable) {
    return assertThrows(PlotException.class, executable).getMessage();
  }
}
