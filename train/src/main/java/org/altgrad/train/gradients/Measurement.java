package org.altgrad.train.gradients;

import java.util.List;

/**
 * All estimators on one network.
 *
 * @param network what it is, in words
 * @param parameters numbers in a direction
 * @param batch examples
 * @param truth the true gradient
 * @param truthText where it comes from, in words
 * @param estimators in the order asked for
 */
public record Measurement(
    String network,
    int parameters,
    int batch,
    GradientDraws truth,
    String truthText,
    List<Quality> estimators) {

  public Measurement {
    estimators = List.copyOf(estimators);
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
