package org.altgrad.train.gradients;

import java.util.List;

/**
 * All estimators on one network.
 *
 * @param network what it is, in words
 * @param parameters of the encoder
 * @param batch examples
 * @param truth the true gradient
 * @param estimators in the order asked for
 */
public record Measurement(
    String network, int parameters, int batch, Sample truth, List<Quality> estimators) {

  public Measurement {
    estimators = List.copyOf(estimators);
  }

  /** Relative error of the true gradient. */
  public double truthError() {
    double[] gradient = truth.mean();
    return truth.error() / Math.sqrt(Sample.inner(gradient, gradient));
  }

  /** Where the true gradient comes from, in words. */
  public String truthText() {
    return truth.exact()
        ? "true gradient by enumeration"
        : String.format(
            java.util.Locale.ROOT,
            "true gradient from %d samples of HNCA, known to %.2g of its length",
            truth.draws() * GradientMeter.TRUTH_SAMPLES,
            truthError());
  }

  /** The least cost of an estimator that says to be unbiased, or of any if there is none. */
  public double leastCost() {
    return estimators.stream()
        .filter(Quality::unbiased)
        .mapToDouble(Quality::cost)
        .min()
        .orElse(estimators.stream().mapToDouble(Quality::cost).min().orElse(Double.NaN));
  }
}
