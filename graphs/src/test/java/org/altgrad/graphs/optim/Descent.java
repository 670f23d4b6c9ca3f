package org.altgrad.graphs.optim;

import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A problem of two parameters whose directions read each other: {@code u_a = 2a + 0.3 Σb}, {@code
 * u_b = b Σa - 1}, run in TensorFlow and, with loops, in plain Java.
 */
final class Descent {
  static final double[] START = {0.5, -0.2, 0.8, 1.0, -0.7, 0.3, 0.05};
  private static final int SIZE_A = 3;

  /** One optimiser step on all seven numbers, written with loops. */
  interface PlainRule {
    void step(int step, double[] theta, double[] u);
  }

  private Descent() {}

  /** All parameters after each step, [steps][7]. */
  static <T extends TNumber> double[][] run(Class<T> type, Optimizer optimizer, int steps) {
    try (TestGraph g = new TestGraph()) {
      Nodes<T> nodes = Nodes.of(g.tf, type);
      Expr<T> a =
          g.variables.trainable("a", nodes.constant(Shape.of(3), START[0], START[1], START[2]));
      Expr<T> b =
          g.variables.trainable(
              "b", nodes.constant(Shape.of(2, 2), START[3], START[4], START[5], START[6]));
      Nodes<TInt64> longs = nodes.as(TInt64.class);
      Variables.Entry<TInt64> step = g.variables.state("step", longs.constant(0));
      Expr<T> ua = a.times(2).plus(b.sum().times(0.3));
      Expr<T> ub = b.times(a.sum()).minus(1);

      Ops after = Variables.after(g.tf, List.of(ua, ub));
      List<Op> changes =
          optimizer.apply(
              after,
              nodes,
              step.value(),
              g.variables,
              g.variables.trainable(type),
              List.of(ua, ub));
      Op count = g.tf.withControlDependencies(changes).assignAdd(step.ref(), longs.constant(1));
      g.initialize();

      Expr<T> all = nodes.concat(List.of(a.reshape(-1), b.reshape(-1)), 0);
      double[][] path = new double[steps][];
      for (int i = 0; i < steps; i++) {
        g.run(count);
        path[i] = g.value(all);
      }
      return path;
    }
  }

  static double[][] plain(PlainRule rule, int steps) {
    double[] theta = START.clone();
    double[][] path = new double[steps][];
    for (int i = 0; i < steps; i++) {
      rule.step(i, theta, directions(theta));
      path[i] = theta.clone();
    }
    return path;
  }

  private static double[] directions(double[] theta) {
    double sumA = 0;
    double sumB = 0;
    for (int i = 0; i < theta.length; i++) {
      if (i < SIZE_A) {
        sumA += theta[i];
      } else {
        sumB += theta[i];
      }
    }
    double[] u = new double[theta.length];
    for (int i = 0; i < theta.length; i++) {
      u[i] = i < SIZE_A ? 2 * theta[i] + 0.3 * sumB : theta[i] * sumA - 1;
    }
    return u;
  }
}
