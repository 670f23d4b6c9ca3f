package org.altgrad.graphs.ilc.combine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

class StackStatisticsTest {
  private static final double[][] G = Bench.normal(4, 6, 1);

  static {
    G[2][3] = 0;
  }

  /** Σ f(g_e). */
  private static double[] sum(DoubleUnaryOperator f) {
    double[] sum = new double[G[0].length];
    for (double[] row : G) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += f.applyAsDouble(row[j]);
      }
    }
    return sum;
  }

  private static Expr<TFloat64> stack(TestGraph g) {
    return g.f64.constant(G).reshape(4, 2, 3);
  }

  @Test
  void sumsAreThoseOfTheRowsInTheParametersShape() {
    try (TestGraph g = new TestGraph()) {
      EnvironmentStatistics<TFloat64> s = new StackStatistics<>(stack(g));
      assertEquals(4, s.environments());
      assertEquals(Shape.of(2, 3), s.sum().shape());
      double[] mean = Bench.mean(G);
      assertArrayEquals(sum(x -> x), g.value(s.sum()), 1e-14);
      assertArrayEquals(mean, g.value(s.mean()), 1e-14);
      assertArrayEquals(sum(Math::signum), g.value(s.signs()), 0);
      assertArrayEquals(sum(x -> Math.signum(x) / 4), g.value(s.agreement()), 1e-15);
      assertArrayEquals(sum(x -> x * x), g.value(s.squares()), 1e-14);
      assertArrayEquals(sum(x -> Math.log(Math.abs(x) + 1e-10)), g.value(s.logs()), 1e-12);
      assertArrayEquals(sum(x -> 1 / (Math.abs(x) + 1e-10)), g.value(s.powers(-1)), 1e-5);
      assertArrayEquals(
          sum(x -> Math.pow(Math.abs(x) + 1e-10, 2.5)), g.value(s.powers(2.5)), 1e-12);
      assertArrayEquals(sum(Math::abs), g.value(s.absolutes()), 1e-14);
      double[] smallest = new double[6];
      double[] variance = new double[6];
      for (int j = 0; j < 6; j++) {
        int c = j;
        smallest[j] = Arrays.stream(G).mapToDouble(row -> Math.abs(row[c])).min().orElseThrow();
        variance[j] = Arrays.stream(G).mapToDouble(row -> Math.pow(row[c] - mean[c], 2)).sum() / 3;
      }
      assertArrayEquals(smallest, g.value(s.smallest()), 0);
      assertArrayEquals(variance, g.value(s.variance()), 1e-13);
    }
  }

  @Test
  void theVarianceOfTheTwoSumsIsTheSame() {
    try (TestGraph g = new TestGraph()) {
      StackStatistics<TFloat64> s = new StackStatistics<>(stack(g));
      double[] fromSums = g.value(new OnlySums<>(s).variance());
      assertArrayEquals(g.value(s.variance()), fromSums, 1e-13);
    }
  }

  @Test
  void gramAndWeightedSumAreThoseOfTheRows() {
    try (TestGraph g = new TestGraph()) {
      EnvironmentStatistics<TFloat64> s = new StackStatistics<>(stack(g));
      double[] c = {0.5, -1, 2, 0.25};
      double[] gram = new double[16];
      double[] weighted = new double[6];
      for (int e = 0; e < 4; e++) {
        for (int j = 0; j < 6; j++) {
          weighted[j] += c[e] * G[e][j];
          for (int o = 0; o < 4; o++) {
            gram[4 * e + o] += G[e][j] * G[o][j];
          }
        }
      }
      assertEquals(Shape.of(4, 4), s.gram().shape());
      assertArrayEquals(gram, g.value(s.gram()), 1e-14);
      Expr<TFloat64> u = s.weighted(g.vector(c));
      assertEquals(Shape.of(2, 3), u.shape());
      assertArrayEquals(weighted, g.value(u), 1e-14);
    }
  }

  @Test
  void aScalarParameterHasScalarStatistics() {
    try (TestGraph g = new TestGraph()) {
      EnvironmentStatistics<TFloat64> s = new StackStatistics<>(g.vector(3, -1, 2));
      assertEquals(Shape.scalar(), s.sum().shape());
      assertEquals(4, g.scalar(s.sum()), 0);
      assertEquals(8, g.scalar(s.weighted(g.vector(1, -1, 2))), 0);
      assertEquals(-3, g.value(s.gram())[1], 0);
    }
  }

  @Test
  void eachIsMadeOnce() {
    try (TestGraph g = new TestGraph()) {
      EnvironmentStatistics<TFloat64> s = new StackStatistics<>(stack(g));
      assertSame(s.sum(), s.sum());
      assertSame(s.powers(-1), s.powers(-1));
      assertSame(s.gram(), s.gram());
    }
  }

  @Test
  void nothingIsDifferentiatedThroughThem() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> x = stack(g);
      StackStatistics<TFloat64> s = new StackStatistics<>(x);
      Expr<TFloat64> y = s.squares().sum().plus(s.stack().sum()).plus(x.sum());
      double[] ones = new double[24];
      Arrays.fill(ones, 1);
      assertArrayEquals(ones, g.value(Gradients.of(y, List.of(x)).get(0)), 0);
    }
  }

  @Test
  void aStackNeedsAnEnvironment() {
    try (TestGraph g = new TestGraph()) {
      var error =
          assertThrows(IllegalArgumentException.class, () -> new StackStatistics<>(g.vector(), 0));
      assertEquals("there must be an environment, not 0", error.getMessage());
    }
  }
}
