package org.altgrad.graphs.ima.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

class ImaOpsTest {
  /** Columns of J = [[1, .5], [0, 1], [.3, -.2]]. */
  private static final double[] T = {1, 0, 0.3, 0.5, 1, -0.2};

  private static double[] random(long seed, int size) {
    return new SplittableRandom(seed).doubles(size, -1, 1).toArray();
  }

  /** Σ log |T_k| - ½ log det(T Tᵀ) by LU decomposition in Java. */
  private static double contrast(double[][] t) {
    RealMatrix m = new Array2DRowRealMatrix(t);
    double volume = 0.5 * Math.log(new LUDecomposition(m.multiply(m.transpose())).getDeterminant());
    double sizes = 0;
    for (int k = 0; k < t.length; k++) {
      sizes += Math.log(m.getRowVector(k).getNorm());
    }
    return sizes - volume;
  }

  private static double[][] rows(double[] flat, int d) {
    int width = flat.length / d;
    double[][] rows = new double[d][];
    Arrays.setAll(rows, k -> Arrays.copyOfRange(flat, k * width, (k + 1) * width));
    return rows;
  }

  private static Expr<TFloat64> t(TestGraph g, int d, double... flat) {
    return g.f64.constant(Shape.of(d, flat.length / d), flat);
  }

