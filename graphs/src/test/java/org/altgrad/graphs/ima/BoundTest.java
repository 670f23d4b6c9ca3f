package org.altgrad.graphs.ima;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.ima.ImaSettings.Estimator;
import org.altgrad.graphs.ima.ImaSettings.Kl;
import org.altgrad.graphs.ima.ImaSettings.Objective;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Mapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

class BoundTest {
  private static final double[][] W = {{1, 0.5}, {0, 1}, {0.3, -0.2}};

  private static ImaVae<TFloat64> linear(TestGraph g, double[][] w, Prior prior) {
    double[][] transposed = new double[w[0].length][w.length];
    for (int k = 0; k < w[0].length; k++) {
      for (int i = 0; i < w.length; i++) {
        transposed[k][i] = w[i][k];
      }
    }
    Mapping<TFloat64> decoder =
        new Dense<>(
            g.f64.constant(transposed), g.f64.constant(Shape.of(w.length), new double[w.length]));
    return new ImaVae<>(decoder, decoder, prior, Posterior.Covariance.DIAG, w[0].length);
  }

  private static double[] normals(int count, long seed) {
    Random random = new Random(seed);
    return random.doubles(count).map(u -> random.nextGaussian()).toArray();
  }

  /**
   * log p(x) - ELBO with the best diagonal encoder, by antithetic draws whose squares are exact: an
   * independent computation of specification C5's numbers.
   */
  @ParameterizedTest
  @CsvSource({"1, .0206457", "10, .0622391", "100, .0727353", "1e4, .0740543"})
  void linearVaeHasTheGapOfItsClosedForm(double gammaSq, double gap) {
    double[][] precision = new double[2][2];
    for (int k = 0; k < 2; k++) {
      for (int l = 0; l < 2; l++) {
        for (double[] row : W) {
          precision[k][l] += gammaSq * row[k] * row[l];
        }
        precision[k][l] += k == l ? 1 : 0;
      }
    }
    double det = precision[0][0] * precision[1][1] - precision[0][1] * precision[1][0];
    double[] x = {0.4, -1.1, 0.7};
    double[] pull = new double[2];
    for (int k = 0; k < 2; k++) {
      for (int i = 0; i < 3; i++) {
        pull[k] += gammaSq * W[i][k] * x[i];
      }
    }
    double[] mean = {
      (precision[1][1] * pull[0] - precision[0][1] * pull[1]) / det,
      (precision[0][0] * pull[1] - precision[1][0] * pull[0]) / det
    };
    // log p(x) = log N(x; 0, W Wᵀ + I / γ²), by the matrix determinant lemma.
    double square = 0;
    for (int i = 0; i < 3; i++) {
      square += x[i] * x[i];
    }
    double quadratic = gammaSq * square - mean[0] * pull[0] - mean[1] * pull[1];
    double logP =
        -0.5 * (3 * Math.log(2 * Math.PI) + Math.log(det) - 3 * Math.log(gammaSq) + quadratic);
    try (TestGraph g = new TestGraph()) {
      // Four draws at the corners (±1, ±1) have the moments of a normal law up to the second.
      double[] corners = {1, 1, 1, -1, -1, 1, -1, -1};
      Expr<TFloat64> noise = g.f64.constant(Shape.of(1, 4, 2), corners);
      Expr<TFloat64> mu = g.f64.constant(Shape.of(1, 1, 2), mean).plus(noise.times(0));
      Expr<TFloat64> l =
          g.f64
              .constant(Shape.of(1, 1, 2), -Math.log(precision[0][0]), -Math.log(precision[1][1]))
              .plus(noise.times(0));
      Expr<TFloat64> rho = g.f64.constant(Shape.of(1, 1), -Math.log(gammaSq));
      Expr<TFloat64> given = g.f64.constant(Shape.of(1, 1, 3), x);
      ImaVae<TFloat64> vae = linear(g, W, Mixed.GAUSSIAN);
      Prior.Density<TFloat64> p = Mixed.GAUSSIAN.density(g.f64);
      for (Kl kl : Kl.values()) {
        Bound<TFloat64> bound =
            Bound.of(
                vae,
                new Bound.Given<>(given, Posterior.diagonal(mu, l), p, noise, Optional.of(rho)),
                1,
                new Bound.Way(Objective.ELBO, kl, Estimator.PLAIN));
        double elbo = g.value(bound.logLikelihood().minus(bound.kl()).mean())[0];
        assertEquals(gap, logP - elbo, 1e-6, kl.toString());
      }
    }
  }

