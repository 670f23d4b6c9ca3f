package org.altgrad.train.gradients;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.Recording;

/**
 * All directions of one network.
 *
 * @param parameters numbers in a direction
 * @param batch examples
 * @param truths what estimators are compared with, by its name
 * @param estimators in the order asked for; of each, its references, and of each of these its parts
 */
public record Measurement(
    int parameters, int batch, Map<String, Truth> truths, List<Quality> estimators) {

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

  /** What was measured, for people. */
  public String text() {
    return estimators.size()
        + " directions of "
        + parameters
        + " parameters, batch "
        + batch
        + ", "
        + estimators.get(0).draws()
        + " draws; "
        + String.join(", ", truths.values().stream().map(Truth::text).toList())
        + alike();
  }

  /** Directions of whose bias nothing is known. */
  private String alike() {
    List<String> names =
        estimators.stream()
            .filter(quality -> !quality.bias().known())
            .map(quality -> quality.direction().name())
            .distinct()
            .toList();
    return names.isEmpty()
        ? ""
        : "; all draws of "
            + String.join(", ", names)
            + " are alike, so whether a direction is biased or has draws too rare to be seen is not"
            + " known";
  }

  /**
   * The numbers as metrics, those that are known: the split is the name of the direction, or {@code
   * <direction> against <reference>} if it has several references; the metric is {@code bias},
   * {@code variance} and so on, or {@code bias/<part>} for a part of the parameters. A table so has
   * one row for each direction, and figures take it for what they call a split.
   */
  public Map<String, Map<MetricName, Double>> metrics() {
    Map<String, Map<MetricName, Double>> all = new LinkedHashMap<>();
    for (Quality quality : estimators) {
      String name = quality.direction().name();
      boolean several =
          estimators.stream()
                  .filter(other -> other.direction().name().equals(name))
                  .map(other -> other.against().reference())
                  .distinct()
                  .count()
              > 1;
      String split = several ? name + " against " + quality.against().reference() : name;
      String end = quality.against().part().isEmpty() ? "" : "/" + quality.against().part();
      Map<MetricName, Double> metrics = all.computeIfAbsent(split, s -> new LinkedHashMap<>());
      quality
          .numbers(leastCost())
          .forEach(
              (metric, value) -> {
                if (!value.isNaN()) {
                  metrics.put(MetricName.of(metric + end), value);
                }
              });
    }
    return all;
  }

  /** The same as a recording, one row for each direction, reference and part, in its own words. */
  public Recording.Table table() {
    List<String> columns = null;
    List<List<?>> rows = new ArrayList<>();
    for (Quality quality : estimators) {
      Truth truth = truths.get(quality.against().reference());
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("direction", quality.direction().name());
      row.put("label", quality.direction().label());
      row.put("family", quality.direction().family());
      row.put("unbiased", quality.direction().unbiased());
      row.put("against", quality.against().reference());
      row.put("part", quality.against().part());
      row.put("parameters", parameters);
      row.put("examples", batch);
      row.put("truth", truth.kind());
      row.put("truth_error", truth.error());
      row.put("draws", quality.draws());
      quality
          .numbers(leastCost())
          .forEach((name, value) -> row.put(name, value.isNaN() ? "" : value));
      columns = columns == null ? List.copyOf(row.keySet()) : columns;
      rows.add(columns.stream().map(column -> row.getOrDefault(column, "")).toList());
    }
    return new Recording.Table(columns, rows);
  }

  /** The least cost of a direction that says to be unbiased, or of any if there is none. */
  private double leastCost() {
    List<Quality> whole = estimators.stream().filter(q -> q.against().part().isEmpty()).toList();
    return whole.stream()
        .filter(Quality::unbiased)
        .mapToDouble(Quality::cost)
        .min()
        .orElse(whole.stream().mapToDouble(Quality::cost).min().orElse(Double.NaN));
  }
}
