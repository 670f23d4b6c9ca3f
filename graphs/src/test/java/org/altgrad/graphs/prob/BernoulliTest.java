package org.altgrad.graphs.prob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Randoms;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

class BernoulliTest {
  private static final double[] LOGITS = {-60, -20, -3, -0.4, 0, 0.4, 3, 20, 60};

  private static double p(double l) {
    return 1 / (1 + Math.exp(-l));
  }

  /** log p, exact at both ends. */
  private static double logP(double l) {
    return -Math.log1p(Math.exp(-l));
  }

  private static void same(double expected, double actual, String what) {
    assertEquals(expected, actual, 1e-14 * Math.abs(expected) + 1e-300, what);
  }

  @Test
  void logProbabilityKeepsItsRelativePrecision() {
    try (TestGraph g = new TestGraph()) {
      Bernoulli<TFloat64> b = new Bernoulli<>(g.vector(LOGITS));
      Expr<TFloat64> ones = g.vector(1, 1, 1, 1, 1, 1, 1, 1, 1);
      double[] one = g.value(b.logProbability(ones));
      double[] zero = g.value(b.logProbability(g.f64.zerosLike(ones)));
      for (int i = 0; i < LOGITS.length; i++) {
        same(logP(LOGITS[i]), one[i], "1 at " + LOGITS[i]);
        same(logP(-LOGITS[i]), zero[i], "0 at " + LOGITS[i]);
      }
    }
  }

  @Test
  void logProbabilityHasGradientXMinusPAtEveryLogit() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> logits = g.vector(LOGITS);
      Expr<TFloat64> x = g.vector(1, 0, 1, 0, 1, 0, 1, 0, 1);
      var y = new Bernoulli<>(logits).logProbability(x).sum();
      double[] gradient = g.value(Gradients.of(y, List.of(logits)).get(0));
      for (int i = 0; i < LOGITS.length; i++) {
        double expected = i % 2 == 0 ? p(-LOGITS[i]) : -p(LOGITS[i]);
        assertEquals(expected, gradient[i], 1e-15, "logit " + LOGITS[i]);
      }
    }
  }

  @Test
  void entropyAndItsGradient() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> logits = g.vector(LOGITS);
      var entropy = new Bernoulli<>(logits).entropy();
      double[] h = g.value(entropy);
      double[] gradient = g.value(Gradients.of(entropy.sum(), List.of(logits)).get(0));
      for (int i = 0; i < LOGITS.length; i++) {
        double l = LOGITS[i];
        double expected = -p(l) * logP(l) - p(-l) * logP(-l);
        assertEquals(expected, h[i], 1e-14 * expected, "logit " + l);
        assertEquals(-l * p(l) * p(-l), gradient[i], 1e-15, "logit " + l);
      }
    }
  }

  @Test
  void divergenceByEnumeration() {
    double[] others = {60, 20, -2, 0, 1, -1, 3, -20, -60};
    try (TestGraph g = new TestGraph()) {
      double[] kl =
          g.value(new Bernoulli<>(g.vector(LOGITS)).kl(new Bernoulli<>(g.vector(others))));
      for (int i = 0; i < LOGITS.length; i++) {
        double l = LOGITS[i];
        double o = others[i];
        double expected = p(l) * (logP(l) - logP(o)) + p(-l) * (logP(-l) - logP(-o));
        assertEquals(expected, kl[i], 1e-13 * Math.abs(expected) + 1e-15, "logit " + l);
      }
      assertEquals(0, kl[6], 1e-15);
    }
  }

  @Test
  void gradientsAgreeWithDifferences() {
    GradientCheck.check(
        in -> new Bernoulli<>(in.get(0)).kl(new Bernoulli<>(in.get(1))), Shape.of(5), Shape.of(5));
    GradientCheck.check(in -> new Bernoulli<>(in.get(0)).entropy(), Shape.of(5));
    GradientCheck.check(
        in -> CrossEntropy.sigmoid(in.get(0), Expr.sigmoid(in.get(1))), Shape.of(5), Shape.of(5));
  }

  @Test
  void singlePrecisionStaysFinite() {
    try (TestGraph g = new TestGraph()) {
      var logits = g.f32.constant(Shape.of(LOGITS.length), LOGITS);
      var b = new Bernoulli<>(logits);
      var other = new Bernoulli<>(logits.negate());
      var x = g.f32.constant(Shape.of(9), 0, 1, 0, 1, 0, 1, 0, 1, 0);
      var all = b.logProbability(x).plus(b.entropy()).plus(b.kl(other));
      var gradient = Gradients.of(all.sum(), List.of(logits)).get(0);
      assertTrue(Arrays.stream(g.value(all)).allMatch(Double::isFinite));
      assertTrue(Arrays.stream(g.value(gradient)).allMatch(Double::isFinite));
    }
  }

  @Test
  void samplesHaveTheirProbability() {
    int n = 20_000;
    double[] logits = {-2, 0, 1.5};
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> wide =
          g.vector(logits)
              .plus(g.f64.of(g.tf.zeros(g.tf.constant(new long[] {n, 3}), TFloat64.class)));
      var u = new Randoms(5, g.tf.constant(0L)).uniformLike("u", wide);
      double[] mean = g.value(new Bernoulli<>(wide).sample(u).mean(0));
      for (int i = 0; i < 3; i++) {
        double p = p(logits[i]);
        assertEquals(p, mean[i], 4 * Math.sqrt(p * (1 - p) / n));
      }
      assertArrayEquals(
          new double[] {1, 0},
          g.value(new Bernoulli<>(g.vector(60, -60)).sample(g.vector(0.999999, 1e-6))));
    }
  }
}
