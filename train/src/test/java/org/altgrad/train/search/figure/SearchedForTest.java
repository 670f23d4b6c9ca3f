package org.altgrad.train.search.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Csv;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.train.study.Figures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures of a search show what it looks for, unless something else is said. */
class SearchedForTest {
  /** Of three trials: {@code rate} on the splits, and other metrics. */
  private static final double[] VALIDATION = {.5, .2, .3};

  private static final double[] TEST = {.9, .7, .8};

  @TempDir private Path directory;

  @BeforeEach
  void runs() throws IOException {
    for (int i = 0; i < VALIDATION.length; i++) {
      Path run = Files.createDirectories(directory.resolve("00" + i));
      Files.writeString(
          run.resolve("config.yaml"),
          "optimizer: {lr: 0." + (i + 1) + "}\ntrainer: {best: {metric: accuracy}}\n");
      Files.writeString(run.resolve("run.yaml"), "state: DONE\n");
      Files.writeString(
          run.resolve("metrics.csv"),
          "step,epoch,split,metric,value\n1,1,validation,accuracy,%s\n1,1,test,accuracy,%s\n1,1,validation,rate,%s\n1,1,test,rate,%s\n1,1,test,loss,%s\n"
              .formatted(i, 10 + i, VALIDATION[i], TEST[i], 20 + i));
    }
  }

  private void search(String metric) throws IOException {
    Files.writeString(
        directory.resolve("definition.yaml"),
        "method: grid\nmetric: " + metric + "\nparameters: {optimizer.lr: [0.1, 0.2, 0.3]}\n");
  }

  private double[] column(String figure, String series, Map<String, String> options)
      throws IOException {
    RunSet runs = Runs.read(List.of(directory));
    Path base = directory.resolve("figures").resolve(figure);
    Figures.all().named(figure).draw(runs, options).write(base, true);
    List<Csv.Row> rows = Csv.parse(Files.readString(Path.of(base + ".csv")));
    List<String> header = rows.get(0).fields();
    return rows.stream()
        .map(Csv.Row::fields)
        .filter(row -> row.get(header.indexOf("series")).equals(series))
        .mapToDouble(row -> Double.parseDouble(row.get(header.indexOf("y"))))
        .toArray();
  }

  @ParameterizedTest
  @CsvSource({"minimize,0.2", "maximize,0.5"})
  void theMetricItsSplitAndItsGoalAreTheSearchs(String goal, double best) throws IOException {
    search("{name: rate, goal: " + goal + "}");
    assertArrayEquals(VALIDATION, column("sweep-slices", "optimizer.lr", Map.of()));
    assertArrayEquals(VALIDATION, column("sweep-best", "trials", Map.of()));
    double[] line = column("sweep-best", "best so far", Map.of());
    assertEquals(best, line[line.length - 1]);
    double[] other = column("sweep-best", "best so far", Map.of("metric", "error(rate)"));
    assertEquals(1 - best, other[other.length - 1], 1e-12, "1 - rate is good where rate is not");
  }

  @Test
  void aGoalIsStrongerThanAName() throws IOException {
    search("{name: accuracy, goal: minimize}");
    double[] line = column("sweep-best", "best so far", Map.of());
    assertEquals(0, line[line.length - 1]);
  }

  @Test
  void whatIsSaidIsShown() throws IOException {
    search("{name: rate, goal: minimize}");
    assertArrayEquals(TEST, column("sweep-slices", "optimizer.lr", Map.of("split", "test")));
    double[] line = column("sweep-best", "best so far", Map.of("good", "large", "split", "test"));
    assertEquals(.9, line[line.length - 1]);
    double[] accuracy = {0, 1, 2};
    Map<String, String> other = Map.of("metric", "accuracy");
    assertArrayEquals(accuracy, column("sweep-slices", "optimizer.lr", other));
    line = column("sweep-best", "best so far", other);
    assertEquals(2, line[line.length - 1], "the goal is that of another metric");
    double[] loss = {20, 21, 22};
    assertArrayEquals(
        loss,
        column("sweep-slices", "optimizer.lr", Map.of("metric", "loss")),
        "of no other split");
  }

  @Test
  void withoutASearchItIsAsForAllRuns() throws IOException {
    double[] accuracy = {10, 11, 12};
    assertArrayEquals(accuracy, column("sweep-slices", "optimizer.lr", Map.of()));
  }

  @Test
  void whatTheSearchLooksForIsNotReplacedByAnother() throws IOException {
    search("{name: rate, goal: maximize, split: train}");
    String message =
        assertThrows(PlotException.class, () -> column("sweep-best", "trials", Map.of()))
            .getMessage();
    assertTrue(message.contains("'rate' on the split 'train'"), message);
    Files.writeString(directory.resolve("definition.yaml"), "method: [\n");
    message =
        assertThrows(PlotException.class, () -> column("sweep-best", "trials", Map.of()))
            .getMessage();
    assertTrue(message.contains("definition.yaml:"), message);
    column("sweep-best", "trials", Map.of("metric", "rate", "split", "test", "good", "small"));
  }
}
