package org.altgrad.graphs.vub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a classifier says of labelled examples, as log-probabilities, and how good that is.
 *
 * @param logP [examples][classes]
 * @param labels of the examples
 */
record Predictions(double[][] logP, int[] labels) {
  /** Between which logarithms the temperature is sought. */
  private static final double COLD = Math.log(0.01);

  private static final double HOT = Math.log(100);
  private static final int HALVINGS = 60;

  /** Of logits, at a temperature. */
  static Predictions of(double[][] logits, int[] labels, double temperature) {
    double[][] logP =
        Arrays.stream(logits)
            .map(l -> normalised(Arrays.stream(l).map(x -> x / temperature).toArray()))
            .toArray(double[][]::new);
    return new Predictions(logP, labels);
  }

  private static double[] normalised(double[] l) {
    double most = Arrays.stream(l).max().orElseThrow();
    double log = most + Math.log(Arrays.stream(l).map(x -> Math.exp(x - most)).sum());
    return Arrays.stream(l).map(x -> x - log).toArray();
  }

  /**
   * The temperature at which log-loss is least: at 1 / T its derivative, which grows, is 0 (Guo et
   * al. 2017). It is found by halving, so it does not depend on where a search begins.
   */
  static double temperature(double[][] logits, int[] labels) {
    double low = COLD;
    double high = HOT;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (slope(logits, labels, Math.exp(middle)) > 0) {
        high = middle; // sharper is worse: 1 / T is above the best
      } else {
        low = middle;
      }
    }
    // Those are logarithms of 1 / T.
    return Math.exp(-(low + high) / 2);
  }

  /** The derivative of Σ -ln p_y for b, p = softmax(b l): Σ_k p_k l_k - l_y. */
  private static double slope(double[][] logits, int[] labels, double b) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double[] l = logits[i];
      double[] logP = normalised(Arrays.stream(l).map(x -> b * x).toArray());
      double mean = 0;
      for (int c = 0; c < l.length; c++) {
        mean += Math.exp(logP[c]) * l[c];
      }
      sum += mean - l[labels[i]];
    }
    return sum;
  }

  private static int best(double[] row) {
    int best = 0;
    for (int c = 1; c < row.length; c++) {
      best = row[c] > row[best] ? c : best;
    }
    return best;
  }

  /** Of each example the largest probability. */
  double[] confidences() {
    return Arrays.stream(logP).mapToDouble(row -> Math.exp(row[best(row)])).toArray();
  }

  /** Of each example the entropy in nats. */
  double[] entropies() {
    return Arrays.stream(logP)
        .mapToDouble(
            row -> -Arrays.stream(row).map(log -> Math.exp(log) * Math.max(log, -1e30)).sum())
        .toArray();
  }

  /** Whether each example is classified rightly: 1 or 0. */
  private double[] right() {
    return IntStream.range(0, labels.length)
        .mapToDouble(i -> best(logP[i]) == labels[i] ? 1 : 0)
        .toArray();
  }

  /** {@code accuracy}, {@code confidence} and {@code entropy}, with {@link #calibration}. */
  Map<String, Double> measured(int bins) {
    double entropy = 0;
    for (double[] row : logP) {
      for (double log : row) {
        entropy -= Math.exp(log) * Math.max(log, -1e30);
      }
    }
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("accuracy", sum(right()) / labels.length);
    all.put("confidence", sum(confidences()) / labels.length);
    all.put("entropy", entropy / labels.length);
    all.putAll(calibration(bins));
    return all;
  }

  /**
   * {@code ce}, the log-loss in nats; {@code brier}, Σ_k (p_k - y_k)²; {@code ece}, the expected
   * calibration error: of examples in bins of equal width by confidence, the mean distance of
   * accuracy and confidence.
   */
  Map<String, Double> calibration(int bins) {
    double ce = 0;
    double brier = 0;
    for (int i = 0; i < labels.length; i++) {
      ce -= logP[i][labels[i]];
      for (int c = 0; c < logP[i].length; c++) {
        double away = Math.exp(logP[i][c]) - (c == labels[i] ? 1 : 0);
        brier += away * away;
      }
    }
    double off = reliability(bins).stream().mapToDouble(bin -> Math.abs(bin.off())).sum();
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("ce", ce / labels.length);
    all.put("brier", brier / labels.length);
    all.put("ece", off / labels.length);
    return all;
  }

  /**
   * Examples of about the same confidence.
   *
   * @param count how many
   * @param confidence the sum of theirs
   * @param right how many are classified rightly
   * @param off the latter less the former
   */
  record Bin(int count, double confidence, double right, double off) {
    private Bin plus(double p, double isRight) {
      return new Bin(count + 1, confidence + p, right + isRight, off + (isRight - p));
    }
  }

  /** Bins of equal width by confidence. */
  List<Bin> reliability(int bins) {
    List<Bin> all = new ArrayList<>(Collections.nCopies(bins, new Bin(0, 0, 0, 0)));
    double[] p = confidences();
    double[] right = right();
    for (int i = 0; i < p.length; i++) {
      int at = (int) Math.min(bins - 1, Math.floor(p[i] * bins));
      all.set(at, all.get(at).plus(p[i], right[i]));
    }
    return all;
  }

  /** From the first to the last. */
  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
