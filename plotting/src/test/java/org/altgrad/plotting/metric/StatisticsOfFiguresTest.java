package org.altgrad.plotting.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.altgrad.plotting.summary.Statistics;
import org.apache.commons.math3.stat.inference.TTest;
import org.junit.jupiter.api.Test;

class StatisticsOfFiguresTest {
  @Test
  void ratioAndIntervalAreThoseOfWelch() {
    double[] a = {0.011, 0.014, 0.009, 0.016};
    double[] b = {0.21, 0.35, 0.28};
    double[] logA = Arrays.stream(a).map(Math::log).toArray();
    double[] logB = Arrays.stream(b).map(Math::log).toArray();
    double[] ratio = Ratio.ratio(Statistics.of(logA), Statistics.of(logB));
    assertEquals(
        Math.pow(a[0] * a[1] * a[2] * a[3], 0.25) / Math.cbrt(b[0] * b[1] * b[2]), ratio[0], 1e-12);
    // At either end of a 95 % interval, Welch's test of that ratio gives 5 %.
    for (int end = 1; end <= 2; end++) {
      double shift = Math.log(ratio[end]);
      double[] moved = Arrays.stream(logA).map(v -> v - shift).toArray();
      assertEquals(0.05, new TTest().tTest(moved, logB), 1e-6);
    }
  }

  @Test
  void histogramCountsByHand() {
    assertArrayEquals(
        new double[] {2, 1, 0, 2},
        Histogram.counts(new double[] {0, 0.2, 0.25, 0.75, 1, Double.NaN, 7}, 0, 1, 4));
  }
}
