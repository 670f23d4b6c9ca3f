package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Whether the encoder is the one that a decoder of high precision asks for (Reizinger et al. 2022,
 * proposition 1).
 */
public final class SelfConsistency {
  private SelfConsistency() {}

  /**
   * Mean square of the difference over all rows and columns: of f(m(x)) and x, or of m(f(z)) and z.
   */
  public static Score meanSquare(String version, double[][] a, double[][] b) {
    double[][] one = Columns.of("a", a);
    double[][] other = Columns.of("b", b);
    Columns.alike("a", one, "b", other);
    double sum = 0;
    for (int k = 0; k < one.length; k++) {
      for (int i = 0; i < one[k].length; i++) {
        sum += (one[k][i] - other[k][i]) * (one[k][i] - other[k][i]);
      }
    }
    return Score.plain(version, sum / a.length / one.length, a.length, "");
  }

  /**
   * The precision that is most likely, 1 / mean square, to be compared with the one that is used.
   *
   * @param reconstructed [rows][D] f(m(x))
   * @param observed [rows][D] x
   */
  public static Score gammaSquaredMle(double[][] reconstructed, double[][] observed) {
    Score square = meanSquare("mse", reconstructed, observed);
    Require.positive("mean squared error", square.value());
    return Score.plain("gamma_sq_mle/1", 1 / square.value(), square.rows(), "");
  }

  /**
   * Variances that the theory predicts for the encoder, 1 / (-(log p)'' + γ² |J_k|² (dz/dn)²), of
   * the normal variable n, which is the logit for a prior on (0, 1).
   *
   * @param laws the prior's, one for each latent or one for all
   * @param means [rows][d] means of n
   * @param squaredNorms [rows][d] |J_k|² of the decoder by z, at these means
   */
  public static double[][] predictedVariances(
      List<Marginal> laws, double[][] means, double[][] squaredNorms, double gammaSquared) {
    Require.positive("gamma_sq", gammaSquared);
    Columns.alike("means", Columns.of("means", means), "norms", Columns.of("norms", squaredNorms));
    List<Marginal> each = Marginal.each(laws, means[0].length);
    double[][] variances = new double[means.length][means[0].length];
    for (int b = 0; b < means.length; b++) {
      for (int k = 0; k < means[b].length; k++) {
        Marginal law = each.get(k);
        double slope = law.slope(means[b][k]);
        double precision = gammaSquared * squaredNorms[b][k] * slope * slope;
        variances[b][k] = 1 / (law.curvature(means[b][k]) + precision);
      }
    }
    return variances;
  }

  /**
   * Median over rows and latents of |log variance - log predicted|. Predictions of infinity (a
   * latent without effect under a prior without curvature) are left out.
   *
   * @param logVariances [rows][d] of the encoder
   * @param predicted [rows][d] variances
   */
  public static Score medianLogError(double[][] logVariances, double[][] predicted) {
    double[][] logs = Columns.of("log variances", logVariances);
    double[] errors =
        IntStream.range(0, logs.length)
            .boxed()
            .flatMapToDouble(
                k ->
                    IntStream.range(0, predicted.length)
                        .filter(b -> predicted[b][k] != Double.POSITIVE_INFINITY)
                        .mapToDouble(b -> Math.abs(logs[k][b] - Math.log(predicted[b][k]))))
            .toArray();
    if (errors.length == 0) {
      Require.finite("log of the predicted variances", Double.POSITIVE_INFINITY);
    }
    Arrays.stream(errors).forEach(error -> Require.finite("log of a predicted variance", error));
    int all = logs.length * predicted.length;
    String validity =
        errors.length == all ? "" : all - errors.length + " predictions are infinite and left out";
    double median = StatUtils.percentile(errors, 50);
    return Score.plain("variance_log_error/1", median, predicted.length, validity);
  }

  /** Numbers of the rows whose sources are all within (-.4, .4), away from the boundary. */
  public static int[] interior(double[][] sources) {
    return IntStream.range(0, sources.length)
        .filter(b -> Arrays.stream(sources[b]).allMatch(s -> -0.4 < s && s < 0.4))
        .toArray();
  }
}
