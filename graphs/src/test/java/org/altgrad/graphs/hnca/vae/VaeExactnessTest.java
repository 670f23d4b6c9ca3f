package org.altgrad.graphs.hnca.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.hnca.Baseline;
import org.altgrad.graphs.hnca.Baselines;
import org.altgrad.graphs.hnca.Counterfactual;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** The estimators against exact enumeration of every outcome of a small network. */
class VaeExactnessTest {
  /** An estimator with a baseline held at some value. */
  record Case(VaeEstimator estimator, double beta, boolean pm1) {}

  static Hnca hnca(boolean allChild, boolean fullReward) {
    return new Hnca(allChild, fullReward, Baseline.EMA, 0.99, 1, Counterfactual.SOFTPLUS);
  }

  static Stream<Case> unbiased() {
    return Stream.of(
        new Case(hnca(false, false), 0, false),
        new Case(hnca(false, true), 0, false),
        new Case(hnca(true, false), 0, false),
        new Case(hnca(true, true), 0, false),
        new Case(hnca(false, false), -2, false),
        new Case(hnca(false, true), -2, false),
        new Case(hnca(true, false), -2, false),
        new Case(hnca(true, true), -2, false),
        new Case(hnca(false, false), -2, true),
        new Case(hnca(true, true), -2, true),
        new Case(new Hnca(true, true, Baseline.NONE, 0, 1, Counterfactual.CHEBYSHEV), 0, false),
        new Case(new Hnca(false, false, Baseline.NONE, 0, 1, Counterfactual.LOGCOSH), 0, false),
        new Case(new Reinforce(Baseline.NONE, 0, 1), 0, false),
        new Case(new Reinforce(Baseline.EMA, 0.99, 1), -3, false),
        new Case(new Disarm(), 0, false),
        new Case(new Disarm(), 0, true),
        new Case(new LooFr(), 0, false),
        new Case(new Arm(), 0, false),
        new Case(new LocalExpectation(Counterfactual.SOFTPLUS), 0, false),
        new Case(new LocalExpectation(Counterfactual.SOFTPLUS), 0, true));
  }

  @ParameterizedTest
  @MethodSource("unbiased")
  void theMeanEstimateIsTheGradient(Case c) {
    assertTrue(c.estimator().unbiased());
    TinyHvae tiny = TinyHvae.random(1, 1, c.pm1(), 2, 2, 2);
    compare(tiny.gradient(), Enumeration.mean(tiny, c.estimator(), c.beta()));
  }

  static Stream<Case> byTerm() {
    Reinforce reinforce = new Reinforce(Baseline.EMA, 0.99, 1);
    return Stream.of(
        new Case(new ByTerm(reinforce, hnca(false, false)), -3, false),
        new Case(new ByTerm(hnca(true, true), reinforce), -3, true),
        new Case(new ByTerm(reinforce, reinforce), 1, false));
  }

  @ParameterizedTest
  @MethodSource("byTerm")
  void anEstimatorForEachTermIsUnbiased(Case c) {
    theMeanEstimateIsTheGradient(c);
    theMeanEstimateIsTheGradientOfTheWeightedBound(c);
  }

  /** The terms weigh on the encoder, the decoder and the prior. */
  @ParameterizedTest
  @MethodSource("unbiased")
  void theMeanEstimateIsTheGradientOfTheWeightedBound(Case c) {
    TinyHvae tiny = TinyHvae.random(1, 1, c.pm1(), 2, 2, 2).weighted(0.7, 0.3);
    compare(tiny.gradient(), Enumeration.mean(tiny, c.estimator(), c.beta()));
  }

