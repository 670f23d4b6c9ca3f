package org.altgrad.graphs.identifiability;

import static org.altgrad.graphs.identifiability.Mcc.Correlation.PEARSON;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.distribution.MultivariateNormalDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

/** Models whose solution is known, linear baselines, and spurious solutions. */
class ClosedFormsTest {
  private static final double[][] W = {{1, .5}, {0, 1}, {.3, -.2}};
  private static final double[] B = {.5, -1, 2};

  @Test
  void linearGapIsThatOfTheTable() {
    double[][] table = {
      {1, .0206457}, {10, .0622391}, {100, .0727353}, {1e4, .0740543}, {1e9, .0740678}
    };
    for (double[] line : table) {
      assertEquals(line[1], new LinearVae(W, B, line[0]).gap(), 6e-8);
    }
    assertEquals(ColumnGeometry.cIma(W), new LinearVae(W, B, 1e9).gap(), 1e-8);
  }

  @Test
  void gapIsLikelihoodMinusBestElboForEveryX() {
    LinearVae vae = new LinearVae(W, B, 7);
    MultivariateNormalDistribution law =
        new MultivariateNormalDistribution(
            B,
            new double[][] {
              {1.25 + 1 / 7.0, .5, .2}, {.5, 1 + 1 / 7.0, -.2}, {.2, -.2, .13 + 1 / 7.0}
            });
    for (double[] x : Rows.gaussian(5, 3, 1)) {
      assertEquals(Math.log(law.density(x)), vae.logLikelihood(x), 1e-12);
      double[] mean = vae.optimalMean(x);
      double[] variances = vae.optimalVariances();
      double best = vae.elbo(x, mean, variances);
      assertEquals(vae.gap(), vae.logLikelihood(x) - best, 1e-12);
      for (int k = 0; k < 2; k++) {
        for (double off : new double[] {.97, 1.03}) {
          double[] others = variances.clone();
          others[k] *= off;
          assertTrue(vae.elbo(x, mean, others) < best);
          others = mean.clone();
          others[k] += off - 1;
          assertTrue(vae.elbo(x, others, variances) < best);
        }
      }
    }
  }

  /** KL and error of the exact ELBO against draws of the encoder. */
  @Test
  void elboIsTheMeanOverDraws() {
    LinearVae vae = new LinearVae(W, B, 3);
    double[] x = {1, 0, 2};
    double[] mean = {.3, -.4};
    double[] deviation = {.5, .2};
    double sum = 0;
    double squares = 0;
    int draws = 20000;
    for (double[] eps : Rows.gaussian(draws, 2, 2)) {
      double value = 1.5 * Math.log(3 / (2 * Math.PI));
      for (int i = 0; i < 3; i++) {
        double left = x[i] - B[i];
        for (int k = 0; k < 2; k++) {
          left -= W[i][k] * (mean[k] + deviation[k] * eps[k]);
        }
        value -= 1.5 * left * left;
      }
      for (int k = 0; k < 2; k++) {
        double z = mean[k] + deviation[k] * eps[k];
        value += -z * z / 2 + eps[k] * eps[k] / 2 + Math.log(deviation[k]);
      }
      sum += value / draws;
      squares += value * value / draws;
    }
    double exact = vae.elbo(x, mean, new double[] {.25, .04});
    assertEquals(exact, sum, 4 * Math.sqrt((squares - sum * sum) / draws));
  }

  @Test
  void mostLikelyModelIsLikelierThanItsNeighbours() {
    double[][] x = Rows.noisy(Rows.times(Rows.gaussian(500, 2, 3), W), .3, 4);
    LinearVae best = LinearVae.mostLikely(x, 2);
    double most = likelihood(best, x);
    assertEquals(0, best.gap(), 1e-12); // its columns are orthogonal
    assertEquals(1 / .09, best.gammaSquared(), 1.5);
    for (int seed = 0; seed < 10; seed++) {
      LinearVae near =
          new LinearVae(
              Rows.noisy(best.w(), .02, seed), best.b(), best.gammaSquared() * (1 + .01 * seed));
      assertTrue(likelihood(near, x) < most);
    }
    // a rotation of the latents changes nothing but the gap
    double[][] turned = Rows.times(best.w(), new double[][] {{.6, .8}, {-.8, .6}});
    LinearVae other = new LinearVae(turned, best.b(), best.gammaSquared());
    assertEquals(most, likelihood(other, x), 1e-10);
    assertTrue(other.gap() > .01);
    assertThrows(IllegalArgumentException.class, () -> LinearVae.mostLikely(x, 3));
  }

