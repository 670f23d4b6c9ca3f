package org.altgrad.train.gradients;

import java.util.LinkedHashMap;
import java.util.Map;
import org.altgrad.graphs.program.Directions;

/**
 * What was measured of one direction against one reference on one network. Relative means: over the
 * length of the reference's mean.
 *
 * @param direction as its method describes it
 * @param against what it is compared with
 * @param draws number of estimates
 * @param bias of the mean estimate
 * @param variance of one estimate, summed over the parameters, times the examples of the batch:
 *     that of one example's gradient if their noise is independent
 * @param signalToNoise length of the reference's mean over the root of the summed variance of an
 *     estimate
 * @param cosine mean cosine between an estimate and the reference; 0 where one of them is 0
 * @param ratio root mean square length of an estimate over that of the reference
 * @param cpuMicros processor time of one estimate, all its parts; 0 if it was not measured
 */
public record Quality(
    Directions.Direction direction,
    Against against,
    long draws,
    Bias bias,
    double variance,
    double signalToNoise,
    double cosine,
    double ratio,
    double cpuMicros) {

  /**
   * What a direction is compared with.
   *
   * @param reference its name
   * @param part of the parameters, a layer for example; empty: all
   */
  public record Against(String reference, String part) {}

  /**
   * How far the mean estimate is from the truth.
   *
   * @param value relative length of mean estimate minus truth, without the share of noise in it
   * @param error how much more that would be if its square were one standard error larger
   * @param low lower end of its interval of two standard errors
   * @param high upper end
   * @param z the square in standard errors: around 0 for an unbiased estimator. This and the three
   *     before it are NaN where no two draws differ, of which nothing follows: the rest of the mean
   *     may be in draws too rare to be seen
   */
  public record Bias(double value, double error, double low, double high, double z) {
    /** Of an estimate of the squared distance from a gradient of that length. */
    private static Bias of(GradientDraws.Estimate square, double length) {
      double bias = root(square.value());
      if (square.value() > 0 && square.error() <= ALIKE * square.value()) {
        return new Bias(bias / length, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
      }
      return new Bias(
          bias / length,
          (root(Math.max(0, square.value()) + square.error()) - bias) / length,
          root(square.value() - 2 * square.error()) / length,
          root(square.value() + 2 * square.error()) / length,
          square.z());
    }

    /** Whether the draws differ, so that it is known how far their mean may be off. */
    boolean known() {
      return !Double.isNaN(z);
    }

    /** Of the square: a standard error that is rounding. */
    private static final double ALIKE = 1e-9;
  }

  /** Standard errors from which an estimator counts as biased. */
  public static final double LIMIT = 4.5;

  /**
   * Of draws.
   *
   * @param sample of the direction
   * @param error squared distance of the expectations of direction and reference
   * @param reference its mean length and root mean square length
   * @param batch examples of a direction
   */
  static Quality of(
      Directions.Direction direction,
      Against against,
      GradientDraws sample,
      GradientDraws.Estimate error,
      Lengths reference,
      double cosine,
      int batch) {
    double mean = sample.length();
    double square = mean * mean + sample.variance() * (sample.draws() - 1) / sample.draws();
    return new Quality(
        direction,
        against,
        sample.draws(),
        Bias.of(error, reference.ofMean()),
        sample.variance() * batch,
        reference.ofMean() / Math.sqrt(sample.variance()),
        cosine,
        Math.sqrt(square) / reference.rootMeanSquare(),
        Double.NaN);
  }

  /** Of a reference over draws. */
  record Lengths(double ofMean, double rootMeanSquare) {}

  /** The same with a processor time. */
  Quality costing(double micros) {
    return new Quality(
        direction, against, draws, bias, variance, signalToNoise, cosine, ratio, micros);
  }

  public boolean unbiased() {
    return direction.unbiased();
  }

  private static double root(double square) {
    return Math.sqrt(Math.max(0, square));
  }

  /** Variance times processor time: what an estimate of given precision costs. */
  public double cost() {
    return variance * cpuMicros;
  }

  /**
   * All numbers by name, NaN where one is not known; the cost of a whole direction only, if it was
   * measured.
   *
   * @param leastCost what {@code cost} is divided by
   */
  Map<String, Double> numbers(double leastCost) {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("bias", bias.value());
    all.put("bias_se", bias.error());
    all.put("bias_low", bias.low());
    all.put("bias_high", bias.high());
    all.put("bias_z", bias.z());
    all.put("bias_found", !bias.known() ? Double.NaN : foundBiased() ? bias.value() : 0);
    all.put("variance", variance);
    all.put("snr", signalToNoise);
    all.put("cosine", cosine);
    all.put("ratio", ratio);
    if (cpuMicros > 0 && against.part().isEmpty()) {
      all.put("cpu_us", cpuMicros);
      all.put("cost", cost() / leastCost);
    }
    return all;
  }

  /** Whether a bias was found. */
  public boolean foundBiased() {
    return bias.z() > LIMIT;
  }
}
