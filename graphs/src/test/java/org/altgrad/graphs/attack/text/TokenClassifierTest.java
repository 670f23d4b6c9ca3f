package org.altgrad.graphs.attack.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.altgrad.base.text.Vocabulary;
import org.altgrad.graphs.attack.text.GradientWords.Candidates;
import org.altgrad.graphs.attack.text.Thesaurus.PartOfSpeech;
import org.altgrad.graphs.attack.text.Thesaurus.Sense;
import org.junit.jupiter.api.Test;

/** Texts by numbers of words, and all attacks on a network over such numbers. */
class TokenClassifierTest {
  private static final Vocabulary WORDS =
      Vocabulary.of(List.of(List.of("great", "great", "great", "dull", "dull", "film")), 10, 1);

  /** By number: padding, unknown, great, dull, film. */
  private static final float[][] VECTORS = {{0, 0}, {0, 5}, {2, 1}, {-1, 1}, {0.5f, 1}};

  /** The log-odds of class 1 are the sum of the first components. */
  private static final class Sum implements TokenClassifier.Network {
    private final List<int[][]> calls = new ArrayList<>();

    private static double p1(int[] tokens) {
      return 1 / (1 + Math.exp(-Arrays.stream(tokens).mapToDouble(t -> VECTORS[t][0]).sum()));
    }

    @Override
    public double[][] probabilities(int[][] tokens) {
      calls.add(tokens);
      return Arrays.stream(tokens)
          .map(row -> new double[] {1 - p1(row), p1(row)})
          .toArray(double[][]::new);
    }

    @Override
    public float[][][] gradients(int[][] tokens, int[] labels) {
      float[][][] gradients = new float[tokens.length][tokens[0].length][];
      for (int i = 0; i < tokens.length; i++) {
        Arrays.fill(gradients[i], new float[] {(float) (p1(tokens[i]) - labels[i]), 0});
      }
      return gradients;
    }
  }

  @Test
  void textsOfTheSameNumbersAreOneRow() {
    Sum network = new Sum();
    var classifier = new TokenClassifier(Tokeniser.of(WORDS), 3, 2, network, VECTORS);
    double[][] p =
        classifier.probabilities(
            List.of("Great film!", "graet film", "grea film", "dull, film", "dull film is dull"));
    assertEquals(2, network.calls.size());
    assertArrayEquals(new int[][] {{2, 4, 0}, {1, 4, 0}}, network.calls.get(0));
    assertArrayEquals(new int[][] {{3, 4, 0}, {3, 4, 1}}, network.calls.get(1));
    assertEquals(1 / (1 + Math.exp(-2.5)), p[0][1], 1e-12);
    assertArrayEquals(p[1], p[2]);
    assertEquals(1 / (1 + Math.exp(0.5)), p[4][1], 1e-12, "the fourth word is not read");
  }

  @Test
  void tokensStandWhereTheTextHasThem() {
    var classifier = new TokenClassifier(Tokeniser.of(WORDS), 3, 2, new Sum(), VECTORS);
    List<List<WordGradients.Token>> tokens =
        classifier.tokens(List.of("It's GREAT, great", "", "a dull-great a"), new int[] {1, 0, 0});
    assertEquals(
        List.of(List.of(0, 3, 5), List.of(), List.of(0, 2, 7)),
        tokens.stream()
            .map(text -> text.stream().map(WordGradients.Token::start).toList())
            .toList());
    assertArrayEquals(VECTORS[2], tokens.get(0).get(2).vector());
    assertEquals(1 / (1 + Math.exp(-2)) - 1, tokens.get(0).get(0).gradient()[0], 1e-6);
    assertEquals(1 / (1 + Math.exp(-1)), tokens.get(2).get(0).gradient()[0], 1e-6);
    assertArrayEquals(
        new float[][] {{-1, 1}, {2, 1}}, classifier.vectors("dull-great").toArray(float[][]::new));
    assertEquals(List.of(), classifier.vectors("12"));
    assertEquals(List.of("great", "dull", "film"), classifier.vocabulary());
  }

  @Test
  void everyAttackTurnsIt() {
    List<TextAttack> attacks =
        List.of(
            DeepWordBug.usual(),
            new Pwws("pwws", WordRules.USUAL, Pwws.Variant.LIBRARY, false),
            new Pwws("pwws", WordRules.USUAL, Pwws.Variant.PAPER, false),
            new GradientWords("gradient_words", WordRules.USUAL, Candidates.NEAREST, 2, 2));
    assertEquals(
        TextAttack.kinds().keySet(), Set.copyOf(attacks.stream().map(TextAttack::name).toList()));
    for (TextAttack attack : attacks) {
      var classifier = new TokenClassifier(Tokeniser.of(WORDS), 9, 4, new Sum(), VECTORS);
      Thesaurus thesaurus =
          word -> List.of(new Sense(PartOfSpeech.NOUN, word, List.of("dull", "movie"), 1));
      List<TextOutcome> outcomes =
          new TextVictim(classifier, Optional.of(classifier), thesaurus, Entities.NONE, 2)
              .attack(
                  attack, 1, List.of("a great film: dull", "great", "dull"), new int[] {1, 1, 1});
      TextSummary summary = TextSummary.of(outcomes);
      assertEquals(1, summary.successRate(), attack.toString());
      assertEquals(2 / 3.0, summary.originalAccuracy(), 1e-12);
      assertEquals(0, summary.accuracyUnderAttack());
      assertTrue(summary.queries() > 1);
    }
  }

  @Test
  void vectorsAreOneForEachNumber() {
    assertEquals(
        "vectors: must be one for each of 5 numbers but is 2",
        assertThrows(
                IllegalArgumentException.class,
                () -> new TokenClassifier(Tokeniser.of(WORDS), 3, 2, new Sum(), new float[2][2]))
            .getMessage());
  }
}
