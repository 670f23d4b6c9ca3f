package org.altgrad.train.gradients;

import org.altgrad.graphs.program.Directions;

/**
 * What was measured of one estimator on one network. Relative means: over the length of the true
 * gradient.
 *
 * @param label of the estimator
 * @param family of the estimator, as it says itself
 * @param unbiased what it says of itself
 * @param draws number of estimates
 * @param bias of the mean estimate
 * @param variance of one estimate, summed over the parameters, times the examples of the batch:
 *     that of one example's gradient if their noise is independent
 * @param signalToNoise length of the true gradient over the root of the summed variance of an
 *     estimate
 * @param cosine mean cosine between an estimate and the true gradient
 * @param cpuMicros processor time of one estimate
 */
public record Quality(
    String label,
    String family,
    boolean unbiased,
    long draws,
    Bias bias,
    double variance,
    double signalToNoise,
    double cosine,
    double cpuMicros) {

  /**
   * How far the mean estimate is from the truth.
   *
   * @param value relative length of mean estimate minus truth, without the share of noise in it
   * @param error how much more that would be if its square were one standard error larger
   * @param low lower end of its interval of two standard errors
   * @param high upper end
   * @param z the square in standard errors: around 0 for an unbiased estimator
   */
  public record Bias(double value, double error, double low, double high, double z) {
    /** Of an estimate of the squared distance from a gradient of that length. */
    private static Bias of(GradientDraws.Estimate square, double length) {
      double bias = root(square.value());
      return new Bias(
          bias / length,
          (root(Math.max(0, square.value()) + square.error()) - bias) / length,
          root(square.value() - 2 * square.error()) / length,
          root(square.value() + 2 * square.error()) / length,
          square.z());
    }
  }

  /** Standard errors from which an estimator counts as biased. */
  public static final double LIMIT = 4.5;

  static Quality of(
      Directions.Direction direction,
      GradientDraws sample,
      double cosine,
      GradientDraws truth,
      int batch,
      double cpuMicros) {
    double[] gradient = truth.mean();
    double length = Math.sqrt(GradientDraws.inner(gradient, gradient));
    return new Quality(
        direction.label(),
        direction.family(),
        direction.unbiased(),
        sample.draws(),
        Bias.of(GradientDraws.squaredDistance(sample, truth), length),
        sample.variance() * batch,
        length / Math.sqrt(sample.variance()),
        cosine,
        cpuMicros);
  }

  private static double root(double square) {
    return Math.sqrt(Math.max(0, square));
  }

  /** Variance times processor time: what an estimate of given precision costs. */
  public double cost() {
    return variance * cpuMicros;
  }

  /** Whether a bias was found. */
  public boolean foundBiased() {
    return bias.z() > LIMIT;
  }
}
