package org.altgrad.graphs.hnca.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** What estimators of two samples rest on: the law of the pair, and returns only as differences. */
class PairEstimatorsTest {
  private static final int GRID = 10_000;

  /** Uniform numbers that depend on the stream's name alone. */
  private static final Noise FIXED =
      new Noise() {
        @Override
        public <T extends TNumber> Expr<T> uniform(String name, Expr<T> like) {
          double[][] row = {new Random(name.hashCode()).doubles(2).toArray()};
          return like.nodes().constant(row);
        }
      };

  /** Over a grid of uniform numbers, both bits of an antithetic pair are 1 with probability f. */
  @Test
  void antitheticBitsHaveTheSameProbability() {
    try (TestGraph g = new TestGraph()) {
      double[][] u = new double[GRID][1];
      for (int i = 0; i < GRID; i++) {
        u[i][0] = (i + 0.5) / GRID;
      }
      Expr<TFloat64> uniform = g.f64.constant(u);
      for (double logit : new double[] {-3, -0.4, 0, 0.7, 2.5}) {
        double f = 1 / (1 + Math.exp(-logit));
        Expr<TFloat64> a = g.f64.zerosLike(uniform).plus(logit);
        Expr<TFloat64> bit = Hvae.bits(a, uniform);
        Expr<TFloat64> other = Hvae.bits(a, uniform.subtractFrom(1));
        assertEquals(f, g.scalar(bit.mean()), 1.0 / GRID);
        assertEquals(f, g.scalar(other.mean()), 1.0 / GRID);
        assertEquals(Math.max(0, 2 * f - 1), g.scalar(bit.times(other).mean()), 2.0 / GRID);
      }
    }
  }

  /** A pixel that no bit influences adds a constant to every return, and changes no direction. */
  @Test
  void constantsOfTheReturnDropOut() {
    for (VaeEstimator estimator :
        new VaeEstimator[] {new Disarm(), new LooFr(), new Arm(), new LooIs(2)}) {
      try (TestGraph g = new TestGraph()) {
        Estimate<TFloat64> plain = estimate(g, estimator, false);
        Estimate<TFloat64> shifted = estimate(g, estimator, true);
        for (int l = 0; l < 2; l++) {
          assertArrayEquals(
              g.value(plain.u().get(l)), g.value(shifted.u().get(l)), 1e-12, estimator.toString());
        }
        double constant = -Math.log1p(Math.exp(1.7)); // log σ(-1.7), of a pixel that is 0
        assertEquals(constant, g.value(shifted.elbo())[0] - g.value(plain.elbo())[0], 1e-12);
      }
    }
  }

  private static Estimate<TFloat64> estimate(TestGraph g, VaeEstimator estimator, boolean extra) {
    double[] x = extra ? new double[] {1, 0, 1, 0} : new double[] {1, 0, 1};
    TinyHvae net = new TinyHvae(x, false);
    double[][] up = {{.5, -.7}, {-.3, .2}, {.8, .4}, {9, 9}};
    net.up.add(java.util.Arrays.copyOf(up, x.length));
    net.upBias.add(new double[] {.1, -.2});
    net.up.add(new double[][] {{.6, .3}, {-.9, .7}});
    net.upBias.add(new double[] {0, .1});
    double[][] down = {{.4, -.5, .7, 0}, {-.6, .9, .2, 0}};
    net.down.add(
        new double[][] {
          java.util.Arrays.copyOf(down[0], x.length), java.util.Arrays.copyOf(down[1], x.length)
        });
    net.downBias.add(java.util.Arrays.copyOf(new double[] {.1, 0, -.1, 1.7}, x.length));
    net.down.add(new double[][] {{-.3, .8}, {.5, -.2}});
    net.downBias.add(new double[] {.2, 0});
    net.prior = new double[] {.3, -.4};
    return estimator.estimate(
        net.net(g), g.f64.constant(new double[][] {x}), FIXED, new Baselines<>(g.variables, g.f64));
  }
}
