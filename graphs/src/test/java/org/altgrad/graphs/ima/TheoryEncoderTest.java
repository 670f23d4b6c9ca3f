package org.altgrad.graphs.ima;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Mapping;
import org.altgrad.graphs.program.HostConstant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/**
 * The encoder that theory predicts of a precise decoder, at the true sources: its ELBO falls short
 * of log p(x) by c_IMA and what goes as 1/γ². Numbers are those of the measured reference; log p
 * and c_IMA are of the chain rule in plain Java.
 */
class TheoryEncoderTest {
  private static final int ROWS = 2000;
  private static final int SIGNS = 8;
  private static final int SAMPLES = 12 * SIGNS;

  private static final List<double[][]> TRIANGLES =
      List.of(
          new double[][] {{1.04, .44, -1.00}, {0, .92, -.82}, {0, 0, 1.19}},
          new double[][] {{1.47, .76, -.95}, {0, .81, .12}, {0, 0, 1.19}},
          new double[][] {{1.03, .79, -.83}, {0, 1.19, .76}, {0, 0, .82}});

  private static final double[][] TURN = {
    {0.895298, 0.079694, 0.438281},
    {-0.337185, 0.764196, 0.549828},
    {-0.291115, -0.640042, 0.711055}
  };
  private static final double[] POLE = {1.744812, -0.761207, 1.462108};

  private static HostConstant matrix(double[][] m) {
    return new HostConstant(
        Shape.of(3, 3), Arrays.stream(m).flatMapToDouble(Arrays::stream).toArray());
  }

  /** What log p(x) less c_IMA is at one z, weighted so: ln N(z) - Σ ln |J_k|. */
  private static double triangularObjective(double[] z) {
    double[][] jacobian = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    double[] h = z;
    for (int l = 0; l < 3; l++) {
      double[][] t = TRIANGLES.get(l);
      double[] a = new double[3];
      double[][] next = new double[3][3];
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          a[i] += t[i][j] * h[j];
        }
        double slope = l == 2 ? 1 : 0.2 + 0.8 / (1 + Math.exp(-a[i]));
        for (int k = 0; k < 3; k++) {
          for (int j = 0; j < 3; j++) {
            next[i][k] += slope * t[i][j] * jacobian[j][k];
          }
        }
      }
      h = l == 2 ? a : Arrays.stream(a).map(v -> 0.2 * v + 0.8 * Math.log1p(Math.exp(v))).toArray();
      jacobian = next;
    }
    double all = -1.5 * Math.log(2 * Math.PI);
    for (int k = 0; k < 3; k++) {
      double square = 0;
      for (double[] row : jacobian) {
        square += row[k] * row[k];
      }
      all -= 0.5 * (z[k] * z[k] + Math.log(square));
    }
    return all;
  }

  /** Draws for each row with all signs, so that products of two of their numbers have mean 0. */
  private static double[] noise() {
    Random random = new Random(5);
    double[] noise = new double[SAMPLES * ROWS * 3];
    for (int s = 0; s < SAMPLES; s++) {
      for (int i = 0; i < 3 * ROWS; i++) {
        int first = (s - s % SIGNS) * 3 * ROWS + i;
        double size = Math.abs(s % SIGNS == 0 ? random.nextGaussian() : noise[first]);
        noise[s * 3 * ROWS + i] = (s >> i % 3 & 1) == 0 ? size : -size;
      }
    }
    return noise;
  }

  /** Mean ELBO of the predicted posterior at n. */
  private static double elbo(
      TestGraph g, Map<String, HostConstant> mixing, Prior prior, double[] n, double gammaSq) {
    Mapping<TFloat64> decoder = TrueMixing.of(g.f64, mixing, prior.squashed());
    ImaVae<TFloat64> vae = new ImaVae<>(decoder, decoder, prior, Posterior.Covariance.DIAG, 3);
    Expr<TFloat64> at = g.f64.constant(Shape.of(1, ROWS, 3), n);
    Expr<TFloat64> x = vae.decode(at);
    Prior.Density<TFloat64> p = prior.density(g.f64);
    Optional<Expr<TFloat64>> rho = Optional.of(g.f64.constant(Shape.of(1, 1), -Math.log(gammaSq)));
    Posterior<TFloat64> q = vae.predicted(at, x, p, rho);
    Bound<TFloat64> bound =
        Bound.of(
            vae,
            new Bound.Given<>(
                Bound.repeat(x, SAMPLES),
                Bound.repeat(q, SAMPLES),
                p,
                g.f64.constant(Shape.of(1, SAMPLES * ROWS, 3), noise()),
                rho),
            SAMPLES,
            Bound.Way.PLAIN);
    return g.value(bound.logLikelihood().minus(bound.kl()).mean())[0];
  }

  /** L_IMA - ELBO of a mixing whose columns are not orthogonal. */
  @ParameterizedTest
  @CsvSource({"10, .471, .04", "1e2, .096, .012", "1e3, .0107, .004", "1e4, -.0004, .004"})
  void theObjectiveOfTriangularMixings(double gammaSq, double gap, double tolerance) {
    Random random = new Random(3);
    double[] z = random.doubles(3L * ROWS).map(u -> random.nextGaussian()).toArray();
    double objective = 0;
    for (int b = 0; b < ROWS; b++) {
      objective += triangularObjective(Arrays.copyOfRange(z, 3 * b, 3 * b + 3)) / ROWS;
    }
    Map<String, HostConstant> mixing = new LinkedHashMap<>();
    for (int l = 0; l < 3; l++) {
      mixing.put("mixing." + (2 * l + 1) + ".matrix", matrix(TRIANGLES.get(l)));
      if (l < 2) {
        HostConstant slope = new HostConstant(Shape.scalar(), new double[] {0.2});
        mixing.put("mixing." + (2 * l + 2) + ".smooth_lrelu", slope);
      }
    }
    try (TestGraph g = new TestGraph()) {
      double elbo = elbo(g, mixing, Mixed.GAUSSIAN, z, gammaSq);
      assertEquals(gap, objective - elbo, tolerance);
    }
  }

  /** log p - ELBO inside of the IMA class, for sources away from the border. */
  @ParameterizedTest
  @CsvSource({"1e4, .107, .012", "1e5, .0116, .006", "1e6, .0013, .006"})
  void theLikelihoodOfMoebiusTransforms(double gammaSq, double gap, double tolerance) {
    Random random = new Random(4);
    double[] n = new double[3 * ROWS];
    double likelihood = 0;
    for (int b = 0; b < ROWS; b++) {
      double square = 0;
      for (int k = 0; k < 3; k++) {
        double u = random.nextDouble(0.1, 0.9);
        n[3 * b + k] = Math.log(u / (1 - u));
        square += (u - 0.5 - POLE[k]) * (u - 0.5 - POLE[k]);
      }
      // Uniform sources, and |det J| = |s - a|^-6.
      likelihood += 3 * Math.log(square) / ROWS;
    }
    Map<String, HostConstant> mixing =
        Map.of(
            "mixing.1.moebius_matrix",
            matrix(TURN),
            "mixing.1.moebius_pole",
            new HostConstant(Shape.of(3), POLE));
    try (TestGraph g = new TestGraph()) {
      double elbo = elbo(g, mixing, Mixed.UNIFORM, n, gammaSq);
      assertEquals(gap, likelihood - elbo, tolerance);
    }
  }
}
