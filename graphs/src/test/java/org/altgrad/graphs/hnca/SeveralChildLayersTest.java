package org.altgrad.graphs.hnca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.nn.Dense;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat64;

/**
 * A skip connection: x → z_1 → z_2, and the action reads both z_1 and z_2, so z_1 has two child
 * layers whose messages add up. Against the gradient of the enumerated expected reward.
 */
class SeveralChildLayersTest {
  private static final double[] REWARDS = {1, 0, 0.3};

  private static Expr<TFloat64> logProbability(Expr<TFloat64> a, Expr<TFloat64> z) {
    return Expr.logSigmoid(z.times(2).minus(1).times(a)).sumKeep(1);
  }

  @Test
  void messagesOfAllChildrenAddUp() {
    try (TestGraph g = new TestGraph()) {
      var first =
          new Dense<>(
              g.f64.constant(new double[][] {{.5, -.7}, {-.3, 1.2}, {.8, .4}}), g.vector(.1, -.2));
      var second =
          new Dense<>(g.f64.constant(new double[][] {{1.6, .3}, {-.9, -1.7}}), g.vector(0, .1));
      var output =
          new Dense<>(
              g.f64.constant(
                  new double[][] {{1, -.4, .2}, {-.5, .8, .3}, {-.7, .1, .9}, {.6, -1.1, .2}}),
              g.vector(0, .1, -.1));
      int outcomes = 48;
      double[][] x = new double[outcomes][];
      double[][] z1 = new double[outcomes][];
      double[][] z2 = new double[outcomes][];
      double[][] h = new double[outcomes][3];
      double[][] r = new double[outcomes][];
      for (int i = 0; i < outcomes; i++) {
        x[i] = new double[] {1, 0, 1};
        z1[i] = new double[] {i & 1, i >> 1 & 1};
        z2[i] = new double[] {i >> 2 & 1, i >> 3 & 1};
        h[i][i >> 4] = 1;
        r[i] = new double[] {REWARDS[i >> 4]};
      }
      Coding coding = Coding.PM1;
      Expr<TFloat64> bits1 = g.f64.constant(z1);
      Expr<TFloat64> bits2 = g.f64.constant(z2);
      Expr<TFloat64> action = g.f64.constant(h);
      Expr<TFloat64> e1 = coding.encode(bits1);
      Expr<TFloat64> both = g.f64.concat(List.of(e1, coding.encode(bits2)), 1);
      Expr<TFloat64> a1 = first.apply(g.f64.constant(x));
      Expr<TFloat64> a2 = second.apply(e1);
      Expr<TFloat64> a3 = output.apply(both);
      Expr<TFloat64> probability =
          logProbability(a1, bits1)
              .plus(logProbability(a2, bits2))
              .plus(action.times(Expr.logSoftmax(a3)).sumKeep(1))
              .exp();
      Expr<TFloat64> reward = g.f64.constant(r);
      var parameters =
          List.of(
              first.weights(),
              first.bias(),
              second.weights(),
              second.bias(),
              output.weights(),
              output.bias());
      var exact = Gradients.of(probability.times(reward).sum().negate(), parameters);

      // Each outcome weighted by its probability; the token takes the path through z_2.
      Expr<TFloat64> weighted = reward.minus(0.2).times(probability.stop()).times(outcomes);
      var in = MessageBackend.input(g.f64.constant(x));
      var units1 =
          MessageBackend.hidden("one", first, coding, Counterfactual.SOFTPLUS, in, a1, bits1);
      var units2 =
          MessageBackend.hidden("two", second, coding, Counterfactual.SOFTPLUS, units1, a2, bits2);
      var seen =
          new MessageBackend.Parents<>(
              g.f64.concat(List.of(units1.e(), units2.e()), 1),
              g.f64.concat(List.of(bits1, bits2), 1),
              units2.token());
      var advantage = MessageBackend.output(output, coding, seen, a3, action, weighted.reshape(-1));
      var ours = Gradients.of(advantage.mean().negate(), parameters);
      for (int i = 0; i < parameters.size(); i++) {
        assertArrayEquals(g.value(exact.get(i)), g.value(ours.get(i)), 1e-12, "tensor " + i);
      }

      // The same by hand: δ of z_1 is the sum over its two child layers.
      Expr<TFloat64> delta =
          Message.fromBernoulli(Counterfactual.SOFTPLUS, coding, bits1, second.weights(), a2, bits2)
              .plus(Message.fromSoftmax(coding, bits1, rows(g, output.weights(), 2), a3, action));
      Expr<TFloat64> u = weighted.times(Message.hindsight(a1, delta).minus(Expr.sigmoid(a1)));
      var credited =
          Gradients.of(
              Credit.surrogate(List.of(Credit.attach("one", a1, u))), List.of(first.weights()));
      assertArrayEquals(g.value(exact.get(0)), g.value(credited.get(0)), 1e-12);
    }
  }

  private static Expr<TFloat64> rows(TestGraph g, Expr<TFloat64> w, int count) {
    return g.f64.of(
        g.tf.slice(w, g.tf.constant(new int[] {0, 0}), g.tf.constant(new int[] {count, 3})));
  }
}