  /** With orthogonal columns q can be the true posterior, where STL has no variance at all. */
  @Test
  void stickingTheLandingHasNoVarianceAtTheTruePosterior() {
    double[][] w = {{1, 0.5}, {-0.5, 1}};
    double precision = 1 + 10 * 1.25;
    try (TestGraph g = new TestGraph()) {
      double[] x = {0.4, -1.1};
      double[] mean = {
        10 * (w[0][0] * x[0] + w[1][0] * x[1]) / precision,
        10 * (w[0][1] * x[0] + w[1][1] * x[1]) / precision
      };
      Expr<TFloat64> mu = g.f64.constant(Shape.of(1, 1, 2), mean);
      Expr<TFloat64> l =
          g.f64.constant(Shape.of(1, 1, 2), -Math.log(precision), -Math.log(precision));
      ImaVae<TFloat64> vae = linear(g, w, Mixed.GAUSSIAN);
      double[][] gradients = new double[2][];
      for (Estimator estimator : List.of(Estimator.PLAIN, Estimator.STL)) {
        Bound<TFloat64> bound =
            Bound.of(
                vae,
                new Bound.Given<>(
                    g.f64.constant(Shape.of(1, 1, 2), x),
                    Posterior.diagonal(mu, l),
                    Mixed.GAUSSIAN.density(g.f64),
                    g.f64.constant(Shape.of(1, 1, 2), 0.7, -1.3),
                    Optional.of(g.f64.constant(Shape.of(1, 1), -Math.log(10)))),
                1,
                new Bound.Way(Objective.ELBO, Kl.SAMPLED, estimator));
        Expr<TFloat64> elbo = bound.logLikelihood().minus(bound.kl()).sum();
        List<Expr<TFloat64>> both = Gradients.of(elbo, List.of(mu, l));
        gradients[estimator.ordinal()] = g.value(g.f64.concat(both, 2));
      }
      assertArrayEquals(new double[4], gradients[1], 1e-12);
      assertTrue(Arrays.stream(gradients[0]).anyMatch(v -> Math.abs(v) > 1e-2));
    }
  }

  /** The sampled divergence against the closed form: within four standard errors. */
  @ParameterizedTest
  @EnumSource(Posterior.Covariance.class)
  void sampledDivergenceIsTheClosedForm(Posterior.Covariance covariance) {
    int draws = 100_000;
    try (TestGraph g = new TestGraph()) {
      double[] h = {0.3, -0.7, Math.log(0.4), Math.log(1.7), 0.5};
      Expr<TFloat64> given =
          g.f64.constant(
              Shape.of(1, 1, covariance.outputs(2)), Arrays.copyOf(h, covariance.outputs(2)));
      Posterior<TFloat64> q = Posterior.of(given, 2, covariance);
      Expr<TFloat64> noise = g.f64.constant(Shape.of(1, draws, 2), normals(2 * draws, 5));
      Prior.Density<TFloat64> p = new Prior.Gaussian(0.2, 1.5, false).density(g.f64);
      double[] sampled = g.value(q.logDensityOfSample(noise).minus(p.log(q.sample(noise))));
      double exact = g.value(q.kl(p.moments().get()))[0];
      double mean = Arrays.stream(sampled).average().getAsDouble();
      double variance =
          Arrays.stream(sampled).map(v -> (v - mean) * (v - mean)).sum() / draws / draws;
      assertEquals(exact, mean, 4 * Math.sqrt(variance));
      Expr<TFloat64> n = q.sample(noise);
      assertArrayEquals(g.value(q.logDensityOfSample(noise)), g.value(q.logDensity(n)), 1e-9);
    }
  }

  @Test
  void aFullPosteriorHasTheCovarianceOfItsSamples() {
    try (TestGraph g = new TestGraph()) {
      double[] h = {0, 0, 0, Math.log(0.4), Math.log(1.7), Math.log(0.9), 0.5, -0.3, 0.8};
      Posterior<TFloat64> q =
          Posterior.of(g.f64.constant(Shape.of(1, 1, 9), h), 3, Posterior.Covariance.FULL);
      double[] variance = g.value(q.variance());
      assertArrayEquals(new double[] {0.4, 1.7 + 0.25, 0.9 + 0.09 + 0.64}, variance, 1e-12);
      double[] column = g.value(q.sample(g.f64.constant(Shape.of(1, 1, 3), 1, 0, 0)));
      assertArrayEquals(new double[] {Math.sqrt(0.4), 0.5, -0.3}, column, 1e-12);
    }
  }

