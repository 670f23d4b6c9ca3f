package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** Products of several matrices, made one by one or by one routine, against sums of products. */
class BatchMatmulTest {
  private static final int N = 3;
  private static final int K = 4;
  private static final int D = 2;

  /** [count, N, K] by [count, K, D]. */
  private static double[] expected(double[] a, double[] b, int count) {
    double[] c = new double[count * N * D];
    for (int m = 0; m < count; m++) {
      for (int i = 0; i < N; i++) {
        for (int j = 0; j < D; j++) {
          for (int k = 0; k < K; k++) {
            c[(m * N + i) * D + j] += a[(m * N + i) * K + k] * b[(m * K + k) * D + j];
          }
        }
      }
    }
    return c;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 32, 33})
  void areSumsOfProducts(int count) {
    Random random = new Random(count);
    double[] a = random.doubles(count * N * K).toArray();
    double[] b = random.doubles(count * K * D).toArray();
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> left = g.f64.constant(Shape.of(count, N, K), a);
      Expr<TFloat64> right = g.f64.constant(Shape.of(count, K, D), b);
      double[] c = expected(a, b, count);
      Expr<TFloat64> product = left.batchMatmul(right);
      assertEquals(Shape.of(count, N, D), product.shape());
      assertArrayEquals(c, g.value(product), 1e-12);
      assertArrayEquals(c, g.value(left.batchMatmulT(right.transpose(0, 2, 1))), 1e-12);
      Expr<TFloat64> turned = left.transpose(0, 2, 1);
      assertArrayEquals(c, g.value(turned.batchTMatmul(right)), 1e-12);
      assertArrayEquals(c, g.value(turned.batchTMatmul(right, count)), 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void haveTheGradientsOfProducts(int count) {
    // The first axis of the first input is open in these checks: it is cut to its size.
    GradientCheck.check(
        in -> in.get(0).reshape(count, N, K).batchMatmul(in.get(1)),
        Shape.of(count, N, K),
        Shape.of(count, K, D));
    GradientCheck.check(
        in -> in.get(0).reshape(count, N, K).batchMatmulT(in.get(1)),
        Shape.of(count, N, K),
        Shape.of(count, D, K));
    GradientCheck.check(
        in -> in.get(0).reshape(count, K, N).batchTMatmul(in.get(1)),
        Shape.of(count, K, N),
        Shape.of(count, K, D));
  }

  /** In single precision the last bit tells one routine from another. */
  @Test
  void aNetworkHasTheSameNumbersAloneAndBesideOthers() {
    int rows = 67;
    int in = 130;
    int out = 33;
    Random random = new Random(4);
    double[] a = random.doubles(3 * rows * in, -1, 1).toArray();
    double[] b = random.doubles(3 * in * out, -1, 1).toArray();
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat32> left = g.f32.constant(Shape.of(3, rows, in), a);
      Expr<TFloat32> right = g.f32.constant(Shape.of(3, in, out), b);
      double[] all = g.value(left.batchMatmul(right));
      for (int m = 0; m < 3; m++) {
        Expr<TFloat32> one = part(g, left, m).batchMatmul(part(g, right, m));
        double[] own = java.util.Arrays.copyOfRange(all, m * rows * out, (m + 1) * rows * out);
        assertArrayEquals(own, g.value(one));
      }
    }
  }

  private static Expr<TFloat32> part(TestGraph g, Expr<TFloat32> all, int m) {
    return g.f32.of(g.tf.gather(all, g.tf.constant(new int[] {m}), g.tf.constant(0)));
  }
}
