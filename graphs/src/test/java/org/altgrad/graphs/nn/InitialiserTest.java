package org.altgrad.graphs.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Randoms;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** Moments and limits of what the initialisers draw. */
class InitialiserTest {
  private static final int IN = 200;
  private static final int OUT = 300;
  private static final double COUNT = IN * (double) OUT;

  private static double[] draw(Initialiser initialiser, long seed, String name) {
    try (TestGraph g = new TestGraph()) {
      // The counter of a run is fed in every step; no initial value may ask for it.
      Randoms randoms = new Randoms(seed, g.tf.placeholder(org.tensorflow.types.TInt64.class));
      return g.value(initialiser.initial(g.f64, randoms, name, Shape.of(IN, OUT), IN, OUT));
    }
  }

  private static void uniform(Initialiser initialiser, double limit) {
    double[] x = draw(initialiser, 3, "w");
    double largest = Arrays.stream(x).map(Math::abs).max().orElseThrow();
    assertTrue(largest <= limit && largest > 0.999 * limit, "largest " + largest + " of " + limit);
    moments(x, limit / Math.sqrt(3), 1.8);
  }

  private static void normal(Initialiser initialiser, double sd, double kurtosis, double limit) {
    double[] x = draw(initialiser, 3, "w");
    double largest = Arrays.stream(x).map(Math::abs).max().orElseThrow();
    assertTrue(largest <= limit, "largest " + largest + " of " + limit);
    moments(x, sd, kurtosis);
  }

  /** Mean 0 and the variance, each within four standard errors. */
  private static void moments(double[] x, double sd, double kurtosis) {
    assertEquals(0, StatUtils.mean(x), 4 * sd / Math.sqrt(COUNT));
    double variance = sd * sd;
    assertEquals(
        variance, StatUtils.variance(x, 0), 4 * variance * Math.sqrt((kurtosis - 1) / COUNT));
  }

  @Test
  void uniforms() {
    uniform(new Initialiser.GlorotUniform(), Math.sqrt(6.0 / 500));
    uniform(new Initialiser.GlorotUniform(Math.sqrt(2)), Math.sqrt(12.0 / 500));
    uniform(new Initialiser.FanInUniform(), 1 / Math.sqrt(200));
  }

  @Test
  void normals() {
    double fan = 1 / Math.sqrt(200);
    normal(new Initialiser.HeNormal(), Math.sqrt(2) * fan, 3, 6 * Math.sqrt(2) * fan);
    normal(new Initialiser.Normal(0.1), 0.1, 3, 0.6);
    normal(new Initialiser.LecunNormal(), fan, 2.4, 2 * fan / 0.87962566);
    normal(new Initialiser.TruncatedNormal(), 0.87962566 * fan, 2.4, 2 * fan);
  }

  @Test
  void truncatedStandardDeviationIsTheClosedForm() {
    // Var = 1 - 2 c φ(c) / (2 Φ(c) - 1) at c = 2.
    var normal = new NormalDistribution();
    double variance = 1 - 4 * normal.density(2) / (2 * normal.cumulativeProbability(2) - 1);
    assertEquals(Math.sqrt(variance), Initialiser.TRUNCATED_SD, 1e-12);
  }

  @Test
  void theStreamDependsOnSeedAndNameOnly() {
    Initialiser he = new Initialiser.HeNormal();
    assertArrayEquals(draw(he, 3, "w"), draw(he, 3, "w"));
    assertFalse(Arrays.equals(draw(he, 3, "w"), draw(he, 4, "w")));
    assertFalse(Arrays.equals(draw(he, 3, "w"), draw(he, 3, "v")));
  }

  @Test
  void aMethodsOwnStreamOfTheSameNameIsAnother() {
    try (TestGraph g = new TestGraph()) {
      Randoms randoms = new Randoms(3, g.tf.constant(0L));
      double[] own = g.value(randoms.normal(g.f64, "w", Randoms.shape(g.f64, Shape.of(IN, OUT))));
      assertFalse(Arrays.equals(own, draw(new Initialiser.Normal(1), 3, "w")));
    }
  }

  @Test
  void constants() {
    assertTrue(Arrays.stream(draw(Initialiser.zeros(), 3, "w")).allMatch(v -> v == 0));
    assertTrue(Arrays.stream(draw(new Initialiser.Fill(0.01), 3, "w")).allMatch(v -> v == 0.01));
    assertThrows(IllegalArgumentException.class, () -> new Initialiser.Fill(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Initialiser.GlorotUniform(0));
    assertThrows(IllegalArgumentException.class, () -> new Initialiser.Normal(-1));
  }

  @Test
  void singlePrecisionDrawsStayWithinTheirLimit() {
    try (TestGraph g = new TestGraph()) {
      Randoms randoms = new Randoms(3, g.tf.constant(0L));
      var x =
          new Initialiser.FanInUniform().initial(g.f32, randoms, "w", Shape.of(IN, OUT), 100, OUT);
      assertTrue(Arrays.stream(g.value(x)).allMatch(v -> Math.abs(v) <= 0.1f));
    }
  }
}