  private static double likelihood(LinearVae vae, double[][] x) {
    return Arrays.stream(x).mapToDouble(vae::logLikelihood).average().orElseThrow();
  }

  @Test
  void principalComponentsDecorrelate() {
    double[][] x =
        Rows.times(Rows.gaussian(1000, 3, 5), new double[][] {{3, 1, 0}, {1, 2, 0}, {0, 1, .5}});
    Pca pca = Pca.of(x);
    double[][] codes = pca.codes(x, 3);
    assertEquals(0, Covariances.check(codes).value(), 1e-20);
    for (int k = 0; k < 3; k++) {
      double variance = StatUtils.populationVariance(Columns.column(codes, k));
      assertEquals(variance, pca.variances()[k], 1e-10);
      assertTrue(k == 0 || pca.variances()[k] <= pca.variances()[k - 1]);
    }
  }

  /** Independent components are found where principal ones are not. */
  @Test
  void fastIcaUnmixesWhatPcaCannot() {
    double[][] sources = Rows.uniform(3000, 3, 6);
    double[][] mixing = {{.6, .8, .1}, {-.8, .6, .2}, {.3, .1, 1}, {.5, -.5, .5}};
    double[][] x = Rows.map(Rows.times(sources, mixing), v -> 10 * v + 3);
    FastIca ica = FastIca.of(x, 3, 7);
    assertTrue(ica.converged());
    double found = Mcc.of(Sample.of(ica.codes(x), sources), PEARSON, Rows.FEW).value();
    assertTrue(found > .995, "found " + found);
    double principal = Mcc.of(Sample.of(Pca.of(x).codes(x, 3), sources), PEARSON, Rows.FEW).value();
    assertTrue(principal < .95, "principal " + principal);
    double[][] codes = ica.codes(x);
    assertEquals(0, Covariances.check(codes).value(), 1e-20);
    assertArrayEquals(FastIca.of(x, 3, 7).unmixing()[1], ica.unmixing()[1]);
    assertThrows(IllegalArgumentException.class, () -> FastIca.of(x, 4, 7));
  }

  private static void assertUniformAndIndependent(double[][] u) {
    KolmogorovSmirnovTest test = new KolmogorovSmirnovTest();
    for (int k = 0; k < u[0].length; k++) {
      var uniform = new UniformRealDistribution();
      assertTrue(test.kolmogorovSmirnovTest(uniform, Columns.column(u, k)) > 1e-3);
    }
    assertTrue(Covariances.check(u).value() < .005);
    double[][] squares = Rows.map(u, v -> (v - .5) * (v - .5));
    assertTrue(Covariances.check(squares).value() < .005);
  }

