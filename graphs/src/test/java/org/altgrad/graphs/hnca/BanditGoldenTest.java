package org.altgrad.graphs.hnca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Dense;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat64;

/** One outcome of one network, worked out by hand to six digits. */
class BanditGoldenTest {
  private static final double DIGITS = 1e-6;

  private static TinyBandit golden() {
    TinyBandit net = new TinyBandit(new double[] {1, 0, 1}, new double[] {1, 0, 0.3}, true);
    net.weights.add(new double[][] {{.5, -.7}, {-.3, .2}, {.8, .4}});
    net.biases.add(new double[] {.1, -.2});
    net.weights.add(new double[][] {{.6, .3}, {-.9, .7}});
    net.biases.add(new double[] {0, .1});
    net.weights.add(new double[][] {{1, -.4, .2}, {-.5, .8, .3}});
    net.biases.add(new double[] {0, .1, -.1});
    return net;
  }

  @Test
  void theExpectedRewardAndItsGradient() {
    TinyBandit net = golden();
    assertEquals(.488609512, net.expectedReward(), 1e-9);
    double[] gradient = net.gradient();
    assertArrayEquals(
        new double[] {.007267620, -.062040370}, new double[] {gradient[6], gradient[7]}, 1e-8);
    assertArrayEquals(
        new double[] {.071598829, -.080858672}, new double[] {gradient[12], gradient[13]}, 1e-8);
  }

  @Test
  void messagesHindsightAndDirections() {
    try (TestGraph g = new TestGraph()) {
      TinyBandit tiny = golden();
      List<Dense<TFloat64>> layers = new java.util.ArrayList<>();
      for (int l = 0; l < 3; l++) {
        layers.add(new Dense<>(g.f64.constant(tiny.weights.get(l)), g.vector(tiny.biases.get(l))));
      }
      var net = new BernoulliNet<>(layers.subList(0, 2), layers.get(2), Coding.PM1);
      Expr<TFloat64> z1 = g.f64.constant(new double[][] {{1, 0}});
      Expr<TFloat64> z2 = g.f64.constant(new double[][] {{1, 1}});
      var pass =
          net.replay(
              g.f64.constant(new double[][] {{1, 0, 1}}),
              List.of(z1, z2),
              g.f64.constant(new double[][] {{1, 0, 0}}));
      assertArrayEquals(new double[] {1.4, -.5}, g.value(pass.a().get(0)), DIGITS);
      assertArrayEquals(new double[] {1.5, -.3}, g.value(pass.a().get(1)), DIGITS);
      assertArrayEquals(new double[] {.5, .5, .4}, g.value(pass.a().get(2)), DIGITS);

      Expr<TFloat64> reward = g.f64.constant(new double[][] {{1}});
      for (Counterfactual how : Counterfactual.values()) {
        Expr<TFloat64> delta2 = BanditEstimator.message(net, pass, 1, how);
        Expr<TFloat64> delta1 = BanditEstimator.message(net, pass, 0, how);
        assertArrayEquals(new double[] {-2.021311, .837684}, g.value(delta2), DIGITS);
        assertArrayEquals(new double[] {-.739741, .085922}, g.value(delta1), DIGITS);
        assertArrayEquals(
            new double[] {.971288, .242746},
            g.value(Message.hindsight(pass.a().get(1), delta2)),
            DIGITS);
        assertArrayEquals(
            new double[] {.894706, .357571},
            g.value(Message.hindsight(pass.a().get(0), delta1)),
            DIGITS);
        var u = BanditEstimator.HNCA.directions(net, pass, reward, how);
        assertArrayEquals(new double[] {.092522, -.019970}, g.value(u.get(0)), DIGITS);
        assertArrayEquals(new double[] {.153714, -.182812}, g.value(u.get(1)), DIGITS);
        assertArrayEquals(new double[] {.655747, -.344253, -.311493}, g.value(u.get(2)), DIGITS);
      }
      var u = BanditEstimator.REINFORCE.directions(net, pass, reward, Counterfactual.SOFTPLUS);
      assertArrayEquals(new double[] {.197816, -.377541}, g.value(u.get(0)), DIGITS);
      assertArrayEquals(new double[] {.182426, .574443}, g.value(u.get(1)), DIGITS);
    }
  }
}
