package org.altgrad.plotting.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.kind.Curve;
import org.altgrad.plotting.kind.MetricSpec;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.plotting.summary.At;
import org.altgrad.plotting.summary.Statistics;
import org.altgrad.plotting.summary.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Curves and tables have one interval for the same values. */
class IntervalsTest {
  @TempDir private Path dir;

  private RunSet runs(String metric, double... last) throws IOException {
    for (int seed = 0; seed < last.length; seed++) {
      FakeRuns.run(
          dir.resolve("run" + seed),
          "model: {depth: 1}\nseed: %d\n".formatted(seed),
          "state: DONE\n",
          "step,epoch,split,metric,value\n0,0,test,%1$s,3\n1,1,test,%1$s,%2$s\n"
              .formatted(metric, last[seed]));
    }
    return Runs.read(List.of(dir));
  }

  private static Statistics ofTable(RunSet runs, String metric) {
    Summary.Query query =
        new Summary.Query(null, List.of(metric), List.of("test"), At.parse("last"));
    return Summary.of(runs, query).rows().get(0).statistics();
  }

  private static Statistics ofCurve(RunSet runs, String metric) {
    List<Statistics> y = Curve.of(runs.runs(), "test", MetricSpec.parse(metric, runs), "epoch").y();
    return y.get(y.size() - 1);
  }

  /** A whole interval of these losses would go below 0. */
  @Test
  void ofLossesThatAreAllPositive() throws IOException {
    RunSet runs = runs("loss", 0.1, 0.9);
    Statistics curve = ofCurve(runs, "loss");
    assertEquals(ofTable(runs, "loss"), curve);
    assertEquals(0, curve.lower());
    assertEquals(0.5 + 12.7062 * 0.4, curve.upper(), 1e-4);
  }

  @Test
  void ofLossesBelowZero() throws IOException {
    RunSet runs = runs("loss", -0.1, 0.9);
    Statistics curve = ofCurve(runs, "loss");
    assertEquals(ofTable(runs, "loss"), curve);
    assertEquals(0.4, (curve.lower() + curve.upper()) / 2, 1e-12, "symmetric");
  }

  /** 1 - metric is a share if the metric is one; of a size it may be negative. */
  @Test
  void ofErrors() throws IOException {
    Statistics share = ofCurve(runs("accuracy", 0.95, 0.99), "error(accuracy)");
    assertEquals(0, share.lower());
    assertEquals(0.03 + 12.7062 * 0.02, share.upper(), 1e-5);
    Statistics size = ofCurve(runs("mse", 0.2, 0.6), "error(mse)");
    assertEquals(0.6, (size.lower() + size.upper()) / 2, 1e-12, "symmetric");
  }
}
