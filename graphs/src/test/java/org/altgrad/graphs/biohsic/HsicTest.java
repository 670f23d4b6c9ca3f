package org.altgrad.graphs.biohsic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/** Estimators against their definitions, written with loops, and against what must hold. */
class HsicTest {
  private static final int N = 6;
  private static final Objective OBJECTIVE = new Objective(2, 0.5, 0.25, 1);

  private final Random random = new Random(17);

  private double[][] points(int d) {
    double[][] rows = new double[N][d];
    for (double[] row : rows) {
      for (int i = 0; i < d; i++) {
        row[i] = random.nextGaussian();
      }
    }
    return rows;
  }

  private static double[][] square(double[] values) {
    double[][] k = new double[N][];
    for (int i = 0; i < N; i++) {
      k[i] = Arrays.copyOfRange(values, N * i, N * i + N);
    }
    return k;
  }

  @Test
  void biasedIsTheSumsWithoutMatrices() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> ka = Kernels.gaussian(g.f64.constant(points(3)), 0.7);
      Expr<TFloat64> kb = Kernels.gaussian(g.f64.constant(points(2)), 0.9);
      double[][] a = square(g.value(ka));
      double[][] b = square(g.value(kb));
      double products = 0;
      double rows = 0;
      double sumA = 0;
      double sumB = 0;
      for (int i = 0; i < N; i++) {
        double rowA = 0;
        double rowB = 0;
        for (int j = 0; j < N; j++) {
          products += a[i][j] * b[i][j];
          rowA += a[i][j];
          rowB += b[i][j];
        }
        rows += rowA * rowB;
        sumA += rowA;
        sumB += rowB;
      }
      double expected = (products - 2.0 / N * rows + sumA * sumB / (N * N)) / ((N - 1) * (N - 1));
      assertEquals(expected, g.scalar(Hsic.biased(ka, kb)), 1e-14);
      assertTrue(g.scalar(Hsic.biased(ka, ka)) > 0);
      double[] centred = g.value(Hsic.centre(ka));
      assertArrayEquals(centred, g.value(Hsic.centre(Hsic.centre(ka))), 1e-14, "H H = H");
    }
  }

  @Test
  void unbiasedIsTheMeanOverDistinctSamples() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> ka = Kernels.gaussian(g.f64.constant(points(3)), 0.7);
      Expr<TFloat64> kb = Kernels.gaussian(g.f64.constant(points(2)), 0.9);
      double[][] a = square(g.value(ka));
      double[][] b = square(g.value(kb));
      double sum = 0;
      int count = 0;
      for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
          for (int q = 0; q < N; q++) {
            for (int r = 0; r < N; r++) {
              if (i != j && i != q && i != r && j != q && j != r && q != r) {
                sum += a[i][j] * b[i][j] + a[i][j] * b[q][r] - 2 * a[i][j] * b[i][q];
                count++;
              }
            }
          }
        }
      }
      assertEquals(sum / count, g.scalar(Hsic.unbiased(ka, kb)), 1e-14);
    }
  }

  @Test
  void normalisedCountsDimensions() {
    try (TestGraph g = new TestGraph()) {
      // Linear kernels of d dimensions: K̃ is the projection on them, up to ε.
      Expr<TFloat64> a = Kernels.linear(g.f64.constant(points(2)));
      Expr<TFloat64> b = Kernels.linear(g.f64.constant(points(N)));
      assertEquals(2, g.scalar(Hsic.normalised(a, a, 1e-9)), 1e-6);
      assertEquals(2, g.scalar(Hsic.normalised(a, b, 1e-9)), 1e-6);
      assertEquals(N - 1, g.scalar(Hsic.normalised(b, b, 1e-9)), 1e-5);
    }
  }

  @Test
  void alignmentOfLinearKernelsIsThatOfCentredFeatures() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> a = g.f64.constant(points(3));
      Expr<TFloat64> b = g.f64.constant(points(2));
      Expr<TFloat64> ca = a.minus(a.meanKeep(0));
      Expr<TFloat64> cb = b.minus(b.meanKeep(0));
      double across = g.scalar(cb.tMatmul(ca).square().sum());
      double norms =
          Math.sqrt(
              g.scalar(ca.tMatmul(ca).square().sum()) * g.scalar(cb.tMatmul(cb).square().sum()));
      double cka = g.scalar(Hsic.cka(Kernels.linear(a), Kernels.linear(b)));
      assertEquals(across / norms, cka, 1e-12);
      assertEquals(1, g.scalar(Hsic.cka(Kernels.linear(a), Kernels.linear(a.times(3)))), 1e-12);
    }
  }

  @Test
  void plausibleSubtractsTheMeanOfAllPairs() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> ka = Kernels.gaussian(g.f64.constant(points(3)), 0.7);
      Expr<TFloat64> kb = Kernels.cosine(g.f64.constant(points(2)));
      double[] a = g.value(ka);
      double[] b = g.value(kb);
      double mean = Arrays.stream(a).average().orElseThrow();
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += (a[i] - mean) * b[i];
      }
      assertEquals(sum / (N * N), g.scalar(Hsic.plausible(ka, kb)), 1e-14);
    }
  }

  @Test
  void kernelsAreTheirFormulas() {
    double[][] p = points(3);
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> a = g.f64.constant(p);
      double[][] distances = square(g.value(Kernels.squaredDistances(a)));
      double[][] cosines = square(g.value(Kernels.cosine(a)));
      double[] pairs = new double[N * (N - 1) / 2];
      int next = 0;
      for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
          double distance = 0;
          double dot = 0;
          double left = 0;
          double right = 0;
          for (int k = 0; k < 3; k++) {
            distance += (p[i][k] - p[j][k]) * (p[i][k] - p[j][k]);
            dot += p[i][k] * p[j][k];
            left += p[i][k] * p[i][k];
            right += p[j][k] * p[j][k];
          }
          assertEquals(distance, distances[i][j], 1e-13);
          assertEquals(dot / Math.sqrt(left * right), cosines[i][j], 1e-13);
          if (i < j) {
            pairs[next++] = distance;
          }
        }
      }
      Arrays.sort(pairs);
      double median = pairs[pairs.length / 2]; // 15 of them
      assertEquals(Math.sqrt(median / 3), g.scalar(Kernels.medianSigma(a)), 1e-12);
    }
  }

  @Test
  void objectiveDoesNotCareAboutOrderRotationOrShift() {
    double[][] x = points(3);
    double[][] y = points(2);
    double[][] z = points(2);
    double c = Math.cos(0.7);
    double s = Math.sin(0.7);
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> ez = g.f64.constant(z);
      Expr<TFloat64> contrast = OBJECTIVE.contrast(g.f64.constant(x), g.f64.constant(y));
      double loss = g.scalar(OBJECTIVE.loss(contrast, ez));
      Expr<TFloat64> turned =
          ez.matmul(g.f64.constant(new double[][] {{c, -s}, {s, c}})).plus(g.vector(3, -2));
      assertEquals(loss, g.scalar(OBJECTIVE.loss(contrast, turned)), 1e-13);
      int[] order = {3, 0, 5, 1, 4, 2};
      Expr<TFloat64> mixed =
          OBJECTIVE.contrast(g.f64.constant(reorder(x, order)), g.f64.constant(reorder(y, order)));
      double again = g.scalar(OBJECTIVE.loss(mixed, g.f64.constant(reorder(z, order))));
      assertEquals(loss, again, 1e-14);
      // Shifting all samples changes nothing, so the gradient's rows add up to 0.
      assertArrayEquals(new double[2], g.value(OBJECTIVE.gradient(contrast, ez).sum(0)), 1e-15);
      Expr<TFloat64> constant = g.f64.constant(Shape.of(N, 2), new double[2 * N]);
      assertEquals(0, g.scalar(OBJECTIVE.loss(contrast, constant)), 1e-15);
    }
  }

  private static double[][] reorder(double[][] rows, int[] order) {
    return Arrays.stream(order).mapToObj(i -> rows[i]).toArray(double[][]::new);
  }
}
