package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

class CompiledTest {
  @Test
  void theKernelComputesWhatTheOperationsDo() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> x = g.f64.constant(new double[][] {{1, 2, 3}, {-1, 0.5, 4}});
      Expr<TFloat64> w = g.f64.constant(new double[][] {{1, -2}, {0.5, 3}, {2, 0}});
      Expr<TFloat64> compiled =
          g.f64.typed(
              Compiled.call(
                      g.tf,
                      "part",
                      List.of(x, w),
                      (tf, inputs) -> {
                        Nodes<TFloat64> nodes = g.f64.with(tf);
                        return List.of(
                            part(nodes.typed(inputs.get(0)), nodes.typed(inputs.get(1))));
                      })
                  .get(0));
      assertEquals(Shape.of(2, 2), compiled.shape());
      assertArrayEquals(g.value(part(x, w)), g.value(compiled), 1e-14);
      assertArrayEquals(
          new double[] {Math.exp(-8), Math.exp(-4), Math.exp(-7.25), Math.exp(-3.5)},
          g.value(compiled),
          1e-14);
    }
  }

  private static Expr<TFloat64> part(Expr<TFloat64> x, Expr<TFloat64> w) {
    return x.matmul(w).negate().exp();
  }

  /** Shapes that differ from call to call are compiled anew. */
  @Test
  void theShapeMayBeKnownWhenItRunsOnly() {
    try (TestGraph g = new TestGraph()) {
      Operand<TFloat64> x = g.tf.placeholder(TFloat64.class, Placeholder.shape(Shape.of(-1)));
      Expr<TFloat64> sum =
          g.f64.typed(
              Compiled.call(
                      g.tf,
                      "sum",
                      List.of(x),
                      (tf, in) -> List.of(g.f64.with(tf).typed(in.get(0)).square().sum(0)))
                  .get(0));
      for (double[] values : new double[][] {{3}, {1, 2, 3}, {2, 2}, {}}) {
        double expected = java.util.Arrays.stream(values).map(v -> v * v).sum();
        try (TFloat64 fed = TFloat64.vectorOf(values)) {
          assertEquals(expected, g.value(sum, Map.of(x, fed))[0], 1e-14);
        }
      }
    }
  }

  @Test
  void loopsInLoopsAreOneKernel() {
    try (TestGraph g = new TestGraph()) {
      double[] plain = g.value(nested(g, false));
      double[] compiled = g.value(nested(g, true));
      assertArrayEquals(new double[] {10 * 6 * 6, 20 * 6 * 6}, plain);
      assertArrayEquals(plain, compiled);
    }
  }

  /** Of few numbers they are sums within the kernel, of many a routine's; both broadcast. */
  @Test
  void matrixProductsAreThoseOfEachPair() {
    long[][] sizes = {{2, 3, 4}, {1, 5, 1}, {8, 16, 8}, {9, 16, 8}, {30, 7, 20}};
    for (long[] size : sizes) {
      for (int batch : new int[] {1, 3}) {
        products(size[0], size[1], size[2], batch);
      }
    }
  }

  /** [3, n, k] by [batch, k, d]. */
  private static void products(long n, long k, long d, int batch) {
    try (TestGraph g = new TestGraph()) {
      double[] a = waves(3 * n * k);
      double[] b = waves(batch * k * d);
      double[] expected = new double[(int) (3 * n * d)];
      for (int m = 0; m < 3; m++) {
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < d; j++) {
            for (int l = 0; l < k; l++) {
              expected[(int) ((m * n + i) * d + j)] +=
                  a[(int) ((m * n + i) * k + l)] * b[(int) ((m % batch * k + l) * d + j)];
            }
          }
        }
      }
      Loop loop = new Loop("once", true);
      var left = loop.variable("left", g.f64.constant(Shape.of(3, n, k), a));
      var right = loop.variable("right", g.f64.constant(Shape.of(batch, k, d), b));
      var none = g.f64.constant(Shape.of(3, n, d), new double[expected.length]);
      var plain = loop.variable("plain", none);
      var second = loop.variable("second", none);
      var first = loop.variable("first", none);
      var end =
          loop.run(
              g.tf,
              g.tf.constant(1),
              now -> {
                Expr<TFloat64> x = now.get(left);
                Expr<TFloat64> y = now.get(right);
                now.set(plain, x.batchMatmul(y));
                now.set(second, x.batchMatmulT(y.transpose(0, 2, 1)));
                now.set(first, x.transpose(0, 2, 1).batchTMatmul(y));
              });
      for (Loop.Var<TFloat64> product : List.of(plain, second, first)) {
        assertArrayEquals(expected, g.value(end.get(product)), 1e-12);
      }
    }
  }

  /** Normal numbers are a branch of their own there, which is taken whatever the counter is. */
  @Test
  void drawsAreThoseOfOtherGraphs() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> like = g.f64.of(g.tf.zeros(g.tf.constant(new int[] {2, 50}), TFloat64.class));
      var first = g.tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      Nodes<TInt64> whole = g.f64.as(TInt64.class);
      double[][] drawn = new double[2][];
      for (long counter : new long[] {0, 7, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
        for (boolean compiled : new boolean[] {false, true}) {
          Loop loop = new Loop("draws", compiled);
          var number = loop.variable("number", whole.of(first));
          var all = loop.variable("all", like);
          var end =
              loop.run(
                  g.tf,
                  g.tf.constant(3),
                  now -> {
                    Expr<TFloat64> sum = now.get(all);
                    RowKeys keys = RowKeys.ofSeeds(sum.nodes(), List.of(4L, 5L));
                    Randoms randoms = new Randoms(0, now.get(number)).byRow(keys);
                    now.set(all, sum.times(10).plus(randoms.normalLike("noise", sum)));
                    now.set(number, now.get(number).plus(now.get(number).nodes().constant(1)));
                  });
          try (TInt64 fed = TInt64.scalarOf(counter)) {
            drawn[compiled ? 1 : 0] = g.value(end.get(all), Map.of(first, fed));
          }
        }
        assertArrayEquals(drawn[0], drawn[1], 1e-9);
        double square = java.util.Arrays.stream(drawn[1]).map(x -> x * x / 10101).sum() / 100;
        assertEquals(1, square, 4 * Math.sqrt(2.0 / 100));
      }
    }
  }

  /** A rule of a gradient cannot ask for a shape: the graph is locked while gradients are built. */
  @Test
  @Timeout(60)
  void rulesOfGradientsMultiplyMatricesToo() {
    try (TestGraph g = new TestGraph()) {
      double[] a = {1, 2, 3, 4};
      Loop loop = new Loop("once", true);
      var x = loop.variable("x", g.f64.constant(Shape.of(1, 2, 2), a));
      var direction = loop.variable("direction", g.f64.constant(Shape.of(1, 2, 2), new double[4]));
      var end =
          loop.run(
              g.tf,
              g.tf.constant(1),
              now -> {
                Expr<TFloat64> matrix = now.get(x);
                Expr<TFloat64> product =
                    ClosedForm.of(
                        "product",
                        List.of(matrix),
                        matrix.batchMatmul(matrix),
                        List.of(matrix),
                        (up, kept) -> List.of(kept.get(0).batchMatmul(up)));
                now.set(direction, Gradients.of(product.sum(), List.of(matrix)).get(0));
              });
      assertArrayEquals(new double[] {3, 3, 7, 7}, g.value(end.get(direction)), 1e-14);
    }
  }

  private static double[] waves(long count) {
    return java.util.stream.LongStream.range(0, count).mapToDouble(i -> Math.sin(1 + i)).toArray();
  }

  /** Adds 6 · i · x for i = 0 … 3. */
  private static Expr<TFloat64> nested(TestGraph g, boolean compiled) {
    Loop outer = new Loop("outer", compiled);
    var x = outer.variable("x", g.vector(10, 20));
    var sum = outer.variable("sum", g.vector(0, 0));
    var end =
        outer.run(
            g.tf,
            g.tf.constant(4),
            now -> {
              Loop inner = new Loop("inner", compiled);
              var part = inner.variable("part", now.get(sum));
              var added = inner.variable("added", now.get(x));
              var factor = inner.variable("factor", now.index().cast(TFloat64.class));
              var done =
                  inner.run(
                      now.get(x).nodes().tf(),
                      now.get(x).nodes().tf().constant(6),
                      in -> in.set(part, in.get(part).plus(in.get(added).times(in.get(factor)))));
              now.set(sum, done.get(part));
            });
    return end.get(sum);
  }
}
