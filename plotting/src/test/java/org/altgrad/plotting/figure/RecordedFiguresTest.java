package org.altgrad.plotting.figure;

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
import org.altgrad.plotting.runs.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Draws the figures of recordings; the results stay in target/figures to be looked at. */
class RecordedFiguresTest {
  private static final Path OUT = Path.of("target", "figures");
  @TempDir Path dir;

  private Path run(String name, String config) throws IOException {
    return FakeRuns.run(dir.resolve(name), config, "state: DONE\n", null);
  }

  private List<String[]> draw(String file, String kind, String... options) throws IOException {
    Map<String, String> given = new LinkedHashMap<>();
    for (String option : options) {
      String[] parts = option.split("=", 2);
      given.put(parts[0], parts[1]);
    }
    Figure figure = FigureKinds.named(kind).draw(Runs.read(List.of(dir)), given);
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

  private static String message(org.junit.jupiter.api.function.Executable executable) {
    return assertThrows(PlotException.class, executable).getMessage();
  }

  /** The landscapes of two environments that share a well: sum of value, u and v at a place. */
  private static double[] descent(double x, double y, boolean a, boolean b) {
    double w = 0.3;
    double ex = Math.exp(-w * (x + 4) * (x + 4) - w * (y + 4) * (y + 4));
    double cx = Math.cos(w * x);
    double cy = Math.cos(w * y);
    double well = -200 * cx * cy * ex;
    double gx = -200 * cy * ex * (-w * Math.sin(w * x) - 2 * w * (x + 4) * cx);
    double gy = -200 * cx * ex * (-w * Math.sin(w * y) - 2 * w * (y + 4) * cy);
    int n = (a ? 1 : 0) + (b ? 1 : 0);
    double value = n * well + (a ? (x - 2) * (x - 2) : 0) + (b ? (y - 2) * (y - 2) : 0);
    return new double[] {
      value, -(n * gx + (a ? 2 * (x - 2) : 0)), -(n * gy + (b ? 2 * (y - 2) : 0))
    };
  }

  /** The direction of the AND mask: the sum where both environments agree. */
  private static double[] masked(double x, double y) {
    double[] a = descent(x, y, true, false);
    double[] b = descent(x, y, false, true);
    double u = a[1] * b[1] > 0 ? a[1] + b[1] : 0;
    double v = a[2] * b[2] > 0 ? a[2] + b[2] : 0;
    return new double[] {a[0] + b[0], u, v};
  }

  private void landscape(Path run) throws IOException {
    StringBuilder csv = new StringBuilder("panel,x,y,value,u,v\n");
    for (String panel : List.of("A", "B", "pooled", "AND")) {
      for (int i = 0; i < 60; i++) {
        for (int j = 0; j < 60; j++) {
          double x = -6 + 0.2 * j;
          double y = -6 + 0.2 * i;
          double[] d =
              panel.equals("AND")
                  ? masked(x, y)
                  : descent(x, y, !panel.equals("B"), !panel.equals("A"));
          csv.append(panel + "," + x + "," + y + "," + d[0] + "," + d[1] + "," + d[2] + "\n");
        }
      }
    }
    FakeRuns.recording(run, "landscape", 0, csv.toString());
  }

  @Test
  void landscapesShowDescentAndPaths() throws IOException {
    Path run = run("one", "seed: 0\n");
    landscape(run);
    StringBuilder csv = new StringBuilder("label,step,x,y\n");
    double[][] starts = {{-4, 1}, {-4, 4}};
    for (double[] start : starts) {
      for (String rule : List.of("mean", "AND")) {
        double x = start[0];
        double y = start[1];
        for (int step = 0; step <= 300; step++) {
          csv.append(
              "\"" + rule + " from (" + start[0] + ", " + start[1] + ")\"," + step + "," + x + ","
                  + y + "\n");
          double[] d = rule.equals("AND") ? masked(x, y) : descent(x, y, true, true);
          x += 0.01 * d[1];
          y += 0.01 * d[2];
        }
      }
    }
    FakeRuns.recording(run, "trajectory", 300, csv.toString());
    List<String[]> data = draw("landscape", "landscape", "paths=pooled,AND");
    assertEquals(
        2,
        data.stream()
            .filter(r -> r[1].startsWith("mean from (-4.0, 1.0)"))
            .filter(r -> r[2].equals("-4") && Double.parseDouble(r[3]) == 1)
            .count());
    double expected = descent(-6 + 0.2 * 20, -6 + 0.2 * 10, true, false)[0];
    assertTrue(
        data.stream()
            .anyMatch(
                r ->
                    r[0].startsWith("1: A")
                        && r[1].equals("loss")
                        && Math.abs(Double.parseDouble(r[2]) + 2) < 1e-9
                        && Math.abs(Double.parseDouble(r[3]) + 4) < 1e-9
                        && Math.abs(Double.parseDouble(r[6]) - expected) < 1e-9));
    draw("landscape-arrows", "landscape", "panels=AND", "field=arrows", "scale=even");
    String wrong = message(() -> draw("x", "landscape", "panels=And"));
    assertTrue(wrong.contains("no panel 'And'") && wrong.contains("AND"), wrong);
  }

  @Test
  void basinsCountTheirShares() throws IOException {
    for (String rule : List.of("mean", "and")) {
      Path run = run(rule, "method: {combiner: " + rule + "}\n");
      landscape(run);
      StringBuilder csv = new StringBuilder("x,y,outcome,final_x,final_y\n");
      for (int i = 0; i < 60; i++) {
        for (int j = 0; j < 60; j++) {
          double x = -6 + 0.2 * j;
          double y = -6 + 0.2 * i;
          for (int step = 0; step < 100; step++) {
            double[] d = rule.equals("and") ? masked(x, y) : descent(x, y, true, true);
            x += 0.01 * d[1];
            y += 0.01 * d[2];
          }
          int outcome =
              Math.hypot(x + 3.1256, y + 3.1256) < 0.5 ? 1 : Math.hypot(x - 2, y - 2) < 0.5 ? 2 : 0;
          csv.append(
              -6 + 0.2 * j + "," + (-6 + 0.2 * i) + "," + outcome + "," + x + "," + y + "\n");
        }
      }
      FakeRuns.recording(run, "basins", 0, csv.toString());
    }
    List<String[]> data = draw("basins", "basins");
    // The shares in the titles are those of the cells painted.
    for (String panel : data.stream().map(r -> r[0]).distinct().toList()) {
      if (panel.contains("either")) {
        continue;
      }
      List<String[]> cells =
          data.stream().filter(r -> r[0].equals(panel) && !r[1].startsWith("loss")).toList();
      double share =
          100.0 * cells.stream().filter(r -> Double.parseDouble(r[6]) == 1).count() / cells.size();
      assertEquals(3600, cells.size());
      assertTrue(panel.contains(": " + Numbers.value(share) + " %"), panel + " " + share);
    }
  }
}
