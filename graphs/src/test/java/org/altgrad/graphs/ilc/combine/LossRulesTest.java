package org.altgrad.graphs.ilc.combine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Randoms;
import org.junit.jupiter.api.Test;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat64;

/** Weights that come from losses alone. */
class LossRulesTest {
  /** L_e = exp(θ · x_e) - θ · y_e, for which TensorFlow differentiates L + beta Var(L_e) itself. */
  @Test
  void vrexIsTheGradientOfItsObjective() {
    double beta = 1.7;
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> theta = g.vector(0.3, -0.6, 0.2);
      Expr<TFloat64> x = g.f64.constant(Bench.normal(4, 3, 11));
      Expr<TFloat64> y = g.f64.constant(Bench.normal(4, 3, 12));
      Expr<TFloat64> exponent = x.times(theta).sum(1).exp();
      Expr<TFloat64> losses = exponent.minus(y.times(theta).sum(1));
      Expr<TFloat64> stack = exponent.expand(1).times(x).minus(y);
      Expr<TFloat64> variance = losses.square().mean().minus(losses.mean().square());
      Expr<TFloat64> objective = losses.mean().plus(variance.times(beta));

      List<EnvironmentStatistics<TFloat64>> parameters = List.of(new StackStatistics<>(stack, 4));
      var gradients =
          new Combiner.Gradients<>(
              parameters, losses, g.variables, new Randoms(0, g.tf.constant(0L)));
      assertArrayEquals(
          g.value(Gradients.of(objective, List.of(theta)).get(0)),
          g.value(new VRex(beta).combine(gradients).directions().get(0)),
          1e-12);
    }
  }

  @Test
  void groupDroRemembersItsWeights() {
    double[][] g = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}; // u = q
    double[] losses = {0.5, 2, 1};
    double eta = 0.7;
    double[] q = {1 / 3.0, 1 / 3.0, 1 / 3.0};
    try (TestGraph t = new TestGraph()) {
      var gradients = Bench.gradients(t, t.f64, List.<double[][]>of(g), losses, 0);
      var combination = new GroupDro(eta).combine(gradients);
      Op change = combination.change().apply(t.tf, combination.directions());
      t.initialize();
      for (int step = 0; step < 5; step++) {
        double sum = 0;
        for (int e = 0; e < 3; e++) {
          q[e] *= Math.exp(eta * losses[e]);
          sum += q[e];
        }
        for (int e = 0; e < 3; e++) {
          q[e] /= sum;
        }
        assertArrayEquals(q, t.value(combination.directions().get(0)), 1e-13, "step " + step);
        t.run(change);
        assertArrayEquals(
            q, t.value(t.variables.entry("combiner/q", TFloat64.class).value()), 1e-13);
      }
    }
  }

  @Test
  void groupDroDoesNotOverflow() {
    double[][] g = {{1, 0}, {0, 1}};
    double[] u = Bench.direction(new GroupDro(1), g, new double[] {1e4, 1e5}, 0);
    assertArrayEquals(new double[] {0, 1}, u, 1e-15);
  }

  @Test
  void settingsAreCheckedByName() {
    var beta = assertThrows(IllegalArgumentException.class, () -> new VRex(-1));
    assertEquals("beta: must be a number of at least 0 but is -1", beta.getMessage());
    var eta = assertThrows(IllegalArgumentException.class, () -> new GroupDro(Double.NaN));
    assertEquals("eta: must be a number of at least 0 but is NaN", eta.getMessage());
  }
}