  @Test
  void contrastOfTheSpecification() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> t = t(g, 2, T);
      Expr<TFloat64> c = ImaOps.imaContrast(t);
      assertEquals(0.0740678, g.scalar(c), 5e-8);
      double[] expected = {0.034957, 0.362887, -0.116523, 0.300999, -0.123775, 0.133621};
      assertArrayEquals(expected, g.value(Gradients.of(c, List.of(t)).get(0)), 5e-7);
    }
  }

  @Test
  void contrastOfTwoRows() {
    try (TestGraph g = new TestGraph()) {
      // Rows (1, 0) and (c, s) as columns: ½ log(1 + c²) for the map, and -log s here.
      double c = 0.5;
      double s = Math.sqrt(1 - c * c);
      Expr<TFloat64> map = t(g, 2, 1, c, 0, s);
      assertEquals(0.5 * Math.log(1 + c * c), g.scalar(ImaOps.imaContrast(map)), 1e-15);
      assertEquals(-Math.log(s), g.scalar(ImaOps.imaContrast(t(g, 2, 1, 0, c, s))), 1e-15);
      assertEquals(Math.log(s), g.scalar(ImaOps.halfLogdetGram(map)), 1e-15);
    }
  }

  @Test
  void valuesAreThoseOfDeterminants() {
    try (TestGraph g = new TestGraph()) {
      for (int d = 1; d <= 10; d += 3) {
        double[] flat = random(d, d * (d + 2));
        Expr<TFloat64> t = t(g, d, flat);
        double expected = contrast(rows(flat, d));
        assertEquals(expected, g.scalar(ImaOps.imaContrast(t)), 1e-11 * Math.max(1, expected));
        double sizes = 0;
        for (double[] row : rows(flat, d)) {
          sizes += 0.5 * Math.log(Arrays.stream(row).map(x -> x * x).sum());
        }
        assertEquals(sizes - expected, g.scalar(ImaOps.halfLogdetGram(t)), 1e-11);
      }
    }
  }

  @Test
  void inversesAndTheirGradients() {
    try (TestGraph g = new TestGraph()) {
      double[] flat = random(4, 9);
      double[][] expected =
          new LUDecomposition(new Array2DRowRealMatrix(rows(flat, 3)))
              .getSolver()
              .getInverse()
              .getData();
      double[] all = Arrays.stream(expected).flatMapToDouble(Arrays::stream).toArray();
      assertArrayEquals(all, g.value(ImaOps.inverse(t(g, 3, flat))), 1e-11);
    }
    GradientCheck.check(in -> ImaOps.inverse(in.get(0)), Shape.of(2, 3, 3));
  }

  @Test
  void contrastDoesNotChangeWithScaleOrderAndRotation() {
    try (TestGraph g = new TestGraph()) {
      double[] flat = random(3, 12);
      double[][] rows = rows(flat, 3);
      double c = g.scalar(ImaOps.imaContrast(t(g, 3, flat)));
      double[] moved = new double[12];
      double[] scales = {2, -0.01, 30};
      int[] order = {2, 0, 1};
      double angle = 0.7;
      for (int k = 0; k < 3; k++) {
        double[] row = rows[order[k]].clone();
        double a = row[0];
        row[0] = Math.cos(angle) * a - Math.sin(angle) * row[3];
        row[3] = Math.sin(angle) * a + Math.cos(angle) * row[3];
        for (int i = 0; i < 4; i++) {
          moved[k * 4 + i] = scales[k] * row[i];
        }
      }
      assertEquals(c, g.scalar(ImaOps.imaContrast(t(g, 3, moved))), 1e-13);
    }
  }

  @Test
  void contrastOfOrthogonalRowsIsZeroWithItsGradient() {
    try (TestGraph g = new TestGraph()) {
      double c = Math.cos(0.4);
      double s = Math.sin(0.4);
      Expr<TFloat64> t = t(g, 2, 3 * c, 3 * s, 0, -2 * s, 2 * c, 0);
      Expr<TFloat64> contrast = ImaOps.imaContrast(t);
      assertEquals(0, g.scalar(contrast), 1e-15);
      assertArrayEquals(new double[6], g.value(Gradients.of(contrast, List.of(t)).get(0)), 1e-15);
    }
  }

  /** In single precision: near 0, for rows of very different sizes, and never below 0. */
  @Test
  void contrastInSinglePrecision() {
    try (TestGraph g = new TestGraph()) {
      Shape shape = Shape.of(3, 3);
      Expr<TFloat64> t = g.f64.placeholder(shape);
      Expr<TFloat64> wide = ImaOps.imaContrast(t);
      Expr<TFloat64> single = ImaOps.imaContrast(t.cast(TFloat32.class)).cast(TFloat64.class);
      for (double scale : new double[] {1e-6, 1, 1e6}) {
        for (double tilt : new double[] {0, 1e-4, 1e-2, 0.3, 0.99}) {
          double[] flat = {
            scale, 0, 0, tilt, Math.sqrt(1 - tilt * tilt), 0, 0.5 * tilt / scale, 0, 1 / scale
          };
          try (TFloat64 fed = TestGraph.tensor(shape, flat)) {
            double found = g.value(single, Map.of(t, fed))[0];
            double exact = g.value(wide, Map.of(t, fed))[0];
            assertTrue(found >= 0);
            assertEquals(exact, found, 4e-7 + 1e-5 * exact, scale + ", " + tilt);
          }
        }
      }
    }
  }

  private static double norm(double[] x) {
    return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    Shape three = Shape.of(2, 4, 3);
    GradientCheck.check(x -> ImaOps.imaContrast(x.get(0)), Shape.of(2, 3, 5));
    GradientCheck.check(x -> ImaOps.imaContrast(x.get(0)), Shape.of(2, 2, 2, 3));
    GradientCheck.check(x -> ImaOps.halfLogdetGram(x.get(0)), Shape.of(3, 3, 5));
    GradientCheck.check(x -> ImaOps.logitLogdet(x.get(0)), three);
    GradientCheck.check(x -> ImaOps.gaussianKl(x.get(0), x.get(1)), three, three);
    GradientCheck.check(x -> ImaOps.optimalVarianceNll(x.get(0), target(x, three)), three);
    GradientCheck.check(
        x -> ImaOps.gaussianNll(x.get(0), target(x, three), x.get(1)), three, Shape.of(2, 1));
    GradientCheck.check(
        x -> ImaOps.gaussianNll(x.get(0), target(x, three), x.get(1).reshape()),
        three,
        Shape.of(1, 1));
  }

  private static Expr<TFloat64> target(List<Expr<TFloat64>> inputs, Shape shape) {
    return inputs.get(0).nodes().constant(shape, random(5, (int) shape.size()));
  }

  @Test
  void valuesAreThoseOfTheirFormulas() {
    try (TestGraph g = new TestGraph()) {
      double[] mu = {0.3, -2};
      double[] l = {1e-4, -1.5};
      double[] n = {0.9, 4};
      double kl = 0;
      double q = 0;
      double logit = 0;
      for (int k = 0; k < 2; k++) {
        kl += 0.5 * (Math.expm1(l[k]) - l[k] + mu[k] * mu[k]);
        q -= 0.5 * (Math.log(2 * Math.PI) + l[k] + Math.pow(n[k] - mu[k], 2) * Math.exp(-l[k]));
        logit += Math.log1p(Math.exp(n[k])) + Math.log1p(Math.exp(-n[k]));
      }
      assertEquals(kl, g.scalar(ImaOps.gaussianKl(g.vector(mu), g.vector(l))), 1e-15);
      assertEquals(q, g.scalar(ImaOps.logQStl(g.vector(n), g.vector(mu), g.vector(l))), 1e-12);
      assertEquals(logit, g.scalar(ImaOps.logitLogdet(g.vector(n))), 1e-14);
      // The likeliest variance makes the likelihood with that variance.
      Expr<TFloat64> xhat = g.f64.constant(Shape.of(3, 2), random(1, 6));
      Expr<TFloat64> x = g.f64.constant(Shape.of(3, 2), random(2, 6));
      Expr<TFloat64> rho = xhat.minus(x).square().mean().log();
      double mean = g.scalar(ImaOps.gaussianNll(xhat, x, rho).mean());
      assertEquals(mean, g.scalar(ImaOps.optimalVarianceNll(xhat, x)), 1e-14);
    }
  }

  @Test
  void stickingTheLandingHasNoOtherGradient() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> n = g.vector(0.9, 4);
      Expr<TFloat64> mu = g.vector(0.3, -2);
      Expr<TFloat64> l = g.vector(0.1, -1.5);
      List<Expr<TFloat64>> gradients = Gradients.of(ImaOps.logQStl(n, mu, l), List.of(n, mu, l));
      double[] expected = {-0.6 * Math.exp(-0.1), -6 * Math.exp(1.5)};
      assertArrayEquals(expected, g.value(gradients.get(0)), 1e-14);
      assertArrayEquals(new double[2], g.value(gradients.get(1)));
      assertArrayEquals(new double[2], g.value(gradients.get(2)));
    }
  }

  /**
   * A decoder with orthogonal columns: the true posterior is a diagonal Gaussian, and where the
   * encoder is that posterior each sample's gradient is 0.
   */
  @Test
  void stickingTheLandingHasNoVarianceAtThePosterior() {
    try (TestGraph g = new TestGraph()) {
      double[][] w = {{2, 0}, {0, 0.5}, {0, 1}};
      double gamma = 50;
      double[] x = {0.4, -1, 0.7};
      double[] precision = {1 + gamma * 4, 1 + gamma * 1.25};
      double[] mean = {gamma * 2 * x[0] / precision[0], gamma * (0.5 * x[1] + x[2]) / precision[1]};
      Expr<TFloat64> mu = g.vector(mean);
      Expr<TFloat64> l = g.vector(-Math.log(precision[0]), -Math.log(precision[1]));
      Expr<TFloat64> eps = g.f64.placeholder(Shape.of(2));
      Expr<TFloat64> n = mu.plus(l.times(0.5).exp().times(eps));
      Expr<TFloat64> f = n.expand(0).batchMatmulT(g.f64.constant(w)).reshape(3);
      Expr<TFloat64> loglik = f.minus(g.vector(x)).square().sum().times(-gamma / 2);
      Expr<TFloat64> prior = n.square().sum().times(-0.5);
      Expr<TFloat64> stl = loglik.plus(prior).minus(ImaOps.logQStl(n, mu, l));
      Expr<TFloat64> plainQ =
          n.minus(mu).square().times(l.negate().exp()).plus(l).sum().times(-0.5);
      Expr<TFloat64> plain = loglik.plus(prior).minus(plainQ);
      List<Expr<TFloat64>> landed = Gradients.of(stl, List.of(mu, l));
      List<Expr<TFloat64>> score = Gradients.of(plain, List.of(mu, l));
      try (TFloat64 draw = TestGraph.tensor(Shape.of(2), 0.7, -1.3)) {
        for (Expr<TFloat64> gradient : landed) {
          assertArrayEquals(new double[2], g.value(gradient, Map.of(eps, draw)), 1e-10);
        }
        assertTrue(norm(g.value(score.get(1), Map.of(eps, draw))) > 0.1);
      }
    }
  }

  /** Single against double precision at logits and log variances of 0 to 60 in size. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-4, 1, 8, 17, 30, 60})
  void singlePrecision(double size) {
    try (TestGraph g = new TestGraph()) {
      double[] a = {size, -size, 0.3};
      double[] l = {Math.min(size, 10), -Math.min(size, 20), 1e-4};
      compare(
          g,
          "logit",
          a,
          l,
          new Unary() {
            @Override
            public <T extends TNumber> Expr<T> of(Expr<T> x, Expr<T> log) {
              return ImaOps.logitLogdet(x);
            }
          });
      compare(
          g,
          "kl",
          a,
          l,
          new Unary() {
            @Override
            public <T extends TNumber> Expr<T> of(Expr<T> x, Expr<T> log) {
              return ImaOps.gaussianKl(x, log);
            }
          });
      compare(
          g,
          "nll",
          a,
          l,
          new Unary() {
            @Override
            public <T extends TNumber> Expr<T> of(Expr<T> x, Expr<T> log) {
              Expr<T> rho = log.nodes().constant(-Math.min(size, 14));
              return ImaOps.gaussianNll(x, x.times(0.5).stop(), rho);
            }
          });
      compare(
          g,
          "q",
          a,
          l,
          new Unary() {
            @Override
            public <T extends TNumber> Expr<T> of(Expr<T> x, Expr<T> log) {
              return ImaOps.logQStl(x, x.times(0.25).stop(), log);
            }
          });
    }
  }

  private interface Unary {
    <T extends TNumber> Expr<T> of(Expr<T> x, Expr<T> l);
  }

  private static void compare(TestGraph g, String what, double[] a, double[] l, Unary op) {
    double[] single = valueAndGradient(g, g.f32, a, l, op);
    double[] exact = valueAndGradient(g, g.f64, a, l, op);
    for (int i = 0; i < exact.length; i++) {
      assertEquals(exact[i], single[i], 1e-5 * Math.abs(exact[i]) + 1e-7, what + " " + i);
    }
  }

  private static <T extends TNumber> double[] valueAndGradient(
      TestGraph g, Nodes<T> nodes, double[] a, double[] l, Unary op) {
    Expr<T> x = nodes.constant(Shape.of(3), a);
    Expr<T> log = nodes.constant(Shape.of(3), l);
    Expr<T> y = op.of(x, log);
    double[] value = g.value(y);
    double[] gradient = g.value(Gradients.of(y, List.of(x)).get(0));
    double[] both = Arrays.copyOf(value, 4);
    System.arraycopy(gradient, 0, both, 1, 3);
    return both;
  }

  /** Descent on the contrast in a loop, compiled and not. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void descendsInsideOfLoops(boolean compiled) {
    try (TestGraph g = new TestGraph()) {
      Loop loop = new Loop("descent", compiled);
      Loop.Var<TFloat32> t = loop.variable("t", g.f32.constant(Shape.of(2, 3), T));
      Loop.End end =
          loop.run(
              g.tf,
              g.tf.constant(200),
              now -> {
                Expr<TFloat32> c = ImaOps.imaContrast(now.get(t));
                Expr<TFloat32> direction = Gradients.of(c, List.of(now.get(t))).get(0);
                now.set(t, now.get(t).minus(direction.times(0.5)));
              });
      double[] last = g.value(end.get(t));
      assertTrue(contrast(rows(last, 2)) < 1e-6);
    }
  }

  @Test
  void moreRowsThanColumnsAreRefused() {
    try (TestGraph g = new TestGraph()) {
      var error =
          assertThrows(
              IllegalArgumentException.class, () -> ImaOps.imaContrast(t(g, 3, random(1, 6))));
      assertTrue(error.getMessage().startsWith("t: must have"), error.getMessage());
    }
  }
}
