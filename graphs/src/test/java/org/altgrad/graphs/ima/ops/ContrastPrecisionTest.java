package org.altgrad.graphs.ima.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** c_IMA and the volume of many Jacobians, against elimination with sixty digits. */
class ContrastPrecisionTest {
  private static final int MAPS = 200;
  private static final int ROWS = 4;
  private static final int WIDTH = 7;
  private static final int SIZE = ROWS * WIDTH;

  /** Of lengths from 1e-6 to 1e6, each exact in single precision; some nearly parallel. */
  private static double[] maps() {
    Random random = new Random(5);
    double[] t = new double[MAPS * SIZE];
    for (int map = 0; map < MAPS; map++) {
      double shared = map % 4 == 0 ? 3 : 0;
      for (int k = 0; k < ROWS; k++) {
        double length = Math.pow(10, random.nextInt(13) - 6);
        for (int i = 0; i < WIDTH; i++) {
          double entry = random.nextGaussian() + shared * Math.sin(i + 1.0);
          t[map * SIZE + k * WIDTH + i] = (float) (length * entry);
        }
      }
    }
    return t;
  }

  @Test
  void valuesAndGradientsAreRightInSinglePrecision() {
    double[] t = maps();
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat32> narrow = g.f32.constant(Shape.of(MAPS, ROWS, WIDTH), t);
      Expr<TFloat64> wide = g.f64.constant(Shape.of(MAPS, ROWS, WIDTH), t);
      Expr<TFloat32> contrast = ImaOps.imaContrast(narrow);
      double[] c = g.value(contrast);
      double[] wideC = g.value(ImaOps.imaContrast(wide));
      double[] volume = g.value(ImaOps.halfLogdetGram(narrow));
      double[] found = g.value(Gradients.of(contrast.sum(), List.of(narrow)).get(0));
      double[] exactly =
          g.value(Gradients.of(ImaOps.imaContrast(wide).sum(), List.of(wide)).get(0));
      for (int map = 0; map < MAPS; map++) {
        double[] exact = exact(t, map * SIZE);
        // Rounding the entries alone changes them by so much.
        double condition = Math.exp(exact[0]);
        assertTrue(c[map] >= 0);
        assertEquals(exact[0], wideC[map], 1e-14 * condition, "c in double, map " + map);
        assertEquals(exact[0], c[map], 2e-6 * condition, "c, map " + map);
        assertEquals(exact[1], volume[map], 1e-5 * condition, "volume, map " + map);
        for (int at = map * SIZE; at < (map + 1) * SIZE; at++) {
          double length = length(t, at - at % WIDTH);
          double tolerance = 5e-6 * condition * condition;
          assertEquals(exactly[at] * length, found[at] * length, tolerance, "gradient " + at);
        }
      }
    }
  }

  /** A reflection times a factor: |T_k| and the volume are known, and the gradient is zero. */
  @Test
  void conformalMapsHaveNoContrast() {
    double[] y = {0.3, -1.1, 0.7, 2};
    double square = length(y, 0, 4) * length(y, 0, 4);
    double[] t = new double[16];
    for (int k = 0; k < 4; k++) {
      for (int i = 0; i < 4; i++) {
        t[k * 4 + i] = ((k == i ? 1 : 0) - 2 * y[k] * y[i] / square) / square;
      }
    }
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> wide = g.f64.constant(Shape.of(1, 4, 4), t);
      Expr<TFloat32> narrow = g.f32.constant(Shape.of(1, 4, 4), t);
      assertEquals(0, g.scalar(ImaOps.imaContrast(wide)), 1e-14);
      assertEquals(0, g.scalar(ImaOps.imaContrast(narrow)), 1e-6);
      assertEquals(-4 * Math.log(square), g.scalar(ImaOps.halfLogdetGram(wide)), 1e-14);
      double[] gradient = g.value(Gradients.of(ImaOps.imaContrast(wide), List.of(wide)).get(0));
      assertArrayEquals(new double[16], gradient, 1e-14);
    }
  }

  private static double length(double[] t, int from) {
    return length(t, from, WIDTH);
  }

  private static double length(double[] t, int from, int count) {
    double length = 0;
    for (int i = from; i < from + count; i++) {
      length = Math.hypot(length, t[i]);
    }
    return length;
  }

  /** The contrast, and half the logarithm of the Gram matrix's determinant. */
  private static double[] exact(double[] t, int from) {
    MathContext digits = new MathContext(60);
    BigDecimal[][] gram = new BigDecimal[ROWS][ROWS];
    BigDecimal[] squares = new BigDecimal[ROWS];
    for (int a = 0; a < ROWS; a++) {
      for (int b = 0; b < ROWS; b++) {
        gram[a][b] = BigDecimal.ZERO;
        for (int i = from; i < from + WIDTH; i++) {
          BigDecimal one = new BigDecimal(t[i + a * WIDTH]);
          gram[a][b] = gram[a][b].add(one.multiply(new BigDecimal(t[i + b * WIDTH])));
        }
      }
      squares[a] = gram[a][a];
    }
    double contrast = 0;
    double volume = 0;
    for (int k = 0; k < ROWS; k++) {
      for (int a = k + 1; a < ROWS; a++) {
        BigDecimal factor = gram[a][k].divide(gram[k][k], digits);
        for (int b = k; b < ROWS; b++) {
          gram[a][b] = gram[a][b].subtract(factor.multiply(gram[k][b]), digits);
        }
      }
      contrast += 0.5 * Math.log(squares[k].divide(gram[k][k], digits).doubleValue());
      volume += 0.5 * Math.log(gram[k][k].doubleValue());
    }
    return new double[] {contrast, volume};
  }
}
