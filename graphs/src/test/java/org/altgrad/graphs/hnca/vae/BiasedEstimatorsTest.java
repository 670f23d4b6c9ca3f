package org.altgrad.graphs.hnca.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.hnca.Baselines;
import org.altgrad.graphs.prob.Bernoulli;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * Estimators that differentiate through bits: what they compute, and that it is not the gradient.
 */
class BiasedEstimatorsTest {
  /** Largest error of the mean estimate over the encoder's parameters. */
  private static double bias(TinyHvae tiny, double[] mean) {
    double[] exact = tiny.gradient();
    double worst = 0;
    for (int i = 0; i < tiny.encoderRange(tiny.depth())[1]; i++) {
      worst = Math.max(worst, Math.abs(exact[i] - mean[i]));
    }
    return worst;
  }

  private static void report(String what, double value) {
    System.out.printf("%s: %.4f%n", what, value);
  }

  @Test
  void straightThroughAndReinMaxAreBiased() {
    TinyHvae tiny = TinyHvae.random(1.5, 1, false, 2, 2);
    assertFalse(new StraightThrough().unbiased());
    assertFalse(new ReinMax().unbiased());
    double first = bias(tiny, Enumeration.mean(tiny, new StraightThrough(), 0));
    double second = bias(tiny, Enumeration.mean(tiny, new ReinMax(), 0));
    report("bias of straight-through", first);
    report("bias of ReinMax", second);
    assertTrue(first > 1e-3, "straight-through " + first);
    assertTrue(second > 1e-3, "ReinMax " + second);
    assertTrue(second < first, "second order is better: " + second + " against " + first);
  }

  /** One unit, integrated over its noise. */
  @Test
  void aTemperatureIsShownAsItIsTyped() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new GumbelSoftmax(-1)).getMessage();
    assertEquals("temperature: must be a positive number but is -1", message);
  }

  @Test
  void gumbelSoftmaxIsBiased() {
    TinyHvae tiny = TinyHvae.random(1.5, 4, false, 1);
    double[] temperatures = {1, 0.5, 0.1};
    double[] biases = new double[temperatures.length];
    for (int i = 0; i < biases.length; i++) {
      VaeEstimator estimator = new GumbelSoftmax(temperatures[i]);
      assertFalse(estimator.unbiased());
      try (TestGraph g = new TestGraph()) {
        NoiseCells cells = NoiseCells.smooth(g, tiny, 1, "relaxed1", null, 100);
        biases[i] = bias(tiny, Enumeration.moment(g, cells, tiny, estimator, 0, 1));
      }
      report("bias of Gumbel-softmax at " + temperatures[i], biases[i]);
    }
    String all = java.util.Arrays.toString(biases);
    assertTrue(biases[0] > 1e-3 && biases[1] > 1e-3, all);
    assertTrue(biases[2] < biases[1], "bias falls with a small temperature: " + all);
  }

  /** With a differentiable chain in the graph, TensorFlow's own gradient is the same. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theyAreGradientsOfSmoothChains(boolean pm1) {
    TinyHvae tiny = TinyHvae.random(1, 2, pm1, 2, 2).weighted(1, pm1 ? 1 : 0.4);
    agrees(
        tiny,
        new StraightThrough(),
        (a, u) -> {
          Expr<TFloat64> f = Expr.sigmoid(a);
          return f.plus(Hvae.bits(a, u).minus(f).stop());
        });
    agrees(
        tiny,
        new ReinMax(),
        (a, u) -> {
          // Liu et al. (2023), algorithm 2: 2 softmax'(π_D) - ½ softmax'(π), as a value plus a
          // difference that is 0.
          Expr<TFloat64> f = Expr.sigmoid(a);
          Expr<TFloat64> z = Hvae.bits(a, u);
          Expr<TFloat64> piD = z.plus(f).times(0.5).stop();
          Expr<TFloat64> logitD = piD.log().minus(piD.subtractFrom(1).log());
          Expr<TFloat64> pi1 = Expr.sigmoid(logitD.minus(a).stop().plus(a));
          Expr<TFloat64> pi2 = pi1.times(2).minus(f.times(0.5));
          return pi2.minus(pi2.stop()).plus(z);
        });
    agrees(
        tiny,
        new GumbelSoftmax(0.7),
        (a, u) -> Expr.sigmoid(a.minus(u.log().minus(u.subtractFrom(1).log())).over(0.7)));
  }

  private static void agrees(
      TinyHvae tiny,
      VaeEstimator estimator,
      BiFunction<Expr<TFloat64>, Expr<TFloat64>, Expr<TFloat64>> draw) {
    try (TestGraph g = new TestGraph()) {
      double[][] u = {{0.21, 0.83}, {0.55, 0.08}, {0.67, 0.41}};
      Noise noise =
          new Noise() {
            @Override
            public <T extends TNumber> Expr<T> uniform(String name, Expr<T> like) {
              return like.nodes().constant(u);
            }
          };
      Hvae<TFloat64> net = tiny.net(g);
      var x = g.f64.constant(new double[][] {{1, 0, 1}, {0, 0, 1}, {1, 1, 0}});
      var estimate = estimator.estimate(net, x, noise, new Baselines<>(g.variables, g.f64));
      var parameters = TinyHvae.parameters(net);
      var ours = Gradients.of(estimate.root(), parameters);

      // The ELBO once more, from distributions alone, with gradients through the chain.
      Expr<TFloat64> z = x;
      Expr<TFloat64> e = x;
      Expr<TFloat64> elbo = g.f64.constant(0);
      for (int l = 1; l <= 2; l++) {
        Expr<TFloat64> a = net.encoder(l).apply(e);
        Expr<TFloat64> next = draw.apply(a, g.f64.constant(u));
        e = net.coding().encode(next);
        Expr<TFloat64> below = new Bernoulli<>(net.decoder(l).apply(e)).logProbability(z).sum();
        elbo =
            elbo.plus(new Bernoulli<>(a).entropy().sum().times(tiny.klWeight))
                .plus(below.times(l == 1 ? 1 : tiny.klWeight));
        z = next;
      }
      Expr<TFloat64> prior = net.prior().plus(g.f64.zerosLike(z));
      elbo = elbo.plus(new Bernoulli<>(prior).logProbability(z).sum().times(tiny.klWeight));
      var theirs = Gradients.of(elbo.over(-3), parameters);
      List<Expr<TFloat64>> flatOurs = new ArrayList<>();
      List<Expr<TFloat64>> flatTheirs = new ArrayList<>();
      for (int i = 0; i < parameters.size(); i++) {
        flatOurs.add(ours.get(i).reshape(-1));
        flatTheirs.add(theirs.get(i).reshape(-1));
      }
      assertArrayEquals(
          g.value(g.f64.concat(flatTheirs, 0)), g.value(g.f64.concat(flatOurs, 0)), 1e-12);
    }
  }
}
