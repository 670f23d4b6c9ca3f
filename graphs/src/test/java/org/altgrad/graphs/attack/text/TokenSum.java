package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  public int read(String text) {
    Matcher matcher = TOKEN.matcher(text);
    int end = text.length();
    for (int t = 1; t <= length && matcher.find(); t++) {
      end = t == length ? matcher.end() : end;
    }
    return end;
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
        float[] gradient = {slope, 0};
        tokens.add(new Token(matcher.start(), matcher.end(), known(matcher.group()), gradient));
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
  public List<float[]> vectors(String word) {
    return TOKEN.matcher(word).results().map(m -> known(m.group())).toList();
  }
}