  /** One for each term from the same bits: with the same estimator twice, nothing has changed. */
  @Test
  void theTermsAddUp() {
    Reinforce reinforce = new Reinforce(Baseline.NONE, 0, 1);
    TinyHvae tiny = TinyHvae.random(1, 6, false, 2, 2).weighted(1, 0.4);
    double[] whole = Enumeration.moment(tiny, reinforce, 0, 2);
    double[] parts = Enumeration.moment(tiny, new ByTerm(reinforce, reinforce), 0, 2);
    assertArrayEquals(whole, parts, 1e-12);
    String failure =
        assertThrows(
                IllegalArgumentException.class, () -> new ByTerm(new Disarm(), hnca(false, false)))
            .getMessage();
    assertTrue(failure.startsWith("pixels: must be one of hnca, reinforce"), failure);
  }

  /** What is recorded is the ELBO, and its parts, whatever the weights. */
  @Test
  void theWeightsDoNotChangeWhatIsMeasured() {
    TinyHvae tiny = TinyHvae.random(1, 7, false, 2, 2);
    double elbo = tiny.elbo();
    double pixels = 0;
    for (int[][] z : tiny.chains()) {
      pixels += Math.exp(tiny.logQ(z)) * tiny.logPixels(z);
    }
    tiny.weighted(1, 0.2);
    try (TestGraph g = new TestGraph()) {
      NoiseCells cells = NoiseCells.chains(g, tiny, 1);
      Hvae<TFloat64> net = tiny.net(g);
      var baselines = new Baselines<>(g.variables, g.f64);
      var estimate = hnca(false, false).estimate(net, cells.x(), cells, baselines);
      g.initialize();
      double[] measured = g.value(estimate.elbo());
      double[] kl = g.value(estimate.pass().kl(1).plus(estimate.pass().kl(2)));
      double mean = 0;
      double meanKl = 0;
      for (int i = 0; i < measured.length; i++) {
        mean += cells.probabilities()[i] * measured[i];
        meanKl += cells.probabilities()[i] * kl[i];
      }
      assertEquals(elbo, mean, 1e-12);
      assertEquals(pixels - elbo, meanKl, 1e-12);
    }
  }

