package org.altgrad.graphs.ima;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.DoubleStream;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** Densities of the prior in float32, against closed forms in double precision. */
class PriorTest {
  private static final double[] WIDTHS = {-20, -8, -3, -1, -0.3, -0.01, 0, 0.01, 0.3, 1, 3, 8, 20};
  private static final double[] FAR = {
    -1e4, -200, -90, -61, -20, -5, -1, 1, 5, 20, 61, 90, 200, 1e4
  };

  private static double logSigmoid(double n) {
    return Math.min(n, 0) - Math.log1p(Math.exp(-Math.abs(n)));
  }

  private static double logDensity(double a, double b, double n) {
    return a * logSigmoid(n) + b * logSigmoid(-n) - Beta.logBeta(a, b);
  }

  /** Near the mode and far from it, as float32 has them. */
  private static double[] logits(double a, double b) {
    double mode = Math.log(a / b);
    double width = Math.sqrt(1 / a + 1 / b);
    return DoubleStream.concat(
            DoubleStream.of(WIDTHS).map(k -> mode + k * width),
            DoubleStream.of(FAR).map(x -> mode + x))
        .map(n -> (float) n)
        .toArray();
  }

  /** Of the value; near the mode of the square root of the smaller shape, at widths from it. */
  private static double tolerance(double a, double b, double n, double expected) {
    double small = Math.min(a, b);
    double distance = Math.min(1, Math.abs(n - Math.log(a / b)));
    return 1e-6 * (1 + Math.abs(expected)) + 5e-7 * small * distance + 3e-7 * Math.sqrt(small);
  }

  private static final class Worst {
    private double share;
    private String where = "";

    void add(double a, double b, double n, double expected, double found) {
      double error = Math.abs(found - expected) / tolerance(a, b, n, expected);
      if (!(error <= share)) {
        share = error;
        where = "Beta(%s, %s) at %s: %s for %s".formatted(a, b, n, found, expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1e-3, 1e-3",
    "1e-3, 1",
    "1e-3, 1e6",
    ".5, .5",
    "1, 1",
    "1, 3",
    "2, 2",
    "3, 11",
    "11, 3",
    "1, 1e3",
    "100, 100",
    "1e3, 1e3",
    "1e4, 1e4",
    "1e5, 1e4",
    "1e5, 1e5",
    "1e6, 1e6",
    "1e6, 5e5",
    "1e6, 1",
    "7, 1e6",
    "1e6, 1e-3"
  })
  void betaIsRightInFloat32(double a, double b) {
    try (TestGraph g = new TestGraph()) {
      double[] n = logits(a, b);
      Expr<TFloat32> given = g.f32.constant(Shape.of(n.length, 1), n);
      Expr<TFloat32> log = new Prior.Beta(a, b, false).density(g.f32).log(given);
      double[] found = g.value(log);
      double[] slopes = g.value(Gradients.of(log.sum(), List.of(given)).get(0));
      Worst worst = new Worst();
      for (int i = 0; i < n.length; i++) {
        worst.add(a, b, n[i], logDensity(a, b, n[i]), found[i]);
        double slope = a * Math.exp(logSigmoid(-n[i])) - b * Math.exp(logSigmoid(n[i]));
        double room = 1e-6 * (Math.min(a, b) + Math.abs(slope));
        assertEquals(slope, slopes[i], room, "slope at " + n[i]);
      }
      assertEquals(0, worst.share, 1, worst.where);
    }
  }

  @Test
  void betaOfOnesIsUniformToTheLastDigit() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat32> n = g.f32.constant(Shape.of(FAR.length, 1), FAR);
      double[] uniform = g.value(new Prior.Uniform().density(g.f32).log(n));
      assertArrayEquals(uniform, g.value(new Prior.Beta(1, 1, false).density(g.f32).log(n)));
    }
  }

