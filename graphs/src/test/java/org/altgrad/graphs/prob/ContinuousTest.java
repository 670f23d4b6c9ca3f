package org.altgrad.graphs.prob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Randoms;
import org.apache.commons.math3.analysis.integration.SimpsonIntegrator;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.LaplaceDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/** Continuous distributions against commons-math and numerical integrals. */
class ContinuousTest {
  private static final double[] MEANS = {0, 1.5, -0.3, 2};
  private static final double[] SDS = {1, 0.2, 3, 0.7};

  private static Gaussian<TFloat64> gaussian(TestGraph g) {
    return Gaussian.ofSd(g.vector(MEANS), g.vector(SDS));
  }

  /** ∫ p (log p - log q) over eleven standard deviations of p on either side. */
  private static double divergence(NormalDistribution p, NormalDistribution q) {
    double width = 11 * p.getStandardDeviation();
    return new SimpsonIntegrator(1e-11, 1e-11, 5, 40)
        .integrate(
            10_000_000,
            x -> p.density(x) * (p.logDensity(x) - q.logDensity(x)),
            p.getMean() - width,
            p.getMean() + width);
  }

  @Test
  void gaussianLogDensity() {
    double[] x = {0.3, 1.4, -7, 30};
    try (TestGraph g = new TestGraph()) {
      double[] bySd = g.value(gaussian(g).logDensity(g.vector(x)));
      var logSd = g.vector(Arrays.stream(SDS).map(Math::log).toArray());
      double[] byLog = g.value(Gaussian.ofLogSd(g.vector(MEANS), logSd).logDensity(g.vector(x)));
      for (int i = 0; i < x.length; i++) {
        double expected = new NormalDistribution(MEANS[i], SDS[i]).logDensity(x[i]);
        assertEquals(expected, bySd[i], 1e-12 * Math.max(1, Math.abs(expected)));
        assertEquals(expected, byLog[i], 1e-12 * Math.max(1, Math.abs(expected)));
      }
    }
  }

  @Test
  void gaussianDivergencesAndEntropyAreTheirIntegrals() {
    double[] otherMeans = {1, 1, 0, -2};
    double[] otherSds = {0.5, 0.3, 2, 5};
    try (TestGraph g = new TestGraph()) {
      var p = gaussian(g);
      double[] standard = g.value(p.klToStandard());
      double[] kl = g.value(p.kl(Gaussian.ofSd(g.vector(otherMeans), g.vector(otherSds))));
      double[] entropy = g.value(p.entropy());
      for (int i = 0; i < MEANS.length; i++) {
        var plain = new NormalDistribution(MEANS[i], SDS[i]);
        assertEquals(divergence(plain, new NormalDistribution()), standard[i], 1e-8);
        assertEquals(
            divergence(plain, new NormalDistribution(otherMeans[i], otherSds[i])), kl[i], 1e-8);
        double width = 11 * SDS[i];
        double integral =
            new SimpsonIntegrator(1e-11, 1e-11, 5, 40)
                .integrate(
                    10_000_000,
                    x -> -plain.density(x) * plain.logDensity(x),
                    MEANS[i] - width,
                    MEANS[i] + width);
        assertEquals(integral, entropy[i], 1e-8);
      }
    }
  }

