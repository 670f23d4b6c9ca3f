package org.altgrad.graphs.prob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Randoms;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

class CategoricalTest {
  private static final double[][] LOGITS = {{0, 0, 0, 0}, {1, -2, 0.5, 0.3}, {60, -60, 0, 59}};

  /** log p of a row, with the largest logit taken out. */
  private static double[] logP(double[] logits) {
    double largest = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(l -> Math.exp(l - largest)).sum();
    return Arrays.stream(logits).map(l -> l - largest - Math.log(sum)).toArray();
  }

  private static double entropy(double[] logP) {
    return -Arrays.stream(logP).map(l -> Math.exp(l) * l).sum();
  }

  @Test
  void logProbabilitiesOfEveryCategory() {
    try (TestGraph g = new TestGraph()) {
      var c = new Categorical<>(g.f64.constant(LOGITS));
      for (int k = 0; k < 4; k++) {
        double[] byIndex = g.value(c.logProbability(g.tf.constant(new int[] {k, k, k})));
        double[][] oneHot = new double[3][4];
        for (int row = 0; row < 3; row++) {
          oneHot[row][k] = 1;
        }
        double[] byRow = g.value(c.logProbability(g.f64.constant(oneHot)));
        for (int row = 0; row < 3; row++) {
          assertEquals(logP(LOGITS[row])[k], byIndex[row], 1e-13);
          assertEquals(logP(LOGITS[row])[k], byRow[row], 1e-13);
        }
      }
    }
  }

  @Test
  void entropyAndItsGradient() {
    try (TestGraph g = new TestGraph()) {
      var logits = g.f64.constant(LOGITS);
      var entropy = new Categorical<>(logits).entropy();
      double[] h = g.value(entropy);
      double[] gradient = g.value(Gradients.of(entropy.sum(), List.of(logits)).get(0));
      for (int row = 0; row < 3; row++) {
        double[] logP = logP(LOGITS[row]);
        assertEquals(entropy(logP), h[row], 1e-14);
        for (int k = 0; k < 4; k++) {
          double expected = -Math.exp(logP[k]) * (logP[k] + entropy(logP));
          assertEquals(expected, gradient[row * 4 + k], 1e-14);
        }
      }
      assertEquals(Math.log(4), h[0], 1e-15);
    }
  }

  @Test
  void divergenceByEnumeration() {
    double[][] others = {{1, 2, 3, 4}, {1, -2, 0.5, 0.3}, {-60, 60, 0, 1}};
    try (TestGraph g = new TestGraph()) {
      var kl =
          new Categorical<>(g.f64.constant(LOGITS)).kl(new Categorical<>(g.f64.constant(others)));
      double[] expected = new double[3];
      for (int row = 0; row < 3; row++) {
        double[] p = logP(LOGITS[row]);
        double[] q = logP(others[row]);
        for (int k = 0; k < 4; k++) {
          expected[row] += Math.exp(p[k]) * (p[k] - q[k]);
        }
      }
      assertArrayEquals(expected, g.value(kl), 1e-12);
    }
  }

  @Test
  void rightWhereTheFirstOfTheLargestIsTheTarget() {
    double[][] targets = {{1, 0, 0, 0}, {0, 0, 1, 0}, {1, 0, 0, 0}};
    try (TestGraph g = new TestGraph()) {
      var logits = g.f64.constant(LOGITS);
      assertArrayEquals(
          new double[] {1, 0, 1},
          g.value(new Categorical<>(logits).right(g.f64.constant(targets))));
      // Two networks side by side, of which the second says the contrary.
      var both = new Categorical<>(g.f64.stack(List.of(logits, logits.negate())));
      assertArrayEquals(
          new double[] {1, 0, 1, 1, 0, 0}, g.value(both.right(g.f64.constant(targets))));
    }
  }

  /** Several networks side by side, and samples of each. */
  @Test
  void gradientsAgreeWithDifferencesWhateverTheRank() {
    for (Shape shape : List.of(Shape.of(2, 4, 3), Shape.of(2, 2, 2, 3))) {
      GradientCheck.check(in -> new Categorical<>(in.get(0)).logProbabilities(), shape);
      GradientCheck.check(in -> new Categorical<>(in.get(0)).probabilities(), shape);
    }
  }

  @Test
  void gradientsAgreeWithDifferences() {
    GradientCheck.check(
        in -> new Categorical<>(in.get(0)).kl(new Categorical<>(in.get(1))),
        Shape.of(2, 3),
        Shape.of(2, 3));
    GradientCheck.check(
        in -> CrossEntropy.softmax(in.get(0), new Categorical<>(in.get(1)).probabilities()),
        Shape.of(2, 3),
        Shape.of(2, 3));
    GradientCheck.check(
        in ->
            new Categorical<>(in.get(0))
                .logProbability(in.get(0).nodes().tf().constant(new int[] {2, 0})),
        Shape.of(2, 3));
  }

  @Test
  void singlePrecisionStaysFinite() {
    try (TestGraph g = new TestGraph()) {
      var logits = g.f32.constant(LOGITS);
      var c = new Categorical<>(logits);
      var y = c.entropy().plus(c.kl(new Categorical<>(logits.negate())));
      var gradient = Gradients.of(y.sum(), List.of(logits)).get(0);
      assertTrue(Arrays.stream(g.value(y)).allMatch(Double::isFinite));
      assertTrue(Arrays.stream(g.value(gradient)).allMatch(Double::isFinite));
    }
  }

  @Test
  void samplesHaveTheirProbabilities() {
    int n = 20_000;
    double[] row = {1, -2, 0.5, 0.3};
    try (TestGraph g = new TestGraph()) {
      var logits =
          g.f64
              .of(g.tf.zeros(g.tf.constant(new long[] {n, 4}), TFloat64.class))
              .plus(g.vector(row));
      var indices = new Categorical<>(logits).sample(new Randoms(9, g.tf.constant(0L)), "c");
      double[] frequency = g.value(g.f64.oneHot(indices, 4).mean(0));
      for (int k = 0; k < 4; k++) {
        double p = Math.exp(logP(row)[k]);
        assertEquals(p, frequency[k], 4 * Math.sqrt(p * (1 - p) / n));
      }
    }
  }
}
