package org.altgrad.graphs.hnca;

import static org.altgrad.graphs.core.Expr.sigmoid;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.types.TFloat64;

/** The estimators against exact enumeration of every outcome of a small network. */
class BanditExactnessTest {
  private static double largestDifference(double[] a, double[] b) {
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    return worst;
  }

  @ParameterizedTest
  @CsvSource({
    "HNCA, 0.5, 0, true, SOFTPLUS",
    "HNCA, 0.5, 0.4, true, SOFTPLUS",
    "HNCA, 1.5, 0, true, SOFTPLUS",
    "HNCA, 1.5, 0.4, true, LOGCOSH",
    "HNCA, 0.5, 0.4, true, CHEBYSHEV",
    "HNCA, 1.5, 0.4, true, CHEBYSHEV",
    "HNCA, 1.5, 0.4, false, CHEBYSHEV",
    "HNCA, 1.5, 0.4, false, SOFTPLUS",
    "REINFORCE, 0.5, 0, true, SOFTPLUS",
    "REINFORCE, 0.5, 0.4, true, SOFTPLUS",
    "REINFORCE, 1.5, 0, true, SOFTPLUS",
    "REINFORCE, 1.5, 0.4, false, SOFTPLUS"
  })
  void theMeanEstimateIsTheGradient(
      BanditEstimator estimator, double std, double beta, boolean pm1, Counterfactual how) {
    try (TestGraph g = new TestGraph()) {
      TinyBandit tiny = TinyBandit.random(std, 1, pm1);
      EnumeratedBandit all = new EnumeratedBandit(g, tiny);
      var u = estimator.directions(all.net, all.pass, all.reward.minus(beta), how);
      double[] mean = all.moment(all.estimates(g, u), 1);
      assertTrue(largestDifference(mean, tiny.gradient()) < 1e-8);
    }
  }

  /** An extra factor ρ_0 = (1-ν)/(1-f), from a missing stop-gradient, trains but is biased. */
  @Test
  void theVariantWithoutStopGradientIsBiased() {
    try (TestGraph g = new TestGraph()) {
      TinyBandit tiny = TinyBandit.random(1.5, 1, true);
      EnumeratedBandit all = new EnumeratedBandit(g, tiny);
      List<Expr<TFloat64>> u =
          new ArrayList<>(
              BanditEstimator.HNCA.directions(
                  all.net, all.pass, all.reward, Counterfactual.SOFTPLUS));
      for (int l = 0; l < all.net.depth(); l++) {
        Expr<TFloat64> a = all.pass.a().get(l);
        Expr<TFloat64> delta =
            BanditEstimator.message(all.net, all.pass, l, Counterfactual.SOFTPLUS);
        Expr<TFloat64> rho0 =
            Message.hindsight(a, delta).subtractFrom(1).over(sigmoid(a).subtractFrom(1));
        u.set(l, u.get(l).times(rho0));
      }
      double[] mean = all.moment(all.estimates(g, u), 1);
      assertTrue(largestDifference(mean, tiny.gradient()) > 1e-2);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0", "0.5, 0.4", "1.5, 0", "1.5, 0.4"})
  void hncaNeverHasMoreVariance(double std, double beta) {
    try (TestGraph g = new TestGraph()) {
      EnumeratedBandit all = new EnumeratedBandit(g, TinyBandit.random(std, 2, true));
      Expr<TFloat64> advantage = all.reward.minus(beta);
      double[][] second = new double[2][];
      for (BanditEstimator estimator : BanditEstimator.values()) {
        var u = estimator.directions(all.net, all.pass, advantage, Counterfactual.SOFTPLUS);
        second[estimator.ordinal()] = all.moment(all.estimates(g, u), 2);
      }
      double sumHnca = 0;
      double sumReinforce = 0;
      for (int i = 0; i < second[0].length; i++) {
        double hnca = second[BanditEstimator.HNCA.ordinal()][i];
        double reinforce = second[BanditEstimator.REINFORCE.ordinal()][i];
        assertTrue(hnca <= reinforce + 1e-12, "parameter " + i);
        sumHnca += hnca;
        sumReinforce += reinforce;
      }
      assertTrue(sumHnca < 0.8 * sumReinforce, sumHnca + " " + sumReinforce);
    }
  }

  /** Both custom-gradient back ends, through TensorFlow's own gradient builder. */
  @ParameterizedTest
  @CsvSource({"true, SOFTPLUS", "true, CHEBYSHEV", "false, SOFTPLUS"})
  void theOpsCarryTheEstimate(boolean pm1, Counterfactual how) {
    try (TestGraph g = new TestGraph()) {
      TinyBandit tiny = TinyBandit.random(1, 3, pm1);
      EnumeratedBandit all = new EnumeratedBandit(g, tiny);
      // Each outcome weighted by its probability: the batch mean becomes the expectation.
      Expr<TFloat64> weighted = all.reward.minus(0.4).times(all.probability).times(all.outcomes);

      var u = BanditEstimator.HNCA.directions(all.net, all.pass, weighted, how);
      List<Expr<TFloat64>> credited = new ArrayList<>();
      for (int l = 0; l < u.size(); l++) {
        credited.add(Credit.attach("layer" + l, all.pass.a().get(l), u.get(l)));
      }
      double[] credit = values(g, Gradients.of(Credit.surrogate(credited), all.parameters()));
      Expr<TFloat64> root = MessageBackend.root(all.net, all.pass, weighted.reshape(-1), how);
      double[] messages = values(g, Gradients.of(root, all.parameters()));

      double[] descent = tiny.gradient();
      for (int i = 0; i < descent.length; i++) {
        descent[i] = -descent[i];
      }
      assertTrue(largestDifference(credit, descent) < 1e-8);
      assertTrue(largestDifference(messages, descent) < 1e-8);
      assertArrayEquals(credit, messages, 1e-12);
      assertEquals(
          -(tiny.expectedReward() - 0.4), g.scalar(root), 1e-12, "the root is minus the return");
    }
  }

  private static double[] values(TestGraph g, List<Expr<TFloat64>> tensors) {
    List<Double> all = new ArrayList<>();
    for (Expr<TFloat64> tensor : tensors) {
      for (double v : g.value(tensor)) {
        all.add(v);
      }
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
