package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.GraphOperation;
import org.tensorflow.types.TFloat64;

class ForkTest {
  /** d/dx (x + x² + sin x + a copy that leads nowhere). */
  @Test
  void gradientsOfTheUsesAddUp() {
    try (TestGraph g = new TestGraph()) {
      double[] at = {0.3, -1.2};
      Expr<TFloat64> x = g.vector(at);
      List<Expr<TFloat64>> copies = Fork.of(x, 4);
      Expr<TFloat64> y =
          copies
              .get(0)
              .plus(copies.get(1).square())
              .plus(g.f64.of(g.tf.math.sin(copies.get(2))))
              .sum();
      double[] expected = new double[2];
      for (int i = 0; i < 2; i++) {
        expected[i] = 1 + 2 * at[i] + Math.cos(at[i]);
      }
      assertArrayEquals(expected, g.value(Gradients.of(y, List.of(x)).get(0)), 1e-12);
      assertArrayEquals(at, g.value(copies.get(3)));
    }
  }

  @Test
  void noSumHasThreeTerms() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> x = g.vector(1, 2);
      Expr<TFloat64> y = null;
      for (Expr<TFloat64> copy : Fork.of(x, 5)) {
        y = y == null ? copy.square() : y.plus(copy.square());
      }
      Gradients.of(y.sum(), List.of(x));
      Iterator<GraphOperation> all = g.graph.operations();
      while (all.hasNext()) {
        GraphOperation op = all.next();
        assertTrue(!op.type().equals("AddN") || op.numInputs() <= 2, op.name());
      }
    }
  }
}
