package org.altgrad.plotting.summary;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What values a metric can have, so that an interval of its mean holds no others: it is the plain
 * one of Student's t, cut off at the ends of the range. The mean is within the range, so the cut
 * takes nothing from how often the interval holds it. (An interval on a logarithmic or logistic
 * scale leaves no range either, but from a few values near an end it reaches many times as far as
 * any of them.)
 */
public enum MetricRange {
  /** Any number. */
  REAL(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
  /** Not below 0. */
  POSITIVE(0, Double.POSITIVE_INFINITY),
  /** From 0 to 1. */
  UNIT(0, 1);

  private final double least;
  private final double most;

  MetricRange(double least, double most) {
    this.least = least;
    this.most = most;
  }

  private static final List<String> SHARES =
      List.of(
          "accuracy",
          "kept",
          "share",
          "fraction",
          "probability",
          "auroc",
          "confidence",
          "mcc",
          "sap",
          "mig",
          "disentanglement",
          "completeness",
          "informativeness");

  private static final List<String> SIZES =
      List.of(
          "variance",
          "var",
          "norm",
          "mse",
          "squared",
          "distance",
          "spread",
          "seconds",
          "sd",
          "sigma",
          "cima",
          "contrast",
          "amari");

  /** Most cannot be negative; some bounds can. */
  private static final String LOSS = "loss";

  /**
   * The interval around a mean. Where the mean itself is outside, it is no such metric after all,
   * and nothing is cut off.
   *
   * @param half half its width where nothing is cut off
   * @return lower and upper end
   */
  double[] interval(double mean, double half) {
    boolean such = mean >= least && mean <= most;
    return new double[] {
      such ? Math.max(least, mean - half) : mean - half,
      such ? Math.min(most, mean + half) : mean + half
    };
  }

  /**
   * The range of a metric, told from the last part of its name, and of a loss from its values:
   * losses that are all positive are taken for such as cannot be negative.
   *
   * @param metric such as {@code accuracy} or {@code gradient_variance/layer0}
   * @param values of the metric
   */
  public static MetricRange of(String metric, double... values) {
    MetricRange named = named(metric);
    boolean loss = LOSS.equals(metric.toLowerCase(Locale.ROOT).replaceFirst("/.*", ""));
    return named == REAL && loss && Arrays.stream(values).allMatch(value -> value > 0)
        ? POSITIVE
        : named;
  }

  private static MetricRange named(String metric) {
    String name = metric.toLowerCase(Locale.ROOT);
    int slash = name.indexOf('/');
    List<String> words = List.of((slash < 0 ? name : name.substring(0, slash)).split("_"));
    if (words.contains("log") || words.contains("log10")) {
      return REAL;
    }
    return words.stream().anyMatch(SHARES::contains)
        ? UNIT
        : words.stream().anyMatch(SIZES::contains) ? POSITIVE : REAL;
  }
}
