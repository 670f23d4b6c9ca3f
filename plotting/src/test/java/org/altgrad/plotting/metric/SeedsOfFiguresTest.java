package org.altgrad.plotting.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.catalogue.Declared;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.runs.Runs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seeds at (.4, .6), (.5, .9) and (.6, .9), the pairs two learning rates: means .5, .7, .75, so .65
 * with a standard deviation of .1322875656, not the .2073644135 of the six runs.
 */
class SeedsOfFiguresTest {
  private static final double MEAN = .65;
  private static final double SD = .1322875656;
  @TempDir private Path dir;

  @BeforeEach
  void runs() throws IOException {
    double[][] values = {{.4, .6}, {.5, .9}, {.6, .9}};
    for (int seed = 0; seed < 3; seed++) {
      for (int k = 0; k < 2; k++) {
        Path run =
            FakeRuns.run(
                dir.resolve("run" + seed + k),
                "model: {depth: 1}\noptimizer: {lr: 1e-%d}\nseed: %d\n".formatted(3 + k, seed),
                "state: DONE\n",
                "step,epoch,split,metric,value\n1,1,test,accuracy,%s\n".formatted(values[seed][k]));
        FakeRuns.recording(run, "directions", 1, "name,bias\na," + values[seed][k] + "\n");
      }
    }
  }

  private Figure draw(String kind, Map<String, String> options) {
    return Declared.figures().named(kind).draw(Runs.read(List.of(dir)), options);
  }

  private static void requireInterval(Figure figure, double mean, double lower, double upper) {
    List<String> row = figure.data().rows().get(0);
    assertEquals(mean, Double.parseDouble(row.get(3)), 1e-9, row.toString());
    assertEquals(lower, Double.parseDouble(row.get(4)), 1e-9, row.toString());
    assertEquals(upper, Double.parseDouble(row.get(5)), 1e-9, row.toString());
    assertEquals(List.of("6 runs averaged over optimizer.lr=1e-4|1e-3"), stripped(figure));
  }

  private static List<String> stripped(Figure figure) {
    return figure.notes().stream().map(note -> note.replaceFirst("^depth=1: ", "")).toList();
  }

  @Test
  void barsAreOverSeeds() {
    Map<String, String> options = Map.of("metric", "accuracy", "by", "depth", "error", "sd");
    Figure figure = draw("bars", options);
    requireInterval(figure, MEAN, MEAN - SD, MEAN + SD);
    assertTrue(
        figure.legend().stream().anyMatch(e -> e.text().equals("seeds averaged over lr")),
        figure.legend()::toString);
  }

  @Test
  void curvesAreOverSeeds() {
    Map<String, String> options = Map.of("metric", "accuracy", "by", "depth", "band", "sd");
    requireInterval(draw("learning-curve", options), MEAN, MEAN - SD, MEAN + SD);
  }

  @Test
  void sweepsAreOverSeeds() {
    Map<String, String> options = Map.of("metric", "accuracy", "by", "none", "x", "depth");
    requireInterval(draw("sweep-curve", options), MEAN, MEAN - SD, MEAN + SD);
  }

  @Test
  void barsOfRecordingsAreOverSeeds() {
    Map<String, String> options =
        Map.of("recording", "directions", "x", "name", "y", "bias", "by", "depth");
    requireInterval(draw("table-bars", options), MEAN, MEAN - SD, MEAN + SD);
  }

  /** Groups whose keys leave nothing out say nothing. */
  @Test
  void wholeGroupsAreNotAveraged() {
    Figure figure = draw("bars", Map.of("metric", "accuracy"));
    assertEquals(List.of(), figure.notes());
    assertTrue(figure.legend().stream().noneMatch(e -> e.text().contains("averaged")));
  }
}
