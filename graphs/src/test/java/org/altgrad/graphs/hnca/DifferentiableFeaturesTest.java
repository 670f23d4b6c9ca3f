package org.altgrad.graphs.hnca;

import static org.altgrad.graphs.core.Expr.sigmoid;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.nn.Dense;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat64;

/**
 * Bernoulli units above a deterministic layer: x → tanh layer → z_1 → z_2 → action. The gradient of
 * the deterministic layer's weights against that of the enumerated expected reward.
 */
class DifferentiableFeaturesTest {
  private static final double[] X = {1, 0, 1};

  /** The enumerated bandit whose input is h = tanh(x W + b), for every outcome the same. */
  private static final class Net {
    final Dense<TFloat64> front;
    final EnumeratedBandit all;
    final BernoulliNet.Pass<TFloat64> pass;

    Net(TestGraph g) {
      double[][] w = {{0.7, -0.4, 0.2}, {0.1, 0.9, -0.6}, {-1.1, 0.3, 0.8}};
      front = new Dense<>(g.f64.constant(w), g.vector(0.2, -0.1, 0.4));
      TinyBandit tiny = new TinyBandit(tanh(w), new double[] {1, 0, 0.3}, true);
      TinyBandit random = TinyBandit.random(1.5, 1, true);
      tiny.weights.addAll(random.weights);
      tiny.biases.addAll(random.biases);
      all = new EnumeratedBandit(g, tiny);
      double[][] rows = new double[all.outcomes][];
      java.util.Arrays.fill(rows, X);
      Expr<TFloat64> h = Expr.tanh(front.apply(g.f64.constant(rows)));
      pass = all.net.replay(h, all.pass.z(), all.pass.h());
    }

    private static double[] tanh(double[][] w) {
      double[] b = {0.2, -0.1, 0.4};
      double[] h = new double[3];
      for (int k = 0; k < 3; k++) {
        for (int i = 0; i < 3; i++) {
          h[k] += X[i] * w[i][k];
        }
        h[k] = Math.tanh(h[k] + b[k]);
      }
      return h;
    }

    /** -dJ/dW of the deterministic layer, J = Σ over outcomes of probability times reward. */
    double[] exact(TestGraph g) {
      Expr<TFloat64> logP = null;
      for (int l = 0; l < all.net.depth(); l++) {
        Expr<TFloat64> a = pass.a().get(l);
        Expr<TFloat64> s = pass.z().get(l).times(2).minus(1);
        Expr<TFloat64> term = sigmoid(s.times(a)).log().sumKeep(1);
        logP = logP == null ? term : logP.plus(term);
      }
      Expr<TFloat64> action =
          pass.h().times(Expr.logSoftmax(pass.a().get(all.net.depth()))).sumKeep(1);
      Expr<TFloat64> j = logP.plus(action).exp().times(all.reward).sum();
      return g.value(Gradients.of(j.negate(), List.of(front.weights())).get(0));
    }
  }

  @Test
  void creditPassesThroughTheDeterministicLayer() {
    try (TestGraph g = new TestGraph()) {
      Net net = new Net(g);
      Expr<TFloat64> weighted = net.all.reward.times(net.all.probability).times(net.all.outcomes);
      var u =
          BanditEstimator.HNCA.directions(net.all.net, net.pass, weighted, Counterfactual.SOFTPLUS);
      List<Expr<TFloat64>> credited = new ArrayList<>();
      for (int l = 0; l < u.size(); l++) {
        credited.add(Credit.attach("layer" + l, net.pass.a().get(l), u.get(l)));
      }
      var mean = Gradients.of(Credit.surrogate(credited), List.of(net.front.weights())).get(0);
      assertArrayEquals(net.exact(g), g.value(mean), 1e-12);
    }
  }

  /**
   * The surrogate Σ_j f_j (ρ_1 - ρ_0) R with ρ differentiated too, which looks equivalent, is not.
   */
  @Test
  void differentiatingTheHindsightIsBiased() {
    try (TestGraph g = new TestGraph()) {
      Net net = new Net(g);
      Expr<TFloat64> a = net.pass.a().get(0);
      Expr<TFloat64> delta =
          BanditEstimator.message(net.all.net, net.pass, 0, Counterfactual.SOFTPLUS).stop();
      Expr<TFloat64> f = sigmoid(a);
      Expr<TFloat64> nu = Message.hindsight(a, delta);
      Expr<TFloat64> rho1 = nu.over(f);
      Expr<TFloat64> rho0 = nu.subtractFrom(1).over(f.subtractFrom(1));
      Expr<TFloat64> weight = net.all.reward.times(net.all.probability);
      Expr<TFloat64> biased = f.times(rho1.minus(rho0)).times(weight).sum().negate();
      Expr<TFloat64> right = f.times(rho1.minus(rho0).stop()).times(weight).sum().negate();
      double[] exact = net.exact(g);
      assertArrayEquals(
          exact, g.value(Gradients.of(right, List.of(net.front.weights())).get(0)), 1e-12);
      double[] wrong = g.value(Gradients.of(biased, List.of(net.front.weights())).get(0));
      double worst = 0;
      for (int i = 0; i < exact.length; i++) {
        worst = Math.max(worst, Math.abs(exact[i] - wrong[i]));
      }
      assertTrue(worst > 1e-2, "bias " + worst);
    }
  }
}
