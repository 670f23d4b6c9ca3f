package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A classifier of two classes that can be followed by hand: the log-odds of class 1 are the sum of
 * its words' weights, 0 of words that it does not know.
 */
final class WordSum implements TextClassifier {
  private final Map<String, Double> weights;

  /** What was asked, call by call. */
  final List<List<String>> calls = new ArrayList<>();

  WordSum(Map<String, Double> weights) {
    this.weights = weights;
  }

  double p1(String text) {
    double sum =
        Words.of(text).words().stream().mapToDouble(w -> weights.getOrDefault(w, 0.0)).sum();
    return 1 / (1 + Math.exp(-sum));
  }

  @Override
  public double[][] probabilities(List<String> texts) {
    calls.add(List.copyOf(texts));
    return texts.stream().map(t -> new double[] {1 - p1(t), p1(t)}).toArray(double[][]::new);
  }
}
