package org.altgrad.graphs.attack.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.altgrad.base.text.SentencePieces;

/**
 * A classifier of two classes over a few pieces: the log-odds of class 1 are the sum of its pieces'
 * weights, which are the first components of their vectors.
 */
final class PieceSum implements TokenClassifier.Network {
  /** A blank before a word is written as _. Pieces of equally many characters are as likely. */
  private static final Map<String, Double> WEIGHTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("_", 0.01),
              Map.entry("_great", 2.0),
              Map.entry("_good", 0.9),
              Map.entry("_film", 0.3),
              Map.entry("_movie", -0.2),
              Map.entry("_dull", -1.0),
              Map.entry("_bad", -1.5),
              Map.entry("_wonder", 1.5),
              Map.entry("ful", 0.4),
              Map.entry("_the", 0.05),
              Map.entry("!", 0.1),
              Map.entry("_12", 0.2)));

  static final SentencePieces PIECES = pieces();

  private final List<int[]> rows = new ArrayList<>();

  private static SentencePieces pieces() {
    StringBuilder json = new StringBuilder("[[\"<unk>\", 0]");
    WEIGHTS
        .keySet()
        .forEach(
            piece -> json.append(", [\"%s\", -%d]".formatted(piece.replace('_', '\u2581'), 2)));
    "abcdefghijklmnopqrstuvwxyz".chars().forEach(c -> json.append(", [\"%c\", -9]".formatted(c)));
    return SentencePieces.of((json + "]").getBytes(StandardCharsets.UTF_8), "tiny", 1);
  }

  /** Of a piece; letters, and what is unknown, have none. */
  static double weight(int id) {
    return id < 0 ? 0 : WEIGHTS.getOrDefault(PIECES.piece(id).replace('\u2581', '_'), 0.0);
  }

  static float[][] vectors() {
    float[][] vectors = new float[PIECES.size()][2];
    for (int id = 0; id < vectors.length; id++) {
      vectors[id] = new float[] {(float) weight(id), 1};
    }
    return vectors;
  }

  static double logOdds(String text, int length) {
    return Arrays.stream(PIECES.ids(text, length)).mapToDouble(PieceSum::weight).sum();
  }

  TokenClassifier reading(int length) {
    return new TokenClassifier(Tokeniser.of(PIECES), length, 64, this, vectors());
  }

  /** What was asked, row by row, in pieces. */
  List<String> asked() {
    return rows.stream()
        .map(
            row ->
                Arrays.stream(row)
                    .filter(id -> id >= 0)
                    .mapToObj(PIECES::piece)
                    .toList()
                    .toString()
                    .replace('\u2581', '_'))
        .toList();
  }

  private static double p1(int[] row) {
    return 1 / (1 + Math.exp(-Arrays.stream(row).mapToDouble(PieceSum::weight).sum()));
  }

  @Override
  public double[][] probabilities(int[][] tokens) {
    rows.addAll(List.of(tokens));
    return Arrays.stream(tokens)
        .map(row -> new double[] {1 - p1(row), p1(row)})
        .toArray(double[][]::new);
  }

  @Override
  public float[][][] gradients(int[][] tokens, int[] labels) {
    float[][][] gradients = new float[tokens.length][tokens[0].length][2];
    for (int i = 0; i < tokens.length; i++) {
      for (int t = 0; t < tokens[i].length; t++) {
        gradients[i][t][0] = tokens[i][t] < 0 ? 0 : (float) (p1(tokens[i]) - labels[i]);
      }
    }
    return gradients;
  }
}
