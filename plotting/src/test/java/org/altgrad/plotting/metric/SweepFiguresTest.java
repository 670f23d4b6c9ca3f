package org.altgrad.plotting.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.catalogue.Declared;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.Curve;
import org.altgrad.plotting.kind.MetricSpec;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of many runs, and of networks trained side by side within one. */
class SweepFiguresTest {
  private static final Path OUT = Path.of("target", "figures");
  private static final int[] SIZES = {1000, 5000, 10000, 30000, 60000};
  private static final double[][] ERROR = {
    {.66, .66, .66, .67, .675}, {.66, .64, .58, .49, .465}, {.6, .5, .42, .36, .33}
  };
  @TempDir Path dir;
  private final Map<String, DescriptiveStatistics> expected = new LinkedHashMap<>();

  @BeforeEach
  void runs() throws IOException {
    String[] methods = {"erm", "irm", "vrex"};
    Random random = new Random(8);
    int number = 0;
    for (int m = 0; m < methods.length; m++) {
      for (int k = 0; k < SIZES.length; k++) {
        for (int seed = 0; seed < 5; seed++) {
          double error = ERROR[m][k] + 0.02 * random.nextGaussian();
          expected
              .computeIfAbsent(methods[m] + SIZES[k], n -> new DescriptiveStatistics())
              .addValue(error);
          StringBuilder csv = new StringBuilder("step,epoch,split,metric,value\n");
          for (int epoch = 1; epoch <= 20; epoch++) {
            double now =
                error + (0.9 - error) * Math.exp(-(epoch - 1) / 3.0) * (epoch < 20 ? 1 : 0);
            csv.append(epoch * 10 + "," + epoch + ",train,accuracy," + (1 - now / 2) + "\n");
            csv.append(epoch * 10 + "," + epoch + ",test,accuracy," + (1 - now) + "\n");
          }
          FakeRuns.run(
              dir.resolve("run" + number++),
              "method: {name: "
                  + methods[m]
                  + "}\ndata: {n_train: "
                  + SIZES[k]
                  + "}\nseed: "
                  + seed
                  + "\n",
              "state: DONE\n",
              csv.toString());
        }
      }
    }
  }