  /** Beta(1, 1) is uniform, and the density of logits integrates to 1. */
  @Test
  void priorsOfLogitsAreDensities() {
    try (TestGraph g = new TestGraph()) {
      int points = 8001;
      double[] grid = new double[points];
      Arrays.setAll(grid, i -> -40 + 0.01 * i);
      Expr<TFloat64> n = g.f64.constant(Shape.of(points, 1), grid);
      double[] uniform = g.value(Mixed.UNIFORM.density(g.f64).log(n));
      double[] flat = g.value(new Prior.Beta(1, 1, false).density(g.f64).log(n));
      assertArrayEquals(uniform, flat, 1e-12);
      double[] beta = g.value(new Prior.Beta(3, 11, false).density(g.f64).log(n));
      for (double[] density : List.of(uniform, beta)) {
        assertEquals(1, 0.01 * Arrays.stream(density).map(Math::exp).sum(), 1e-9);
      }
      double[] curvature = g.value(new Prior.Beta(3, 11, false).density(g.f64).curvature(n));
      int at = 4100;
      double numeric = -(beta[at + 1] - 2 * beta[at] + beta[at - 1]) / 1e-4;
      assertEquals(numeric, curvature[at], 1e-4);
    }
  }

  /** min over s² of KL(σ(N(0, s²)) ‖ U(0, 1)) = .0095116 at 3.058: a collapsed VAE's divergence. */
  @Test
  void collapseHasItsClosedForm() {
    double least = Double.MAX_VALUE;
    double where = 0;
    try (TestGraph g = new TestGraph()) {
      int points = 4001;
      double[] grid = new double[points];
      Arrays.setAll(grid, i -> -8 + 0.004 * i);
      Expr<TFloat64> noise = g.f64.constant(Shape.of(1, points, 1), grid);
      Expr<TFloat64> l = g.f64.placeholder(Shape.of(1, 1, 1));
      Posterior<TFloat64> q = Posterior.diagonal(g.f64.constant(Shape.of(1, 1, 1), 0), l);
      Expr<TFloat64> kl =
          q.logDensityOfSample(noise).minus(Mixed.UNIFORM.density(g.f64).log(q.sample(noise)));
      double[] weights =
          Arrays.stream(grid)
              .map(e -> 0.004 * Math.exp(-e * e / 2) / Math.sqrt(2 * Math.PI))
              .toArray();
      Expr<TFloat64> mean = kl.times(g.f64.constant(Shape.of(1, points), weights)).sum();
      for (double s2 = 3.0; s2 < 3.12; s2 += 0.002) {
        double value = at(g, mean, l, Math.log(s2));
        if (value < least) {
          least = value;
          where = s2;
        }
      }
    }
    assertEquals(0.0095116, least, 1e-7);
    assertEquals(3.058, where, 0.003);
  }

  private static double at(TestGraph g, Expr<TFloat64> y, Expr<TFloat64> x, double value) {
    try (TFloat64 given = TestGraph.tensor(Shape.of(1, 1, 1), value)) {
      return g.value(y, Map.of(x, given))[0];
    }
  }

  /** Gradients of every bound for the encoder's outputs, in double precision. */
  @ParameterizedTest
  @CsvSource({"DIAG, SAMPLED", "FULL, SAMPLED", "DIAG, ANALYTIC", "FULL, ANALYTIC"})
  void boundsHaveTheGradientsOfFiniteDifferences(Posterior.Covariance covariance, Kl kl) {
    GradientCheck.check(
        given -> {
          Expr<TFloat64> h = given.get(0).expand(0);
          var nodes = h.nodes();
          double[][] transposed = {{1, 0, 0.3}, {0.5, 1, -0.2}};
          Mapping<TFloat64> decoder =
              new Dense<>(nodes.constant(transposed), nodes.constant(Shape.of(3), 0, 0, 0));
          ImaVae<TFloat64> vae = new ImaVae<>(decoder, decoder, Mixed.GAUSSIAN, covariance, 2);
          Posterior<TFloat64> q = Posterior.of(h, 2, covariance);
          Bound<TFloat64> bound =
              Bound.of(
                  vae,
                  new Bound.Given<>(
                      given.get(1).expand(0),
                      q,
                      Mixed.GAUSSIAN.density(nodes),
                      given.get(2).expand(0),
                      Optional.of(given.get(3))),
                  1,
                  new Bound.Way(Objective.ELBO, kl, Estimator.PLAIN));
          return bound.objective(
              nodes.constant(0.7), new Bound.Way(Objective.ELBO, kl, Estimator.PLAIN));
        },
        Shape.of(3, covariance.outputs(2)),
        Shape.of(3, 3),
        Shape.of(3, 2),
        Shape.of(1, 1));
  }
}
