package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;

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
