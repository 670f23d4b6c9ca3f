package org.altgrad.graphs.biohsic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

class LinearProbeTest {
  private final Random random = new Random(2);

  @Test
  void rankCountsDirectionsOfEqualVariance() {
    try (TestGraph g = new TestGraph()) {
      // Corners ±1 of a cube of three dimensions, in a space of five, or of twelve.
      for (int d : new int[] {5, 12}) {
        double[] f = new double[8 * d];
        for (int corner = 0; corner < 8; corner++) {
          for (int axis = 0; axis < 3; axis++) {
            f[corner * d + 2 * axis % d] = (corner >> axis & 1) * 2 - 1;
          }
        }
        Expr<TFloat64> features = g.f64.constant(Shape.of(1, 8, d), f);
        Expr<TFloat64> y = g.f64.oneHot(g.tf.constant(new int[] {0, 1, 0, 1, 0, 1, 0, 1}), 2);
        var fit = LinearProbe.fit(features, y, features, y);
        assertEquals(3, g.scalar(fit.rank()), 1e-12);
        assertEquals(1, g.scalar(fit.accuracy()), "the first axis is the label");
      }
    }
  }

  @Test
  void moreFeaturesThanSamplesGiveTheSameClassifier() {
    int n = 20;
    int d = 8;
    double[] f = normal(2 * n * d);
    double[] t = normal(2 * 50 * d);
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> few = g.f64.constant(Shape.of(2, n, d), f);
      Expr<TFloat64> test = g.f64.constant(Shape.of(2, 50, d), t);
      Expr<TFloat64> y = g.f64.oneHot(g.tf.constant(random.ints(n, 0, 3).toArray()), 3);
      Expr<TFloat64> labels = g.f64.oneHot(g.tf.constant(random.ints(50, 0, 3).toArray()), 3);
      // Features of zeros change nothing but the space that is solved in, and the ridge.
      Expr<TFloat64> many = wider(g, few, n);
      var primal = LinearProbe.fit(few, y, test, labels);
      var dual = LinearProbe.fit(many, y, wider(g, test, 50), labels);
      assertArrayEquals(g.value(primal.rank()), g.value(dual.rank()), 1e-9);
      assertArrayEquals(g.value(primal.accuracy()), g.value(dual.accuracy()), 0.061);
      // Each model by itself.
      Expr<TFloat64> second = g.f64.constant(Shape.of(1, n, d), half(f));
      var alone = LinearProbe.fit(second, y, g.f64.constant(Shape.of(1, 50, d), half(t)), labels);
      assertEquals(g.value(primal.accuracy())[1], g.scalar(alone.accuracy()));
    }
  }

  /** A network that has diverged has no probe; one beside it has its own. */
  @Test
  void whatIsNotFiniteHasNoProbe() {
    for (int d : new int[] {4, 40}) {
      double[] f = normal(2 * 20 * d);
      f[3] = Double.NaN;
      try (TestGraph g = new TestGraph()) {
        Expr<TFloat64> y = g.f64.oneHot(g.tf.constant(random.ints(20, 0, 3).toArray()), 3);
        Expr<TFloat64> features = g.f64.constant(Shape.of(2, 20, d), f);
        double[] accuracy = g.value(LinearProbe.fit(features, y, features, y).accuracy());
        Expr<TFloat64> second = g.f64.constant(Shape.of(1, 20, d), half(f));
        double alone = g.scalar(LinearProbe.fit(second, y, second, y).accuracy());
        assertArrayEquals(new double[] {Double.NaN, alone}, accuracy);
      }
    }
  }

  private static Expr<TFloat64> wider(TestGraph g, Expr<TFloat64> x, int rows) {
    Expr<TFloat64> zeros = g.f64.constant(Shape.of(2, rows, 40), new double[2 * rows * 40]);
    return g.f64.concat(java.util.List.of(x, zeros), 2);
  }

  private static double[] half(double[] all) {
    return java.util.Arrays.copyOfRange(all, all.length / 2, all.length);
  }

  private double[] normal(int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }
}