  /** The same shapes for all logits, as a conditioner would give them. */
  private static <T extends TNumber> Expr<T> learned(Nodes<T> nodes, double shape, double[] n) {
    return nodes.constant(Shape.of(n.length, 1), DoubleStream.of(n).map(x -> shape - 2).toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2",
    "2, 3",
    "3, 2",
    "3, 11",
    "2, 1e3",
    "100, 100",
    "1e4, 1e4",
    "1e5, 1e4",
    "1e6, 1e6",
    "1e6, 2"
  })
  void learnedShapesAreRightToo(double a, double b) {
    double[] n = logits(a, b);
    Worst worst = new Worst();
    try (TestGraph g = new TestGraph()) {
      Prior law = new Prior.Beta(3, 11, true);
      double[] found =
          g.value(
              law.conditioned(learned(g.f32, a, n), learned(g.f32, b, n))
                  .log(g.f32.constant(Shape.of(n.length, 1), n)));
      Expr<TFloat64> p = learned(g.f64, a, n);
      Expr<TFloat64> r = learned(g.f64, b, n);
      Expr<TFloat64> log = law.conditioned(p, r).log(g.f64.constant(Shape.of(n.length, 1), n));
      double[] exact = g.value(log);
      List<Expr<TFloat64>> both = Gradients.of(log.sum(), List.of(p, r));
      double[] first = g.value(both.get(0));
      double[] second = g.value(both.get(1));
      double all = Gamma.digamma(a + b);
      for (int i = 0; i < n.length; i++) {
        double expected = logDensity(a, b, n[i]);
        worst.add(a, b, n[i], expected, found[i]);
        assertEquals(expected, exact[i], 5e-8 + 1e-12 * Math.abs(expected) + 1e-14 * (a + b));
        // |p| has no slope at 0.
        double slopeOfA = a == 2 ? 0 : logSigmoid(n[i]) - Gamma.digamma(a) + all;
        double slopeOfB = b == 2 ? 0 : logSigmoid(-n[i]) - Gamma.digamma(b) + all;
        assertEquals(slopeOfA, first[i], 2e-7 + 1e-9 * Math.abs(slopeOfA));
        assertEquals(slopeOfB, second[i], 2e-7 + 1e-9 * Math.abs(slopeOfB));
      }
    }
    assertEquals(0, worst.share, 1, worst.where);
  }

  /**
   * Also at the bounds of what is taken.
   *
   * @param widths of the location from 0
   */
  @ParameterizedTest
  @CsvSource({"0, 1", "0, 1e-10", "0, 1e10", "1e4, 1", "-1e4, 1e-10", "1e4, 1e10", "-7, .3"})
  void locatedLawsAreRightInFloat32(double widths, double var) {
    try (TestGraph g = new TestGraph()) {
      for (boolean normal : List.of(true, false)) {
        double width = normal ? Math.sqrt(var) : var;
        double mean = widths * width;
        Prior law =
            normal ? new Prior.Gaussian(mean, var, false) : new Prior.Laplace(mean, var, false);
        double[] n = DoubleStream.of(WIDTHS).map(k -> (float) (mean + k * width)).toArray();
        double[] found = g.value(law.density(g.f32).log(g.f32.constant(Shape.of(n.length, 1), n)));
        for (int i = 0; i < n.length; i++) {
          double k = (n[i] - mean) / width;
          double expected =
              normal
                  ? -0.5 * (k * k + Math.log(2 * Math.PI * var))
                  : -Math.abs(k) - Math.log(2 * var);
          double room = 6e-8 * Math.abs(widths) * (1 + Math.abs(k));
          assertEquals(expected, found[i], 1e-6 * (1 + Math.abs(expected)) + room, law + ", " + k);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1e-50, 0", "1e11, 0", "1, 1.1e4", "1e-10, 1", "NaN, 0"})
  void locationsAndScalesThatFloat32CannotHoldAreRefused(double var, double mean) {
    assertThrows(IllegalArgumentException.class, () -> new Prior.Gaussian(mean, var, false));
    assertThrows(IllegalArgumentException.class, () -> new Prior.Laplace(mean, var, false));
  }

  @ParameterizedTest
  @CsvSource({"1e-50", "9e-4", "1.1e6", "1e30", "NaN", "0", "-1"})
  void shapesThatFloat32CannotHoldAreRefused(double shape) {
    assertThrows(IllegalArgumentException.class, () -> new Prior.Beta(shape, 2, false));
    assertThrows(IllegalArgumentException.class, () -> new Prior.Beta(2, shape, false));
  }
}
