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
 * @param bias relative length of mean estimate minus truth, without the share of noise in it
 * @param biasError how much more that would be if its square were one standard error larger
 * @param biasLow lower end of its interval of two standard errors
 * @param biasHigh upper end
 * @param biasZ the bias' square in standard errors: around 0 for an unbiased estimator
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
    double bias,
    double biasError,
    double biasLow,
    double biasHigh,
    double biasZ,
    double variance,
    double signalToNoise,
    double cosine,
    double cpuMicros) {

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
    GradientDraws.Estimate square = GradientDraws.squaredDistance(sample, truth);
    double bias = root(square.value());
    return new Quality(
        direction.label(),
        direction.family(),
        direction.unbiased(),
        sample.draws(),
        bias / length,
        (root(Math.max(0, square.value()) + square.error()) - bias) / length,
        root(square.value() - 2 * square.error()) / length,
        root(square.value() + 2 * square.error()) / length,
        square.z(),
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
    return biasZ > LIMIT;
  }
}
