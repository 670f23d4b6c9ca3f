package org.altgrad.graphs.attack.text;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.altgrad.base.text.Vocabulary;
import org.altgrad.base.text.WordTokens;

/**
 * A network over the numbers of a text's first words, as attacks on texts know it. Texts of the
 * same numbers, such as those whose misspelt words are not known, are one row.
 */
public final class VocabularyClassifier implements TextClassifier, WordGradients {
  private final Vocabulary vocabulary;
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
   * @param length words of a text that the network reads
   * @param rows most of them in one call
   * @param vectors [numbers of the vocabulary][size], what tokens become
   */
  public VocabularyClassifier(
      Vocabulary vocabulary, int length, int rows, Network network, float[][] vectors) {
    Require.atLeast("length", length, 1);
    Require.atLeast("rows", rows, 1);
    Require.that(
        vectors.length == vocabulary.size(),
        "vectors",
        "one for each of " + vocabulary.size() + " numbers",
        vectors.length);
    this.vocabulary = vocabulary;
    this.length = length;
    this.rows = rows;
    this.network = network;
    this.vectors = vectors;
  }

  @Override
  public double[][] probabilities(List<String> texts) {
    Map<IntBuffer, Integer> numbers = new LinkedHashMap<>();
    int[] row = new int[texts.size()];
    for (int i = 0; i < row.length; i++) {
      int[] ids = vocabulary.ids(WordTokens.of(texts.get(i)), length);
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
  public List<List<Token>> tokens(List<String> texts, int[] labels) {
    List<List<Token>> all = new ArrayList<>();
    for (int from = 0; from < labels.length; from += rows) {
      int to = Math.min(from + rows, labels.length);
      List<List<String>> words = texts.subList(from, to).stream().map(WordTokens::of).toList();
      int[][] ids = words.stream().map(w -> vocabulary.ids(w, length)).toArray(int[][]::new);
      float[][][] gradients = network.gradients(ids, Arrays.copyOfRange(labels, from, to));
      for (int k = 0; k < ids.length; k++) {
        all.add(tokens(texts.get(from + k), words.get(k), ids[k], gradients[k]));
      }
    }
    return all;
  }

  private List<Token> tokens(String text, List<String> words, int[] ids, float[][] gradients) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<Token> tokens = new ArrayList<>();
    int end = 0;
    for (int t = 0; t < Math.min(words.size(), length); t++) {
      int start = lower.indexOf(words.get(t), end);
      tokens.add(new Token(start, vectors[ids[t]], gradients[t]));
      end = start + words.get(t).length();
    }
    return tokens;
  }

  @Override
  public List<String> vocabulary() {
    return IntStream.range(Vocabulary.UNKNOWN + 1, vocabulary.size())
        .mapToObj(vocabulary::word)
        .toList();
  }

  @Override
  public Optional<float[]> vector(String word) {
    List<String> words = WordTokens.of(word);
    if (words.isEmpty()) {
      return Optional.empty();
    }
    float[] mean = new float[vectors[0].length];
    for (String one : words) {
      float[] vector = vectors[vocabulary.id(one)];
      for (int d = 0; d < mean.length; d++) {
        mean[d] += vector[d] / words.size();
      }
    }
    return Optional.of(mean);
  }
}
