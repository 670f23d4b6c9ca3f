package org.altgrad.graphs.hnca.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.altgrad.graphs.hnca.Coding;
import org.altgrad.graphs.hnca.Counterfactual;
import org.altgrad.graphs.hnca.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** One outcome of one network, worked out by hand to six digits. */
class VaeGoldenTest {
  private static final double DIGITS = 1.5e-6;

  /** Noise that gives the bits z_1 = (1, 0), z_2 = (0, 1). */
  private static final Noise DRAWN =
      new Noise() {
        @Override
        public <T extends TNumber> Expr<T> uniform(String name, Expr<T> like) {
          return like.nodes()
              .constant(
                  new double[][] {
                    name.equals("bits1") ? new double[] {0, 1} : new double[] {1, 0}
                  });
        }
      };

  private static TinyHvae golden() {
    TinyHvae net = new TinyHvae(new double[] {1, 0, 1}, false);
    net.up.add(new double[][] {{.5, -.7}, {-.3, .2}, {.8, .4}});
    net.upBias.add(new double[] {.1, -.2});
    net.up.add(new double[][] {{.6, .3}, {-.9, .7}});
    net.upBias.add(new double[] {0, .1});
    net.down.add(new double[][] {{.4, -.5, .7}, {-.6, .9, .2}});
    net.downBias.add(new double[] {.1, 0, -.1});
    net.down.add(new double[][] {{-.3, .8}, {.5, -.2}});
    net.downBias.add(new double[] {.2, 0});
    net.prior = new double[] {.3, -.4};
    return net;
  }

  @Test
  void theElboAndItsGradient() {
    TinyHvae net = golden();
    assertEquals(-2.201963578, net.elbo(), 1e-9);
    assertEquals(-1.980164036, net.logLikelihood(), 1e-9);
    double[] gradient = net.gradient();
    assertArrayEquals(
        new double[] {-.051154, -.017572}, new double[] {gradient[6], gradient[7]}, DIGITS);
    assertArrayEquals(
        new double[] {-.011863, -.179605}, new double[] {gradient[12], gradient[13]}, DIGITS);
  }

  @Test
  void thePassAndItsTerms() {
    try (TestGraph g = new TestGraph()) {
      Hvae<TFloat64> net = golden().net(g);
      var pass = net.sample(g.f64.constant(new double[][] {{1, 0, 1}}), DRAWN);
      assertArrayEquals(new double[] {1.4, -.5}, g.value(pass.a(1)), DIGITS);
      assertArrayEquals(new double[] {.6, .4}, g.value(pass.a(2)), DIGITS);
      assertArrayEquals(new double[] {.5, -.5, .6}, g.value(pass.d(0)), DIGITS);
      assertArrayEquals(new double[] {.7, -.2}, g.value(pass.d(1)), DIGITS);
      assertEquals(1.160207, g.scalar(pass.hq(1)), DIGITS);
      assertEquals(1.323634, g.scalar(pass.hq(2)), DIGITS);
      assertEquals(-1.385642, g.scalar(pass.lp(1)), DIGITS);
      assertEquals(-1.001325, g.scalar(pass.lp(2)), DIGITS);
      assertEquals(-1.767370, g.scalar(pass.lp(3)), DIGITS);
      assertEquals(-1.670496, g.scalar(pass.elbo()), DIGITS);
      for (Counterfactual how : Counterfactual.values()) {
        var above =
            how.flips(
                Coding.ZERO_ONE, pass.z(1), net.encoder(2).weights(), pass.a(2), pass.z(2), true);
        var below =
            how.flips(
                Coding.ZERO_ONE, pass.z(1), net.decoder(1).weights(), pass.d(0), pass.z(0), false);
        assertArrayEquals(
            new double[] {.212959, -.708813},
            g.value(Message.toBit(pass.z(1), above.logProbability()).negate()),
            DIGITS);
        assertArrayEquals(
            new double[] {-.061412, -.079563},
            g.value(Message.toBit(pass.z(1), above.entropy())),
            DIGITS);
        assertArrayEquals(
            new double[] {.696299, -.642871},
            g.value(Message.toBit(pass.z(1), below.logProbability())),
            DIGITS);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, 0, .109464, -.604058",
    "false, false, -2, .037519, -.255111",
    "true, false, 0, .130015, -.693335",
    "false, true, 0, .067729, -.401633"
  })
  void theDirections(
      boolean allChild, boolean fullReward, double beta, double first, double second) {
    try (TestGraph g = new TestGraph()) {
      var estimate =
          VaeExactnessTest.hnca(allChild, fullReward)
              .estimate(
                  golden().net(g),
                  g.f64.constant(new double[][] {{1, 0, 1}}),
                  DRAWN,
                  new Baselines<>(g.variables, g.f64));
      g.initialize();
      var state = g.variables.entry("baseline/layer1", TFloat64.class);
      g.run(g.tf.assign(state.ref(), g.f64.constant(beta)));
      assertArrayEquals(new double[] {first, second}, g.value(estimate.u().get(0)), DIGITS);
      assertArrayEquals(new double[] {-.194279, -.122542}, g.value(estimate.u().get(1)), DIGITS);
    }
  }
}