  @Test
  void gaussianSamplesHaveTheirMomentsAndPassGradients() {
    int n = 20_000;
    try (TestGraph g = new TestGraph()) {
      var zeros = g.f64.of(g.tf.zeros(g.tf.constant(new long[] {n, 4}), TFloat64.class));
      var mean = g.vector(MEANS);
      var sd = g.vector(SDS);
      var noise = g.f64.constant(Shape.of(4), 0.5, -1, 2, 0);
      var fixed = Gaussian.ofSd(mean, sd).sample(noise);
      var gradients = Gradients.of(fixed.sum(), List.of(mean, sd));
      assertArrayEquals(new double[] {1, 1, 1, 1}, g.value(gradients.get(0)));
      assertArrayEquals(new double[] {0.5, -1, 2, 0}, g.value(gradients.get(1)));

      double[] x =
          g.value(
              Gaussian.ofSd(mean.plus(zeros), sd)
                  .sample(new Randoms(2, g.tf.constant(4L)), "z")
                  .transpose(1, 0));
      for (int i = 0; i < 4; i++) {
        double[] column = Arrays.copyOfRange(x, i * n, (i + 1) * n);
        double variance = SDS[i] * SDS[i];
        assertEquals(MEANS[i], StatUtils.mean(column), 4 * SDS[i] / Math.sqrt(n));
        assertEquals(variance, StatUtils.variance(column), 4 * variance * Math.sqrt(2.0 / n));
      }
    }
  }

  @Test
  void laplaceAndBetaDensities() {
    double[] x = {0.01, 0.3, 0.5, 0.999};
    double[] a = {3, 0.5, 1, 11};
    double[] b = {11, 0.5, 1, 3};
    try (TestGraph g = new TestGraph()) {
      double[] laplace = g.value(Densities.laplace(g.vector(x), g.vector(MEANS), g.vector(SDS)));
      double[] beta = g.value(Densities.beta(g.vector(x), g.vector(a), g.vector(b)));
      for (int i = 0; i < x.length; i++) {
        assertEquals(new LaplaceDistribution(MEANS[i], SDS[i]).logDensity(x[i]), laplace[i], 1e-12);
        assertEquals(new BetaDistribution(a[i], b[i]).logDensity(x[i]), beta[i], 1e-12);
      }
    }
  }

  @Test
  void gradientsAgreeWithDifferences() {
    GradientCheck.check(
        in -> Gaussian.ofLogSd(in.get(0), in.get(1)).logDensity(in.get(2)),
        Shape.of(3),
        Shape.of(3),
        Shape.of(3));
    GradientCheck.check(
        in -> Gaussian.ofLogSd(in.get(0), in.get(1)).klToStandard(), Shape.of(3), Shape.of(3));
    GradientCheck.check(
        in ->
            Gaussian.ofSd(in.get(0), in.get(1).exp())
                .kl(Gaussian.ofLogSd(in.get(2), in.get(3)))
                .plus(Gaussian.ofLogSd(in.get(0), in.get(3)).entropy()),
        Shape.of(3),
        Shape.of(3),
        Shape.of(3),
        Shape.of(3));
    GradientCheck.check(
        in -> Densities.laplace(in.get(0), in.get(1), in.get(2).exp()),
        Shape.of(3),
        Shape.of(3),
        Shape.of(3));
    // Learned shapes: x and the parameters alike.
    GradientCheck.check(
        in ->
            Densities.beta(
                org.altgrad.graphs.core.Expr.sigmoid(in.get(0)), in.get(1).exp(), in.get(2).exp()),
        Shape.of(3),
        Shape.of(3),
        Shape.of(3));
  }

  @Test
  void crossEntropiesAtLargeLogits() {
    try (TestGraph g = new TestGraph()) {
      double[] softmax =
          g.value(
              CrossEntropy.softmax(
                  g.f64.constant(new double[][] {{60, -60}, {0, 0}, {1, 3}}),
                  g.f64.constant(new double[][] {{0, 1}, {0.5, 0.5}, {0.25, 0.75}})));
      double soft = Math.log1p(Math.exp(2)) - 0.75 * 2;
      assertArrayEquals(new double[] {120, Math.log(2), soft}, softmax, 1e-13);
      double[] sigmoid = g.value(CrossEntropy.sigmoid(g.vector(60, -60, 0.4), g.vector(0, 1, 0.3)));
      double mixed = Math.log1p(Math.exp(0.4)) - 0.3 * 0.4;
      assertArrayEquals(new double[] {60, 60, mixed}, sigmoid, 1e-13);
    }
  }
}
