package org.altgrad.graphs.attack.text;

import static org.altgrad.graphs.attack.text.TextOutcome.Status.FAILED;
import static org.altgrad.graphs.attack.text.TextOutcome.Status.SUCCEEDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.attack.text.GradientWords.Candidates;
import org.altgrad.graphs.attack.text.Thesaurus.PartOfSpeech;
import org.altgrad.graphs.attack.text.Thesaurus.Sense;
import org.junit.jupiter.api.Test;

/** The white-box attack against a classifier that is linear in its words' vectors. */
class GradientWordsTest {
  private static final Map<String, float[]> VECTORS = vectors();

  /** Second components part three groups: films, praise, and blame. */
  private static Map<String, float[]> vectors() {
    Map<String, float[]> vectors = new HashMap<>();
    vectors.put("film", new float[] {0.3f, 0});
    vectors.put("movie", new float[] {-0.2f, 0});
    vectors.put("picture", new float[] {0.5f, 0});
    vectors.put("great", new float[] {2, 10});
    vectors.put("good", new float[] {0.9f, 10});
    vectors.put("nice", new float[] {0.4f, 10});
    vectors.put("fine", new float[] {1.1f, 10});
    vectors.put("dull", new float[] {-1, 30});
    vectors.put("bad", new float[] {-3, 30});
    return vectors;
  }

  private static GradientWords attack(Candidates candidates, int neighbours, int tries) {
    return new GradientWords("gradient_words", WordRules.USUAL, candidates, neighbours, tries);
  }

  private static TextVictim victim(TokenSum classifier, Thesaurus thesaurus, int together) {
    return new TextVictim(classifier, Optional.of(classifier), thesaurus, Entities.NONE, together);
  }

  private static TextOutcome run(GradientWords attack, TokenSum classifier, String text) {
    Thesaurus few =
        word ->
            word.equals("great")
                ? List.of(
                    new Sense(
                        PartOfSpeech.ADJECTIVE, "great", List.of("great", "nice", "12", "good"), 1))
                : List.of();
    return victim(classifier, few, 4).attack(attack, 7, List.of(text), new int[] {1}).get(0);
  }

  /**
   * Of 2 neighbours, film may fall by 0.5 (movie), great by 1.1 (good; fine is the nearest), dull
   * by 2 (bad). Log-odds 1.3; -0.7 after the first.
   */
  @Test
  void theWordThatPromisesMostBecomesItsBestNeighbour() {
    TokenSum classifier = new TokenSum(VECTORS, 99);
    TextOutcome outcome =
        run(attack(Candidates.NEAREST, 2, 1), classifier, "The film: great, dull");
    assertEquals(SUCCEEDED, outcome.status());
    assertEquals("The film: great, bad", outcome.perturbed().text());
    assertEquals(2, outcome.queries());
    assertEquals(1, outcome.gradients());
  }

  /** Log-odds 2.3, with good 1.2, with movie 0.7; bad is out of reach. */
  @Test
  void theGradientIsTakenAnewAfterEachChange() {
    TokenSum classifier = new TokenSum(VECTORS, 99);
    TextOutcome outcome = run(attack(Candidates.NEAREST, 2, 2), classifier, "the great film");
    assertEquals(
        List.of(
            List.of("the great film"),
            List.of("the good film", "the fine film"),
            List.of("the good movie", "the good picture")),
        classifier.calls);
    assertEquals(List.of("the great film", "the good film"), classifier.differentiated);
    assertEquals(FAILED, outcome.status());
    assertEquals("the good movie", outcome.perturbed().text());
    assertEquals(5, outcome.queries());
    assertEquals(2, outcome.gradients());
  }

  /** "movie" can only get worse for the attack: it is asked about and left. */
  @Test
  void aChangeThatDoesNotHelpIsNotKept() {
    TokenSum classifier = new TokenSum(VECTORS, 99);
    TextOutcome outcome = run(attack(Candidates.NEAREST, 2, 1), classifier, "movie great great");
    assertEquals(FAILED, outcome.status());
    assertEquals("movie good good", outcome.perturbed().text());
    assertEquals(1 + 3, outcome.queries());
    assertEquals(3, outcome.gradients());
  }

  @Test
  void wordsThatTheClassifierDoesNotReadAreLeft() {
    TokenSum classifier = new TokenSum(VECTORS, 2);
    TextOutcome outcome = run(attack(Candidates.NEAREST, 2, 2), classifier, "12 great film great");
    assertEquals(FAILED, outcome.status());
    assertEquals("12 good movie great", outcome.perturbed().text());
  }

  @Test
  void synonymsAreRankedByTheGradient() {
    TokenSum classifier = new TokenSum(VECTORS, 99);
    run(attack(Candidates.SYNONYMS, 1, 5), classifier, "great film");
    assertEquals(List.of("nice film", "good film"), classifier.calls.get(1), "12 is not seen");
  }

  /** The mean of great and dull is (0.5, 20); without both of them the log-odds fall by 1. */
  @Test
  void aWordOfSeveralTokensMovesAsOne() {
    TokenSum classifier = new TokenSum(VECTORS, 99);
    TextOutcome outcome = run(attack(Candidates.NEAREST, 1, 1), classifier, "great-dull");
    assertEquals(List.of("nice"), classifier.calls.get(1), "nearest to (0.5, 20)");
    assertEquals(2, outcome.queries());
  }

  @Test
  void misspeltWordsStayWithinTheDistance() {
    TokenSum classifier = new TokenSum(VECTORS, 99);
    String text = "great great great great great great great great";
    TextOutcome outcome = run(attack(Candidates.MISSPELT, 1, 2), classifier, text);
    assertEquals(SUCCEEDED, outcome.status(), "at log-odds 0, which are class 0");
    assertEquals(100, outcome.wordsChanged(), "each becomes a word of weight 0");
    classifier.calls.stream()
        .flatMap(List::stream)
        .forEach(asked -> assertTrue(Levenshtein.distance(text, asked, 30) <= 30));
    assertEquals(outcome, run(attack(Candidates.MISSPELT, 1, 2), new TokenSum(VECTORS, 99), text));
  }

  @Test
  void outcomesDoNotDependOnHowManyGoTogether() {
    List<String> texts =
        List.of("great film", "dull", "good fine film", "great great", "film dull great");
    int[] labels = {1, 1, 1, 1, 1};
    List<TextOutcome> alone =
        victim(new TokenSum(VECTORS, 9), word -> List.of(), 1)
            .attack(attack(Candidates.MISSPELT, 2, 2), 7, texts, labels);
    TokenSum classifier = new TokenSum(VECTORS, 9);
    assertEquals(
        alone,
        victim(classifier, word -> List.of(), 5)
            .attack(attack(Candidates.MISSPELT, 2, 2), 7, texts, labels));
    assertEquals(4, classifier.differentiated.stream().filter(texts::contains).count());
  }

  @Test
  void gradientsAreNeeded() {
    TokenSum classifier = new TokenSum(VECTORS, 9);
    TextVictim victim = TextVictim.of(classifier);
    assertEquals(
        "gradient_words: must be used on a classifier that gives gradients",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    victim.attack(
                        attack(Candidates.NEAREST, 1, 1), 1, List.of("film"), new int[] {1}))
            .getMessage());
    List<TextOutcome> outcomes =
        victim
            .with(classifier)
            .with(Entities.NONE)
            .attack(attack(Candidates.NEAREST, 2, 1), 1, List.of("film"), new int[] {1});
    assertEquals("movie", outcomes.get(0).perturbed().text());
  }
}
