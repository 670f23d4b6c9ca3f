package org.altgrad.train.search.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.layer.Marks;
import org.altgrad.plotting.layer.Rule;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.plotting.style.Pen;
import org.altgrad.train.study.Figures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of a sweep in which early stopping ended one of four trials, and one goes on. */
class HaltedTrialsTest {
  @TempDir private static Path directory;

  private static RunSet runs;

  @BeforeAll
  static void runs() throws IOException {
    run(0, "1", "DONE", 4);
    run(1, "2", "DONE", 4);
    run(2, "3", "INTERRUPTED", 2);
    run(3, "4", "RUNNING", 3);
    StringBuilder journal = new StringBuilder();
    for (int trial = 0; trial < 4; trial++) {
      journal.append(rung(trial, 1, "GO_ON"));
      journal.append(rung(trial, 2, trial == 2 ? "PAUSE" : "GO_ON"));
    }
    Files.writeString(directory.resolve("journal.jsonl"), journal.toString());
    runs = Runs.read(List.of(directory));
  }

  private static String rung(int trial, int epoch, String decision) {
    return String.format(
        "{\"event\":\"rung\",\"time\":\"2026-01-02T03:04:05Z\",\"run\":\"%03d\",\"worker\":\"w\","
            + "\"rung\":%d,\"value\":\"0.5\",\"decision\":\"%s\"}%n",
        trial, epoch, decision);
  }

  private static void run(int trial, String depth, String state, int epochs) throws IOException {
    Path run = Files.createDirectories(directory.resolve(String.format("%03d", trial)));
    String kind = trial % 2 == 0 ? "mean" : "and_mask";
    Files.writeString(
        run.resolve("config.yaml"),
        "model: {depth: %s}\nmethod:\n  combiner: {name: %s}\n".formatted(depth, kind));
    Files.writeString(run.resolve("run.yaml"), "state: " + state + "\ncpu_seconds: 10\n");
    StringBuilder metrics = new StringBuilder("step,epoch,split,metric,value\n");
    for (int epoch = 1; epoch <= epochs; epoch++) {
      String row = "%d,%d,validation,accuracy,%s\n";
      double value = .1 * epoch + .01 * trial;
      metrics.append(String.format(Locale.ROOT, row, 10 * epoch, epoch, value));
    }
    Files.writeString(run.resolve("metrics.csv"), metrics.toString());
  }

  private static Figure draw(String figure) {
    return Figures.all().named(figure).draw(runs, Map.of());
  }

  private static Line line(XyPanel panel, String name) {
    return (Line)
        panel.layers().stream()
            .filter(layer -> layer instanceof Line && layer.name().equals(name))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void trialsThatAreNotCompleteEndWhereTheyCameTo() {
    Figure figure = draw("sweep-rungs");
    XyPanel panel = (XyPanel) figure.rows().get(0).get(0);
    assertArrayEquals(new double[] {1, 2}, line(panel, "trial 2").x());
    assertEquals(Pen.Dash.SOLID, line(panel, "trial 2").pen().dash());
    assertArrayEquals(new double[] {1, 2, 3}, line(panel, "trial 3").x());
    assertEquals(Pen.Dash.DASHED, line(panel, "trial 3").pen().dash());
    assertArrayEquals(new double[] {1, 2, 3, 4}, line(panel, "trial 1").x());
    double[] rungs =
        panel.layers().stream()
            .filter(Rule.class::isInstance)
            .mapToDouble(layer -> ((Rule) layer).value())
            .toArray();
    Arrays.sort(rungs);
    assertArrayEquals(new double[] {1, 2}, rungs);
    List<String> legend = figure.legend().stream().map(Legend.Entry::text).toList();
    assertEquals(List.of("1 stopped early or paused", "1 not ended", "rungs"), legend);
  }

  @Test
  void theBestSoFarReachesTheEndOfTheSearch() {
    Figure figure = draw("sweep-best");
    List<double[]> ends = List.of(new double[] {3, .41}, new double[] {40, .41});
    for (int p = 0; p < 2; p++) {
      Line best = line((XyPanel) figure.rows().get(0).get(p), "best so far");
      int last = best.x().length - 1;
      assertEquals(ends.get(p)[0], best.x()[last], 1e-9);
      assertEquals(ends.get(p)[1], best.y()[last], 1e-9);
    }
  }

  @Test
  void placesOfParallelAxesHaveNames() {
    XyPanel panel = (XyPanel) draw("sweep-parallel").rows().get(0).get(0);
    assertTrue(
        panel.x().categories().containsAll(List.of("depth", "combiner", "accuracy")),
        panel.x().categories().toString());
    List<String> names =
        panel.layers().stream().filter(Marks.class::isInstance).map(Layer::name).toList();
    assertTrue(names.containsAll(List.of("1", "4", "and_mask", "mean")), names.toString());
  }
}
