package org.altgrad.train.search.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.altgrad.base.Csv;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.train.search.Distribution.Choice;
import org.altgrad.train.search.Distribution.LogUniform;
import org.altgrad.train.search.Distribution.Uniform;
import org.altgrad.train.search.Point;
import org.altgrad.train.search.Search;
import org.altgrad.train.search.Space;
import org.altgrad.train.study.Figures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of a sweep whose metric is known: the numbers beside them. */
class SweepFiguresTest {
  private static final int TRIALS = 96;

  @TempDir private static Path directory;

  private static RunSet runs;

  /** {@code accuracy}: .5 + .1 (place of the rate) + .2 (kind b), two seeds .01 around it. */
  @BeforeAll
  static void runs() throws IOException {
    Space space =
        new Space(
            List.of(
                new Space.Parameter("optimizer.lr", new LogUniform(1e-4, 1)),
                new Space.Parameter("model.dropout", new Uniform(0, 0.5)),
                new Space.Parameter("model.name", new Choice(List.of("a", "b")))));
    for (Point point : new Search.Sobol(space).points(1, TRIALS)) {
      int trial = number;
      number++;
      for (int seed = 0; seed < 2; seed++) {
        run(trial, seed, point.values());
      }
    }
    runs = Runs.read(List.of(directory));
  }

  private static int number;

  private static double accuracy(Map<String, String> values) {
    double place = Math.log10(Double.parseDouble(values.get("optimizer.lr"))) / 4 + 1;
    return .5 + .1 * place + (values.get("model.name").equals("b") ? .2 : 0);
  }

  private static void run(int trial, int seed, Map<String, String> values) throws IOException {
    Path run = directory.resolve(String.format("%03d-%d", trial, seed));
    Files.createDirectories(run);
    Files.writeString(
        run.resolve("config.yaml"),
        String.format(
            "optimizer: {lr: %s}%nmodel: {dropout: %s, name: %s}%nseed: %d%n",
            values.get("optimizer.lr"),
            values.get("model.dropout"),
            values.get("model.name"),
            seed));
    Files.writeString(run.resolve("run.yaml"), "state: DONE\ncpu_seconds: 1.5\n");
    StringBuilder metrics = new StringBuilder("step,epoch,split,metric,value\n");
    for (int epoch = 1; epoch <= 3; epoch++) {
      metrics.append(
          String.format(
              Locale.ROOT,
              "%d,%d,validation,accuracy,%s%n",
              10 * epoch,
              epoch,
              accuracy(values) + (seed - .5) * .02 - .1 * (3 - epoch)));
    }
    Files.writeString(run.resolve("metrics.csv"), metrics.toString());
  }

  /** The numbers beside a figure: rows by the names of their columns. */
  private static List<Map<String, String>> numbers(String figure, Map<String, String> options)
      throws IOException {
    Path base = directory.resolve("figures").resolve(figure);
    Figures.all().named(figure).draw(runs, options).write(base, true);
    List<Csv.Row> rows = Csv.parse(Files.readString(Path.of(base + ".csv")));
    List<Map<String, String>> numbers = new ArrayList<>();
    for (Csv.Row row : rows.subList(1, rows.size())) {
      Map<String, String> one = new HashMap<>();
      for (int i = 0; i < row.fields().size(); i++) {
        one.put(rows.get(0).fields().get(i), row.fields().get(i));
      }
      numbers.add(one);
    }
    return numbers;
  }

  private static double[] column(List<Map<String, String>> rows, String series, String column) {
    return rows.stream()
        .filter(row -> row.get("series").equals(series))
        .mapToDouble(row -> Double.parseDouble(row.get(column)))
        .toArray();
  }

  @Test
  void importanceIsTheShareOfTheVariance() throws IOException {
    Map<String, Double> shares = new HashMap<>();
    numbers("sweep-importance", Map.of())
        .forEach(row -> shares.put(row.get("x"), Double.valueOf(row.get("y"))));
    double rate = .01 / 12;
    double kind = .04 / 4;
    assertEquals(kind / (rate + kind), shares.get("model.name"), .05);
    assertEquals(rate / (rate + kind), shares.get("optimizer.lr"), .05);
    assertTrue(shares.get("model.dropout") < .03, shares.toString());
  }

