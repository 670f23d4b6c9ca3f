package org.altgrad.graphs.attack.text;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;

/**
 * A network over the numbers of a text's first tokens, as attacks on texts know it. Texts of the
 * same numbers, such as those whose misspelt words are not known, are one row.
 */
public final class TokenClassifier implements TextClassifier, WordGradients {
  private final Tokeniser tokeniser;
  private final int length;
  private final int rows;
  private final Network network;
  private final float[][] vectors;

  /** What is asked of the network. */
  public interface Network {
    /**
     * @param tokens [rows][length]
     * @return [rows][classes]
     */
    double[][] probabilities(int[][] tokens);

    /**
     * Gradients of the loss -ln p_y in what tokens become.
     *
     * @param tokens [rows][length]
     * @param labels class y of each row
     * @return [rows][length][size]
     */
    float[][][] gradients(int[][] tokens, int[] labels);
  }

  /**
   * @param length tokens of a text that the network reads
   * @param rows most of them in one call
   * @param vectors [numbers of the tokeniser][size], what tokens become
   */
  public TokenClassifier(
      Tokeniser tokeniser, int length, int rows, Network network, float[][] vectors) {
    Require.atLeast("length", length, 1);
    Require.atLeast("rows", rows, 1);
    Require.that(
        vectors.length == tokeniser.size(),
        "vectors",
        "one for each of " + tokeniser.size() + " numbers",
        vectors.length);
    this.tokeniser = tokeniser;
    this.length = length;
    this.rows = rows;
    this.network = network;
    this.vectors = vectors;
  }

  private int[] ids(List<Tokeniser.Token> tokens) {
    int[] ids = new int[length];
    Arrays.setAll(ids, t -> t < tokens.size() ? tokens.get(t).id() : tokeniser.padding());
    return ids;
  }

  @Override
  public double[][] probabilities(List<String> texts) {
    Map<IntBuffer, Integer> numbers = new LinkedHashMap<>();
    int[] row = new int[texts.size()];
    for (int i = 0; i < row.length; i++) {
      int[] ids = ids(tokeniser.tokens(texts.get(i), length));
      numbers.putIfAbsent(IntBuffer.wrap(ids), numbers.size());
      row[i] = numbers.get(IntBuffer.wrap(ids));
    }
    int[][] distinct = numbers.keySet().stream().map(IntBuffer::array).toArray(int[][]::new);
    List<double[]> answers = new ArrayList<>();
    for (int from = 0; from < distinct.length; from += rows) {
      int to = Math.min(from + rows, distinct.length);
      answers.addAll(List.of(network.probabilities(Arrays.copyOfRange(distinct, from, to))));
    }
    return Arrays.stream(row).mapToObj(answers::get).toArray(double[][]::new);
  }

  @Override
  public int read(String text) {
    return tokeniser.read(text, length);
  }

  @Override
  public String unknown() {
    return tokeniser.unknown();
  }

  @Override
  public List<List<Token>> tokens(List<String> texts, int[] labels) {
    List<List<Token>> all = new ArrayList<>();
    for (int from = 0; from < labels.length; from += rows) {
      int to = Math.min(from + rows, labels.length);
      List<List<Tokeniser.Token>> read =
          texts.subList(from, to).stream().map(text -> tokeniser.tokens(text, length)).toList();
      int[][] ids = read.stream().map(this::ids).toArray(int[][]::new);
      float[][][] gradients = network.gradients(ids, Arrays.copyOfRange(labels, from, to));
      for (int k = 0; k < ids.length; k++) {
        all.add(tokens(read.get(k), gradients[k]));
      }
    }
    return all;
  }

  private List<Token> tokens(List<Tokeniser.Token> read, float[][] gradients) {
    List<Token> tokens = new ArrayList<>();
    for (Tokeniser.Token one : read) {
      float[] gradient = gradients[tokens.size()];
      tokens.add(new Token(one.start(), one.end(), vectors[one.id()], gradient));
    }
    return tokens;
  }

  @Override
  public List<String> vocabulary() {
    return tokeniser.words();
  }

  @Override
  public List<float[]> vectors(String word) {
    return tokeniser.tokens(word, length).stream().map(token -> vectors[token.id()]).toList();
  }
}
