package org.altgrad.graphs.vub;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

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

  /** {@code accuracy}, {@code confidence} and {@code entropy}, with {@link #calibration}. */
  Map<String, Double> measured(int bins) {
    double right = 0;
    double confidence = 0;
    double entropy = 0;
    for (int i = 0; i < labels.length; i++) {
      int said = best(logP[i]);
      right += said == labels[i] ? 1 : 0;
      confidence += Math.exp(logP[i][said]);
      for (double log : logP[i]) {
        entropy -= Math.exp(log) * Math.max(log, -1e30);
      }
    }
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("accuracy", right / labels.length);
    all.put("confidence", confidence / labels.length);
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
    double[] off = new double[bins];
    for (int i = 0; i < labels.length; i++) {
      ce -= logP[i][labels[i]];
      for (int c = 0; c < logP[i].length; c++) {
        double away = Math.exp(logP[i][c]) - (c == labels[i] ? 1 : 0);
        brier += away * away;
      }
      int said = best(logP[i]);
      double p = Math.exp(logP[i][said]);
      off[(int) Math.min(bins - 1, Math.floor(p * bins))] += (said == labels[i] ? 1 : 0) - p;
    }
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("ce", ce / labels.length);
    all.put("brier", brier / labels.length);
    all.put("ece", Arrays.stream(off).map(Math::abs).sum() / labels.length);
    return all;
  }
}