  @Test
  void slicesHaveAPointForEachTrialAndKey() throws IOException {
    List<Map<String, String>> rows = numbers("sweep-slices", Map.of());
    assertEquals(3 * TRIALS, rows.size());
    double[] rates = column(rows, "optimizer.lr", "x");
    double[] values = column(rows, "optimizer.lr", "y");
    for (int i = 0; i < TRIALS; i++) {
      double without = .5 + .1 * (Math.log10(rates[i]) / 4 + 1);
      double kind = values[i] - without;
      assertEquals(kind > .1 ? .2 : 0, kind, 1e-9, "the mean over replicates");
    }
  }

  @Test
  void contourExpectsWhatItIs() throws IOException {
    List<Map<String, String>> rows =
        numbers("sweep-contour", Map.of("keys", "optimizer.lr,model.name"));
    assertEquals(TRIALS, column(rows, "trials", "x").length);
    long cells = rows.stream().filter(row -> row.get("series").equals("expected")).count();
    assertEquals(32 * 2, cells);
    for (Map<String, String> row : rows) {
      if (row.get("series").equals("expected")) {
        double kind = Double.parseDouble(row.get("y")) > .5 ? .2 : 0;
        double expected = .5 + .1 * (Double.parseDouble(row.get("x")) / 4 + 1) + kind;
        assertEquals(expected, Double.parseDouble(row.get("value")), .03, row.toString());
      }
    }
  }

  @Test
  void parallelLinesEndAtTheMetric() throws IOException {
    List<Map<String, String>> rows = numbers("sweep-parallel", Map.of());
    double[] ends = column(rows, "validation accuracy", "y");
    assertEquals(TRIALS, ends.length);
    assertEquals(0, DoubleStream.of(ends).min().orElseThrow(), 1e-12);
    assertEquals(1, DoubleStream.of(ends).max().orElseThrow(), 1e-12);
    assertEquals(4, column(rows, "trial 7", "y").length);
    // A narrow one has no scale of colours, and the same numbers.
    List<Map<String, String>> narrow = numbers("sweep-parallel", Map.of("width", "3.3in"));
    assertArrayEquals(ends, column(narrow, "validation accuracy", "y"));
  }

  @Test
  void rungsAreTheMeansOfTheReplicates() throws IOException {
    List<Map<String, String>> rows = numbers("sweep-rungs", Map.of());
    double[] five = column(rows, "trial 5", "y");
    assertEquals(3, five.length);
    assertEquals(.1, five[1] - five[0], 1e-9);
    assertEquals(TRIALS, column(rows, "ends", "x").length);
  }

  @Test
  void bestOnlyRisesAndCountsAllReplicatesTime() throws IOException {
    List<Map<String, String>> rows = numbers("sweep-best", Map.of());
    double[] x = column(rows, "trials", "x");
    double[] best = column(rows, "best so far", "y");
    // two panels: trials, then seconds
    assertEquals(2 * TRIALS, x.length);
    assertEquals(TRIALS - 1, x[TRIALS - 1]);
    assertEquals(3.0 * TRIALS, x[2 * TRIALS - 1], 1e-9);
    for (int i = 1; i < 2 * TRIALS - 1; i++) {
      assertTrue(best[i] >= best[i - 1], "falls at " + i);
    }
    double[] values = column(rows, "trials", "y");
    assertEquals(DoubleStream.of(values).max().orElseThrow(), best[best.length - 1], 1e-12);
    double[] least = column(numbers("sweep-best", Map.of("good", "small")), "best so far", "y");
    assertEquals(DoubleStream.of(values).min().orElseThrow(), least[least.length - 1], 1e-12);
  }

  @Test
  void whatIsMissingIsSaid() {
    RunSet one = new RunSet(runs.runs().subList(0, 2));
    String message =
        assertThrows(
                PlotException.class, () -> Figures.all().named("sweep-slices").draw(one, Map.of()))
            .getMessage();
    assertEquals("no key differs among these runs; a figure of a sweep needs one", message);
  }
}