  /** Noise: independent of the direction, of the size that was asked for, and repeatable. */
  @Test
  void noiseHasTheSizeAskedFor() {
    try (TestGraph g = new TestGraph()) {
      Randoms randoms = new Randoms(3, g.tf.constant(5L));
      Expr<TFloat64> u = randoms.uniform(g.f64, "u", g.tf.constant(new long[] {400, 50})).minus(3);
      TinyHvae tiny = TinyHvae.random(1, 8, false, 2);
      Pass<TFloat64> pass =
          tiny.net(g).sample(g.f64.constant(new double[][] {tiny.x}), randoms::uniformLike);
      var estimate = new Estimate<>(pass, List.of(u, u), pass.elbo(), 1);
      List<Expr<TFloat64>> noisy =
          estimate.withNoise(g.f64.constant(0.5), g.f64.constant(2), randoms).u();
      double[] before = g.value(u);
      double[] first = g.value(noisy.get(0).minus(u.times(0.5)));
      double[] second = g.value(noisy.get(1).minus(u.times(0.5)));
      double size = 0;
      for (double value : before) {
        size += value * value / before.length;
      }
      double[][] pairs = {first, second, before};
      double[] expected = {4 * size, 4 * size, size};
      for (int i = 0; i < 3; i++) {
        assertEquals(expected[i], product(pairs[i], pairs[i]), 0.06 * expected[i]);
        for (int j = 0; j < i; j++) {
          double bound = 0.04 * Math.sqrt(expected[i] * expected[j]);
          assertEquals(0, product(pairs[i], pairs[j]), bound, i + " and " + j);
        }
      }
      assertArrayEquals(first, g.value(noisy.get(0).minus(u.times(0.5))));
    }
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i] / a.length;
    }
    return sum;
  }

  /** With several samples, on a smaller network: every pair of chains. */
  static Stream<Case> severalSamples() {
    return Stream.of(
        new Case(new LooIs(2), 0, false),
        new Case(new LooIs(3), 0, false),
        new Case(
            new Hnca(false, false, Baseline.LEAVE_ONE_OUT_SAMPLES, 0, 2, Counterfactual.SOFTPLUS),
            0,
            false),
        new Case(new Hnca(true, true, Baseline.NONE, 0, 2, Counterfactual.SOFTPLUS), 0, false));
  }

  @ParameterizedTest
  @MethodSource("severalSamples")
  void theMeanOfSeveralSamplesIsTheGradient(Case c) {
    TinyHvae tiny = TinyHvae.random(1, 2, c.pm1(), 2, 1);
    compare(tiny.gradient(), Enumeration.mean(tiny, c.estimator(), c.beta()));
    tiny.weighted(1, 0.4);
    compare(tiny.gradient(), Enumeration.mean(tiny, c.estimator(), c.beta()));
  }

  private static void compare(double[] exact, double[] mean) {
    assertEquals(exact.length, mean.length);
    for (int i = 0; i < exact.length; i++) {
      assertEquals(exact[i], mean[i], 1e-7, "parameter " + i);
    }
  }

  @Test
  void oneLatentLayerIsEnough() {
    TinyHvae tiny = TinyHvae.random(1, 3, false, 3);
    for (VaeEstimator estimator :
        List.of(
            hnca(true, true),
            new Reinforce(Baseline.NONE, 0, 1),
            new Disarm(),
            new Arm(),
            new LocalExpectation(Counterfactual.SOFTPLUS),
            new LooFr(),
            new LooIs(2))) {
      compare(tiny.gradient(), Enumeration.mean(tiny, estimator, 0));
    }
  }

  /** Each example's baseline from the other example: every pair of outcomes of a batch of two. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theOtherExamplesBaselineAddsNoBias(boolean hnca) {
    TinyHvae tiny = TinyHvae.random(1, 4, false, 2, 1);
    VaeEstimator estimator =
        hnca
            ? new Hnca(false, false, Baseline.LEAVE_ONE_OUT, 0, 1, Counterfactual.SOFTPLUS)
            : new Reinforce(Baseline.LEAVE_ONE_OUT, 0, 1);
    try (TestGraph g = new TestGraph()) {
      Map<String, Expr<TFloat64>> fed = new LinkedHashMap<>();
      Noise noise =
          new Noise() {
            @Override
            public <T extends TNumber> Expr<T> uniform(String name, Expr<T> like) {
              int width = tiny.width(Integer.parseInt(name.substring(4)));
              fed.put(name, g.f64.placeholder(Shape.of(2, width)));
              return like.nodes().cast(fed.get(name));
            }
          };
      var baselines = new Baselines<>(g.variables, g.f64);
      var x = g.f64.constant(new double[][] {tiny.x, tiny.x});
      var estimate = estimator.estimate(tiny.net(g), x, noise, baselines);
      var u = g.f64.concat(estimate.u(), 1).sum(0); // ∂/∂b of both layers, times two
      double[] mean = new double[3];
      for (int[][] one : tiny.chains()) {
        for (int[][] other : tiny.chains()) {
          double p = Math.exp(tiny.logQ(one) + tiny.logQ(other));
          // u = 0 draws a 1, u just below 1 a 0.
          double[] first = {1 - one[0][0], 1 - one[0][1], 1 - other[0][0], 1 - other[0][1]};
          double[] second = {1 - one[1][0], 1 - other[1][0]};
          try (var bits1 = TestGraph.tensor(Shape.of(2, 2), first);
              var bits2 = TestGraph.tensor(Shape.of(2, 1), second)) {
            double[] sum = g.value(u, Map.of(fed.get("bits1"), bits1, fed.get("bits2"), bits2));
            for (int i = 0; i < 3; i++) {
              mean[i] += p * sum[i] / 2;
            }
          }
        }
      }
      double[] exact = tiny.gradient();
      assertArrayEquals(new double[] {exact[6], exact[7], exact[10]}, mean, 1e-8);
    }
  }

  /** Total variance over the encoder's parameters, exactly. */
  private static double variance(TinyHvae tiny, VaeEstimator estimator) {
    double[] first = Enumeration.moment(tiny, estimator, 0, 1);
    double[] second = Enumeration.moment(tiny, estimator, 0, 2);
    double total = 0;
    for (int i = 0; i < tiny.encoderRange(tiny.depth())[1]; i++) {
      total += second[i] - first[i] * first[i];
    }
    return total;
  }

  /** The order that Young (2022) and Dong et al. (2020) report, on networks of small weights. */
  @Test
  void theEstimatorsStandInTheExpectedOrder() {
    double hnca = 0;
    double disarm = 0;
    double looFr = 0;
    double looIs = 0;
    double reinforce = 0;
    for (long seed = 1; seed <= 3; seed++) {
      TinyHvae tiny = TinyHvae.random(0.5, seed, false, 2, 1);
      hnca += variance(tiny, hnca(false, false));
      disarm += variance(tiny, new Disarm());
      looFr += variance(tiny, new LooFr());
      looIs += variance(tiny, new LooIs(2));
      reinforce += variance(tiny, new Reinforce(Baseline.NONE, 0, 1));
    }
    double arm = variance(TinyHvae.random(0.5, 1, false, 2, 1), new Arm());
    double merged = variance(TinyHvae.random(0.5, 1, false, 2, 1), new Disarm());
    assertTrue(merged < arm, "DisARM is ARM's conditional expectation");
    String all = hnca + " " + disarm + " " + looFr + " " + looIs + " " + reinforce;
    assertTrue(
        hnca < disarm && disarm < Math.min(looFr, looIs) && Math.max(looFr, looIs) < reinforce,
        all);
  }

  /** TensorFlow's gradient of the root is minus the batch mean of inputs times directions. */
  @Test
  void theRootCarriesTheEstimate() {
    TinyHvae tiny = TinyHvae.random(1, 5, false, 2, 2);
    try (TestGraph g = new TestGraph()) {
      NoiseCells cells = NoiseCells.chains(g, tiny, 1);
      Hvae<TFloat64> net = tiny.net(g);
      var baselines = new Baselines<>(g.variables, g.f64);
      var estimate = hnca(false, false).estimate(net, cells.x(), cells, baselines);
      g.initialize();
      var gradients = Gradients.of(estimate.root(), TinyHvae.parameters(net));
      Pass<TFloat64> pass = estimate.pass();
      int next = 0;
      for (int l = 1; l <= 2; l++) {
        Expr<TFloat64> u = estimate.u().get(l - 1);
        check(g, gradients.subList(next, next + 2), pass.e(l - 1), u, cells.count());
        next += 2;
      }
      for (int l = 1; l <= 2; l++) {
        Expr<TFloat64> u = pass.z(l - 1).minus(Expr.sigmoid(pass.d(l - 1)));
        check(g, gradients.subList(next, next + 2), pass.e(l), u, cells.count());
        next += 2;
      }
    }
  }

  private static void check(
      TestGraph g, List<Expr<TFloat64>> gradients, Expr<TFloat64> e, Expr<TFloat64> u, int count) {
    double[] weights = g.value(gradients.get(0));
    double[] bias = g.value(gradients.get(1));
    double[] inputs = g.value(e);
    double[] directions = g.value(u);
    int in = inputs.length / count;
    int out = directions.length / count;
    for (int k = 0; k < out; k++) {
      double biasMean = 0;
      for (int i = 0; i < in; i++) {
        double mean = 0;
        for (int b = 0; b < count; b++) {
          mean -= inputs[b * in + i] * directions[b * out + k] / count;
        }
        assertEquals(mean, weights[i * out + k], 1e-14);
      }
      for (int b = 0; b < count; b++) {
        biasMean -= directions[b * out + k] / count;
      }
      assertEquals(biasMean, bias[k], 1e-14);
    }
  }
}
