package org.altgrad.plotting.summary;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What values a metric can have, so that an interval of its mean holds no others. The interval is
 * symmetric on a scale on which the metric is unbounded, and transformed back (the delta method).
 */
public enum MetricRange {
  /** Any number: no transformation. */
  REAL {
    @Override
    double[] interval(double mean, double half) {
      return new double[] {mean - half, mean + half};
    }
  },
  /** Not below 0: the scale is the logarithm. */
  POSITIVE {
    @Override
    double[] interval(double mean, double half) {
      if (!(mean > 0)) {
        return REAL.interval(mean, half);
      }
      double factor = Math.exp(half / mean);
      return new double[] {mean / factor, mean * factor};
    }
  },
  /** From 0 to 1: the scale is the logit. */
  UNIT {
    @Override
    double[] interval(double mean, double half) {
      if (!(mean > 0 && mean < 1)) {
        // All values are at one end, or it is no such metric after all.
        return REAL.interval(mean, half);
      }
      double logit = Math.log(mean / (1 - mean));
      double by = half / (mean * (1 - mean));
      return new double[] {1 / (1 + Math.exp(by - logit)), 1 / (1 + Math.exp(-by - logit))};
    }
  };

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
   * The interval around a mean.
   *
   * @param half half its width where nothing is transformed
   * @return lower and upper end
   */
  abstract double[] interval(double mean, double half);

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
