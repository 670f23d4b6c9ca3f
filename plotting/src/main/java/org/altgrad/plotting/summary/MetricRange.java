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
  UNIT(0, 1),
  /** From -1 to 1, as a correlation. */
  CORRELATION(-1, 1),
  /** At most 1, as a share of variance explained, which what predicts worse than the mean lacks. */
  EXPLAINED(Double.NEGATIVE_INFINITY, 1);

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
          "fpr95",
          "robust",
          "confidence",
          "mcc",
          "sap",
          "mig",
          "disentanglement",
          "completeness",
          "informativeness",
          "infom",
          "infoc",
          "infoe",
          "ece",
          "agreement",
          "clipped",
          "consistent",
          "patchwork",
          "elsewhere");

  private static final List<String> CORRELATIONS =
      List.of("cosine", "correlation", "pearson", "spearman");

  /** Of those some can be negative: a loss that is a bound, the entropy of a density. */
  private static final List<String> SIZES =
      List.of(
          "variance",
          "var",
          "norm",
          "mse",
          "nmse",
          "squared",
          "sq",
          "distance",
          "difference",
          "spread",
          "seconds",
          "sd",
          "sigma",
          "cima",
          "contrast",
          "amari",
          "loss",
          "ce",
          "kl",
          "entropy",
          "brier",
          "temperature",
          "hsic",
          "hsicx",
          "hsicy",
          "snr",
          "weight",
          "abs",
          "size",
          "units",
          "capacity",
          "rank",
          "rows",
          "error",
          "covariance",
          "bias",
          "ratio");

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
   * The range of a metric, told from the first part of its name, and from its values: those of a
   * size are all at least 0, and some of them are more.
   *
   * @param metric such as {@code accuracy} or {@code gradient_variance/layer0}
   * @param values of the metric
   */
  public static MetricRange of(String metric, double... values) {
    String name = metric.toLowerCase(Locale.ROOT);
    int slash = name.indexOf('/');
    List<String> words = List.of((slash < 0 ? name : name.substring(0, slash)).split("_"));
    boolean logarithm = words.contains("log") || words.contains("log10");
    if (logarithm && !words.contains("error")) {
      return REAL;
    }
    if (words.stream().anyMatch(SHARES::contains)) {
      return UNIT;
    }
    if (words.stream().anyMatch(CORRELATIONS::contains)) {
      return CORRELATION;
    }
    if (words.contains("r2")) {
      return EXPLAINED;
    }
    boolean size = words.stream().anyMatch(SIZES::contains);
    return size && Arrays.stream(values).allMatch(value -> !(value < 0)) ? POSITIVE : REAL;
  }
}
