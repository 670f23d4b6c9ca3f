package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A classifier of two classes over runs of letters: the log-odds of class 1 are the sum of the
 * first components of its first tokens' vectors. A token that it does not know is (0, 0).
 */
final class TokenSum implements TextClassifier, WordGradients {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z]+");

  private final Map<String, float[]> vectors;
  private final int length;

  /** What was asked, call by call. */
  final List<List<String>> calls = new ArrayList<>();

  /** Whose gradient was asked for. */
  final List<String> differentiated = new ArrayList<>();

  /**
   * @param length how many tokens it reads
   */
  TokenSum(Map<String, float[]> vectors, int length) {
    this.vectors = new TreeMap<>(vectors);
    this.length = length;
  }

  private float[] known(String token) {
    return vectors.getOrDefault(token, new float[2]);
  }

  double p1(String text) {
    double sum =
        TOKEN.matcher(text).results().limit(length).mapToDouble(t -> known(t.group())[0]).sum();
    return 1 / (1 + Math.exp(-sum));
  }

  @Override
  public double[][] probabilities(List<String> texts) {
    calls.add(List.copyOf(texts));
    return texts.stream().map(t -> new double[] {1 - p1(t), p1(t)}).toArray(double[][]::new);
  }

  @Override
  public List<List<Token>> tokens(List<String> texts, int[] labels) {
    differentiated.addAll(texts);
    List<List<Token>> all = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      float slope = (float) (p1(texts.get(i)) - labels[i]);
      List<Token> tokens = new ArrayList<>();
      Matcher matcher = TOKEN.matcher(texts.get(i));
      while (matcher.find() && tokens.size() < length) {
        tokens.add(new Token(matcher.start(), known(matcher.group()), new float[] {slope, 0}));
      }
      all.add(tokens);
    }
    return all;
  }

  @Override
  public List<String> vocabulary() {
    return List.copyOf(vectors.keySet());
  }

  @Override
  public Optional<float[]> vector(String word) {
    List<String> tokens = TOKEN.matcher(word).results().map(m -> m.group()).toList();
    float[] mean = new float[2];
    for (String token : tokens) {
      mean[0] += known(token)[0] / tokens.size();
      mean[1] += known(token)[1] / tokens.size();
    }
    return tokens.isEmpty() ? Optional.empty() : Optional.of(mean);
  }
}