  @Test
  void rotationKeepsTheLawAndMixesTheSources() {
    double[][] r = {{Math.cos(.7), -Math.sin(.7)}, {Math.sin(.7), Math.cos(.7)}};
    MeasurePreservingRotation map = new MeasurePreservingRotation(r);
    double[][] z = Rows.uniform(3000, 2, 8);
    double[][] u = map.of(z);
    assertUniformAndIndependent(u);
    double found = Mcc.of(Sample.of(u, z), PEARSON, Rows.FEW).value();
    assertTrue(found > .6 && found < .85, "found " + found);
    assertArrayEquals(z[5], map.inverse().of(u)[5], 1e-9);
    double[][] jacobian = map.jacobian(z[5]);
    for (int k = 0; k < 2; k++) {
      double[] above = z[5].clone();
      double[] below = z[5].clone();
      above[k] += 1e-6;
      below[k] -= 1e-6;
      for (int i = 0; i < 2; i++) {
        double slope =
            (map.of(new double[][] {above})[0][i] - map.of(new double[][] {below})[0][i]) / 2e-6;
        assertEquals(slope, jacobian[i][k], 1e-6);
      }
    }
    // volume is kept, orthogonality is not
    double volume = jacobian[0][0] * jacobian[1][1] - jacobian[0][1] * jacobian[1][0];
    double ratio = 1;
    NormalDistribution normal = new NormalDistribution();
    for (int k = 0; k < 2; k++) {
      ratio *= normal.density(normal.inverseCumulativeProbability(u[5][k]));
      ratio /= normal.density(normal.inverseCumulativeProbability(z[5][k]));
    }
    assertEquals(1, ratio, 1e-9);
    assertEquals(1, volume, 1e-9);
    double[][][] all = Arrays.stream(z).map(map::jacobian).toArray(double[][][]::new);
    assertTrue(ColumnGeometry.of(all).local() > .05);
    assertThrows(
        IllegalArgumentException.class,
        () -> new MeasurePreservingRotation(new double[][] {{1, 0}, {.1, 1}}));
    assertThrows(IllegalArgumentException.class, () -> map.of(new double[][] {{0, .5}}));
  }

  @Test
  void darmoisOfGaussiansIsTriangular() {
    double[][] sources = Rows.gaussian(3000, 3, 9);
    double[][] mixing = {{1, .5, 0}, {.2, 1, -.7}, {0, .6, 1}};
    double[][] covariance = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          covariance[i][j] += mixing[i][k] * mixing[j][k];
        }
      }
    }
    double[][] x = Rows.map(Rows.times(sources, mixing), v -> v + 1);
    Darmois darmois = Darmois.gaussian(new double[] {1, 1, 1}, covariance);
    assertUniformAndIndependent(darmois.codes(x));
    double[][] decoder = darmois.decoderJacobian(x[0], 1e-5);
    assertEquals(0, decoder[0][1], 1e-9);
    assertEquals(0, decoder[0][2], 1e-9);
    assertEquals(0, decoder[1][2], 1e-9);
    assertTrue(ColumnGeometry.cIma(decoder) > .05);
  }

  /** Of a conformal map, whose own contrast is 0. */
  @Test
  void darmoisOfAPlaneIsUniformAndHasContrast() {
    double[] a = {-1.072969, .865408};
    double[][] sources = Rows.uniform(1500, 2, 10);
    double[][] x =
        Arrays.stream(sources).map(s -> inverted(s[0] - .5, s[1] - .5, a)).toArray(double[][]::new);
    Darmois darmois =
        Darmois.plane(
            (p, q) -> { // density of x: the inversion is its own inverse, |det| = |x|⁻⁴
              double square = p * p + q * q;
              double s = p / square + a[0];
              double t = q / square + a[1];
              boolean inside = Math.abs(s) <= .5 && Math.abs(t) <= .5;
              return inside ? 1 / (square * square) : 0;
            },
            new double[] {0, -2.5},
            new double[] {2.5, 0},
            1500);
    double[][] u = darmois.codes(x);
    assertUniformAndIndependent(u);
    double[][][] decoders =
        Arrays.stream(x)
            .limit(200)
            .map(row -> darmois.decoderJacobian(row, 1e-3))
            .toArray(double[][][]::new);
    assertTrue(ColumnGeometry.of(decoders).local() > .01);
    double[][] mean = {{0, 0}};
    Darmois closed = Darmois.gaussian(mean[0], new double[][] {{1, .6}, {.6, 1}});
    Darmois numeric =
        Darmois.plane(
            (p, q) -> Math.exp(-(p * p - 1.2 * p * q + q * q) / (2 * .64)),
            new double[] {-6, -6},
            new double[] {6, 6},
            600);
    double[][] points = Rows.gaussian(20, 2, 11);
    for (int b = 0; b < 20; b++) {
      assertArrayEquals(closed.codes(points)[b], numeric.codes(points)[b], 1e-4);
    }
  }

  private static double[] inverted(double s, double t, double[] a) {
    double p = s - a[0];
    double q = t - a[1];
    double square = p * p + q * q;
    return new double[] {p / square, q / square};
  }
}