  private static List<String[]> draw(Path runs, String file, String kind, String... options) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String option : options) {
      given.put(option.split("=", 2)[0], option.split("=", 2)[1]);
    }
    Figure figure = Declared.figures().named(kind).draw(Runs.read(List.of(runs)), given);
    figure.write(OUT.resolve(file), true);
    return figure.data().rows().stream().map(row -> row.toArray(new String[0])).toList();
  }

  @Test
  void sampleComplexityShowsMeanAndDeviationOfTheError() {
    List<String[]> data =
        draw(
            dir,
            "sweep-curve",
            "sweep-curve",
            "metric=error(accuracy)",
            "split=test",
            "log-x=true",
            "reference=0.25",
            "y-min=-0.01",
            "y-max=0.8",
            "labels=data.n_train=training examples");
    assertEquals(15, data.size());
    for (String[] row : data) {
      DescriptiveStatistics s = expected.get(row[1] + row[2]);
      assertEquals(5, s.getN());
      assertEquals(s.getMean(), Double.parseDouble(row[3]), 1e-12);
      assertEquals(s.getMean() - s.getStandardDeviation(), Double.parseDouble(row[4]), 1e-12);
      assertEquals(s.getMean() + s.getStandardDeviation(), Double.parseDouble(row[5]), 1e-12);
    }
  }

  /** Repeats of a run, and one that was broken off, change no mean and no band. */
  @Test
  void repeatsAndBrokenRunsDoNotCount() throws IOException {
    List<String> drawn = new ArrayList<>();
    for (String more : List.of("", "state: DONE\n", "state: INTERRUPTED\n")) {
      if (!more.isEmpty()) {
        // Of seed 0, and of a seed that no other run has.
        String seed = more.contains("DONE") ? "0" : "9";
        FakeRuns.run(
            dir.resolve("more" + seed),
            "method: {name: erm}\ndata: {n_train: 1000}\nseed: " + seed + "\n",
            more,
            Files.readString(dir.resolve("run0/metrics.csv")));
      }
      StringBuilder numbers = new StringBuilder();
      for (String kind : List.of("sweep-curve", "violins")) {
        draw(dir, kind + "-repeats", kind, "metric=accuracy")
            .forEach(row -> numbers.append(String.join(",", row)).append('\n'));
      }
      drawn.add(numbers.toString());
    }
    assertEquals(drawn.get(0), drawn.get(1));
    assertEquals(drawn.get(0), drawn.get(2));
    RunSet runs = Runs.read(List.of(dir));
    Curve curve = Curve.of(runs.runs(), "test", MetricSpec.parse("accuracy", runs), "epoch");
    assertEquals(6, curve.y().get(19).n(), "one more seed, whatever else differs");
  }

  @Test
  void momentsAreLinesAndSplitsArePanelsOrStyles() {
    List<String[]> data =
        draw(
            dir,
            "sweep-moments",
            "sweep-curve",
            "x=n_train",
            "metric=accuracy",
            "splits=panels",
            "show=band",
            "at=epoch=2,epoch=5,last");
    assertEquals(2, data.stream().map(r -> r[0]).distinct().count());
    assertEquals(9, data.stream().map(r -> r[1]).distinct().count());
    assertTrue(data.stream().anyMatch(r -> r[1].equals("irm, epoch 5")));
    List<String[]> lines = draw(dir, "sweep-splits", "sweep-curve", "metric=accuracy");
    assertEquals(6, lines.stream().map(r -> r[1]).distinct().count());
    String text = message("sweep-curve", "x=method.name");
    assertTrue(text.contains("method.name is 'erm', not a number"), text);
    assertTrue(message("sweep-curve", "at=epoch=99").contains("epoch 99"));
  }

  private String message(String kind, String... options) {
    return assertThrows(PlotException.class, () -> draw(dir, "x", kind, options)).getMessage();
  }

  @Test
  void violinsHoldEveryRun() {
    List<String[]> data = draw(dir, "violins", "violins", "metric=accuracy", "by=method.name");
    assertEquals(75, data.size());
    double[] erm =
        data.stream()
            .filter(r -> r[1].equals("erm") && r[2].equals("erm"))
            .mapToDouble(r -> 1 - Double.parseDouble(r[3]))
            .sorted()
            .toArray();
    double[] wanted =
        expected.entrySet().stream()
            .filter(e -> e.getKey().startsWith("erm"))
            .flatMapToDouble(e -> Arrays.stream(e.getValue().getValues()))
            .sorted()
            .toArray();
    assertArrayEquals(wanted, erm, 1e-12);
  }

  @Test
  void weightsOfAPatchworkGoTheirWaysOnALogarithmicAxis() throws IOException {
    Path root = dir.resolve("patchwork");
    double[][] ends = {{.319, .319, .319, .319, .126}, {.326, .326, 0, 0, .065}, {0, 0, 0, 0, 2.9}};
    String[] rows = {"all", "first", "and"};
    for (int r = 0; r < rows.length; r++) {
      StringBuilder csv = new StringBuilder("step,epoch,split,metric,value\n");
      for (int step = 0; step <= 1000; step++) {
        for (int i = 0; i < 5; i++) {
          for (int model = 0; model < 4; model++) {
            double start = 0.1 * Math.sin(7 * model + i);
            double theta = ends[r][i] + (start - ends[r][i]) * Math.exp(-step / (20.0 + 30 * i));
            csv.append(
                step + ",," + "train,theta_" + (i + 1) + "/model" + model + "," + theta + "\n");
          }
          csv.append(step + ",,train,theta_" + (i + 1) + ",77\n");
        }
      }
      FakeRuns.run(
          root.resolve(rows[r]),
          "data: {rows: " + rows[r] + "}\n",
          "state: DONE\n",
          csv.toString());
    }
    List<String[]> data =
        draw(
            root,
            "theta",
            "learning-curve",
            "metric=theta_1,theta_2,theta_3,theta_4,theta_5",
            "log-x=true",
            "width=240");
    assertEquals(5, data.stream().map(r -> r[0]).distinct().count());
    double[] last =
        data.stream()
            .filter(r -> r[0].startsWith("5") && r[1].startsWith("and") && r[2].equals("1000"))
            .mapToDouble(r -> Double.parseDouble(r[3]))
            .toArray();
    assertEquals(1, last.length);
    // The mean over the four networks, not the 77 of the run itself.
    assertEquals(2.9, last[0], 0.01);
    List<String[]> scatter =
        draw(root, "theta-scatter", "scatter", "x=theta_1@train", "y=theta_5@train");
    assertEquals(12, scatter.size());
    assertEquals(12, draw(root, "theta-violins", "violins", "metric=theta_5").size());
    List<String[]> seeds =
        draw(root, "theta-seeds", "learning-curve", "metric=theta_1", "band=seeds");
    assertEquals(12 + 3, seeds.stream().filter(r -> r[2].equals("500")).count());
  }
}
