package org.altgrad.train.gradients;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All estimators on one network.
 *
 * @param network what it is, in words
 * @param parameters numbers in a direction
 * @param batch examples
 * @param truths what estimators are compared with, by its name
 * @param estimators in the order asked for; of each, its references, and of each of these its parts
 */
public record Measurement(
    String network,
    int parameters,
    int batch,
    Map<String, Truth> truths,
    List<Quality> estimators) {

  /**
   * Where an exact direction comes from.
   *
   * @param kind {@code enumerated}, {@code sampled} or {@code of each draw}
   * @param error standard error of its mean over its length
   * @param text all that in words
   */
  public record Truth(String kind, double error, String text) {}

  public Measurement {
    truths = Collections.unmodifiableMap(new LinkedHashMap<>(truths));
    estimators = List.copyOf(estimators);
  }

  /** All estimators against one truth, whole directions alone. */
  public List<Quality> whole(String truth) {
    return estimators.stream()
        .filter(q -> q.against().equals(new Quality.Against(truth, "")))
        .toList();
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
