package org.altgrad.plotting.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryTest {
  private static final Path OUT = Path.of("target/gallery");
  @TempDir static Path dir;
  private static RunSet runs;

  @BeforeAll
  static void write() throws IOException {
    FakeRuns.sweep(dir);
    runs = Runs.read(List.of(dir));
  }

  @Test
  void all() {
    draw(
        "learning",
        "learning-curve",
        Map.of(
            "metric",
            "accuracy,log(gradient_variance)",
            "rows",
            "model.depth",
            "by",
            "method.name",
            "title",
            "Bandit by depth",
            "labels",
            "accuracy=accuracy,log(gradient_variance)=log mean gradient variance"));
    draw("learning-default", "learning-curve", Map.of());
    draw(
        "learning-log",
        "learning-curve",
        Map.of(
            "metric",
            "gradient_variance,loss",
            "log-y",
            "true",
            "by",
            "method.name",
            "x",
            "seconds",
            "band",
            "seeds"));
    draw(
        "bars",
        "bars",
        Map.of("metric", "accuracy", "by", "method.name", "x", "model.depth", "reference", "0.1"));
    draw("bars-default", "bars", Map.of("metric", "accuracy"));
    draw(
        "bars-log",
        "bars",
        Map.of("metric", "gradient_variance", "by", "method.name", "log-y", "true"));
    draw(
        "scatter",
        "scatter",
        Map.of(
            "x",
            "gradient_variance@train",
            "y",
            "accuracy@test",
            "by",
            "method.name",
            "log-x",
            "true"));
    draw("heat", "heat-map", Map.of("metric", "accuracy"));
    draw(
        "ratio",
        "ratio",
        Map.of(
            "metric",
            "gradient_variance",
            "by",
            "method.name",
            "reference",
            "reinforce",
            "rows",
            "model.depth"));
    draw("histogram", "histogram", Map.of("metric", "accuracy", "by", "method.name", "bins", "12"));
    Random random = new Random(3);
    float[] pixels = new float[40 * 28 * 28];
    List<String> captions = new java.util.ArrayList<>();
    for (int k = 0; k < 40; k++) {
      captions.add("class " + k % 10);
      double cx = 8 + 12 * random.nextDouble(),
          cy = 8 + 12 * random.nextDouble(),
          r = 3 + 5 * random.nextDouble();
      for (int y = 0; y < 28; y++)
        for (int x = 0; x < 28; x++)
          pixels[(k * 28 + y) * 28 + x] =
              (float) Math.exp(-Math.pow(Math.hypot(x - cx, y - cy) - r, 2) / 3);
    }
    ImageGrid.of("Samples", Images.of(pixels, 40, 28, 28, 1), captions, 10, 56)
        .write(OUT.resolve("images"), true);
    double[][] wave = new double[10][400];
    List<String> t = new java.util.ArrayList<>();
    for (int j = 0; j < 400; j++) {
      t.add(String.format("%.1f", j * 0.01));
      for (int i = 0; i < 10; i++) wave[i][j] = Math.sin(0.05 * j * (1 + i * 0.3));
    }
    Figure.of(
            "Reservoir",
            new HeatPanel(
                "",
                "time (s)",
                "unit",
                t,
                List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
                wave,
                "output"),
            List.of(),
            460,
            220)
        .write(OUT.resolve("wave"), true);
  }

  private static void draw(String file, String kind, Map<String, String> options) {
    FigureKinds.named(kind).draw(runs, options).write(OUT.resolve(file), true);
  }
}
