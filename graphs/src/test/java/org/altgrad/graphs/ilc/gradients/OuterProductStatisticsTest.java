package org.altgrad.graphs.ilc.gradients;

import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ilc.Comparison;
import org.altgrad.graphs.ilc.combine.StackStatistics;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

class OuterProductStatisticsTest {
  private static final int E = 9;

  /** A third of the entries are exact zeros, as rectifiers make them. */
  private static double[] sparse(int count, long seed) {
    Random random = new Random(seed);
    return random
        .doubles(count, -2, 2)
        .map(v -> random.nextInt(3) == 0 ? 0 : Math.signum(v) * (0.1 + Math.abs(v)))
        .toArray();
  }

  @Test
  void productsOfFactorsAreWhatTheStackGives() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> a = g.f64.constant(Shape.of(E, 4), sparse(E * 4, 1));
      Expr<TFloat64> delta = g.f64.constant(Shape.of(E, 3), sparse(E * 3, 2));
      var factored = new OuterProductStatistics<>(a, delta, E, 4, 3);
      var stacked = new StackStatistics<>(a.reshape(E, 4, 1).times(delta.reshape(E, 1, 3)), E);
      Expr<TFloat64> c = g.vector(new Random(3).doubles(E).toArray());
      Comparison same = new Comparison(g);
      same.add("stack", stacked.stack(), factored.stack(), 0);
      same.add("signs", stacked.signs(), factored.signs(), 0);
      same.add("sum", stacked.sum(), factored.sum());
      same.add("squares", stacked.squares(), factored.squares());
      same.add("absolutes", stacked.absolutes(), factored.absolutes());
      same.add("smallest", stacked.smallest(), factored.smallest());
      same.add("logs", stacked.logs(), factored.logs(), 1e-8);
      same.add("roots", stacked.powers(0.5), factored.powers(0.5), 1e-5);
      same.add("inverses", stacked.powers(-1), factored.powers(-1), 1e-5);
      same.add("gram", stacked.gram(), factored.gram());
      same.add("weighted", stacked.weighted(c), factored.weighted(c));
      same.check();
    }
  }
}
