package org.altgrad.graphs.attack.text;

import static org.altgrad.graphs.attack.text.TextOutcome.Status.FAILED;
import static org.altgrad.graphs.attack.text.TextOutcome.Status.SKIPPED;
import static org.altgrad.graphs.attack.text.TextOutcome.Status.SUCCEEDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.altgrad.graphs.attack.text.DeepWordBug.Scoring;
import org.junit.jupiter.api.Test;

/** Deep Word Bug against a sum of words, and what is counted of it. */
class DeepWordBugTest {
  private static final Map<String, Double> WEIGHTS =
      Map.of("great", 2.0, "plot", 0.5, "fine", 1.0, "dull", -1.2, "x", 4.0);

  private static TextOutcome attack(TextAttack attack, WordSum classifier, String text, int label) {
    return TextVictim.of(classifier).attack(attack, 765, List.of(text), new int[] {label}).get(0);
  }

  private static TextVictim together(WordSum classifier, int together) {
    return new TextVictim(classifier, Optional.empty(), word -> List.of(), Entities.NONE, together);
  }

  private static DeepWordBug scored(Scoring scoring) {
    return new DeepWordBug("deep_word_bug", WordRules.USUAL, scoring, DeepWordBug.EDITS, 30);
  }

  /** Log-odds 2 + 0.5 + 1 - 1.2 = 2.3; without great 0.3, without great and fine -0.7. */
  @Test
  void mostImportantWordsAreMisspeltUntilTheClassifierErrs() {
    WordSum classifier = new WordSum(WEIGHTS);
    String text = "The plot was great, but dull and fine.";
    TextOutcome outcome = attack(DeepWordBug.usual(), classifier, text, 1);
    assertEquals(SUCCEEDED, outcome.status());
    assertEquals(List.of(text), classifier.calls.get(0));
    assertEquals(
        List.of(
            "The [UNK] was great, but dull and fine.",
            "The plot was [UNK], but dull and fine.",
            "The plot was great, but [UNK] and fine.",
            "The plot was great, but dull and [UNK]."),
        classifier.calls.get(1));
    assertEquals(4, classifier.calls.size());
    Words words = Words.of(text);
    List<Integer> visited =
        classifier.calls.subList(2, 4).stream()
            .map(call -> words.changes(Words.of(call.get(0))))
            .map(changes -> changes.get(changes.size() - 1))
            .toList();
    assertEquals(List.of(3, 7), visited, "great, then fine");
    assertEquals(List.of(3, 7), outcome.original().changes(outcome.perturbed()));
    assertEquals(100.0 * 2 / 8, outcome.wordsChanged(), 1e-12);
    int candidates = classifier.calls.get(2).size() + classifier.calls.get(3).size();
    assertEquals(1 + 4 + candidates, outcome.queries());
    assertEquals(1 / (1 + Math.exp(-2.3)), outcome.before(), 1e-12);
    assertEquals(1 / (1 + Math.exp(0.7)), outcome.after(), 1e-12);
    assertEquals("The plot was [[great]], but dull and [[fine]].", outcome.markedOriginal());
  }

  @Test
  void failsWhenNoWordIsLeftAndNeverTouchesStopWords() {
    WordSum classifier = new WordSum(Map.of("the", 5.0, "x", 4.0, "plot", 0.1));
    TextOutcome outcome = attack(DeepWordBug.usual(), classifier, "the plot x the", 1);
    assertEquals(FAILED, outcome.status());
    assertEquals(List.of(1), outcome.original().changes(outcome.perturbed()));
    TextOutcome none = attack(DeepWordBug.usual(), classifier, "the the", 1);
    assertEquals(FAILED, none.status());
    assertEquals(1, none.queries());
  }

  @Test
  void ordersAreThoseOfTheScoring() {

    String text = "dull great plot fine";
    Words words = Words.of(text);
    WordSum oracle = new WordSum(WEIGHTS);
    Map<Scoring, double[]> by = new EnumMap<>(Scoring.class);
    for (Scoring scoring : Scoring.values()) {
      by.put(scoring, new double[4]);
    }
    for (int i = 0; i < 4; i++) {
      double head = oracle.p1(words.head(i + 1)) - oracle.p1(words.head(i));
      double tail = oracle.p1(words.tail(i)) - oracle.p1(words.tail(i + 1));
      by.get(Scoring.REPLACE_1)[i] = 1 - oracle.p1(words.with(i, "[UNK]").text());
      by.get(Scoring.TEMPORAL_HEAD)[i] = head;
      by.get(Scoring.TEMPORAL_TAIL)[i] = tail;
      by.get(Scoring.COMBINED)[i] = head + tail;
    }
    by.forEach(
        (scoring, scores) -> {
          WordSum classifier = new WordSum(WEIGHTS);
          TextOutcome outcome = attack(scored(scoring), classifier, text, 1);
          List<Integer> visited = new ArrayList<>();
          Words current = words;
          for (List<String> call : classifier.calls.subList(2, classifier.calls.size())) {
            Words asked = Words.of(call.get(0));
            List<Integer> changes = new ArrayList<>(words.changes(asked));
            changes.removeAll(visited);
            visited.add(changes.get(0));
          }
          List<Integer> order =
              IntStream.range(0, 4)
                  .boxed()
                  .sorted((a, b) -> Double.compare(scores[b], scores[a]))
                  .toList();
          assertEquals(order.subList(0, visited.size()), visited, scoring.name());
          int parts = scoring == Scoring.REPLACE_1 ? 1 : scoring == Scoring.COMBINED ? 4 : 2;
          int later = classifier.calls.stream().skip(2).mapToInt(List::size).sum();
          assertEquals(1 + 4 * parts + later, outcome.queries(), scoring.name());
          assertTrue(classifier.calls.stream().flatMap(List::stream).noneMatch(String::isEmpty));
        });
  }

  @Test
  void aWordHasUpToFourCandidatesOneOfEachKind() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 300; round++) {
      Set<String> candidates = CharacterEdit.candidates("plot", DeepWordBug.EDITS, random);
      assertTrue(candidates.size() >= 2 && candidates.size() <= 4);
      for (String candidate : candidates) {
        boolean swapped = Set.of("lpot", "polt", "plto").contains(candidate);
        boolean deleted = Set.of("lot", "pot", "plt", "plo").contains(candidate);
        boolean substituted = candidate.length() == 4 && distance("plot", candidate) == 1;
        boolean inserted = candidate.length() == 5 && distance("plot", candidate) == 1;
        assertTrue(swapped || deleted || substituted || inserted, candidate);
        assertTrue(!inserted || candidate.endsWith("t"), "inserted before a character");
      }
    }
    assertEquals(Set.of(), CharacterEdit.candidates("x", DeepWordBug.EDITS, random));
    assertEquals(
        Set.of(), CharacterEdit.candidates("aa", List.of(CharacterEdit.SWAP), random), "unchanged");
    String alike =
        CharacterEdit.candidates("plot", List.of(CharacterEdit.HOMOGLYPH), random)
            .iterator()
            .next();
    assertEquals(1, distance("plot", alike));
    assertEquals(List.of(alike), Words.of(alike).words());
  }

  private static int distance(String a, String b) {
    return Levenshtein.distance(a, b, 30);
  }

  @Test
  void textsStayWithinTheDistance() {
    String text = "great great great great great great great great great great";
    WordSum classifier = new WordSum(Map.of("great", 1.0));
    DeepWordBug close =
        new DeepWordBug("deep_word_bug", WordRules.USUAL, Scoring.REPLACE_1, DeepWordBug.EDITS, 3);
    TextOutcome outcome = attack(close, classifier, text, 1);
    assertEquals(FAILED, outcome.status());
    for (List<String> call : classifier.calls.subList(2, classifier.calls.size())) {
      call.forEach(asked -> assertTrue(distance(text, asked) <= 3, asked));
    }
    assertEquals(
        SUCCEEDED,
        attack(
                DeepWordBug.usual(),
                new WordSum(Map.of("great", 1.0, "bad", -3.0)),
                text + " bad",
                1)
            .status());
  }

  private static final List<String> TEXTS =
      List.of(
          "great plot and fine",
          "dull plot",
          "great great dull",
          "fine fine fine plot",
          "x",
          "plot great great plot dull dull fine",
          "");
  private static final int[] LABELS = {1, 1, 1, 1, 1, 1, 0};

  @Test
  void outcomesDoNotDependOnHowManyGoTogether() {
    List<List<TextOutcome>> all = new ArrayList<>();
    for (int together : new int[] {1, 2, 3, 100}) {
      TextVictim victim = together(new WordSum(WEIGHTS), together);
      all.add(victim.attack(DeepWordBug.usual(), 765, TEXTS, LABELS));
      assertEquals(all.get(0), all.get(all.size() - 1), "together " + together);
    }
    TextVictim victim = TextVictim.of(new WordSum(WEIGHTS));
    assertEquals(all.get(0), victim.attack(DeepWordBug.usual(), 765, TEXTS, LABELS));
    assertNotEquals(all.get(0), victim.attack(DeepWordBug.usual(), 766, TEXTS, LABELS));
    WordSum counted = new WordSum(WEIGHTS);
    TextVictim wide = together(counted, 100);
    wide.attack(DeepWordBug.usual(), 765, TEXTS, LABELS);
    assertEquals(TEXTS.size(), counted.calls.get(0).size(), "one call for all");
  }

  @Test
  void aKnownTextIsAQueryButIsNotAskedAgain() {
    Map<String, Integer> asked = new HashMap<>();
    WordSum classifier = new WordSum(WEIGHTS);
    TextOutcome outcome = attack(scored(Scoring.COMBINED), classifier, "great great great plot", 1);
    classifier.calls.forEach(call -> call.forEach(text -> asked.merge(text, 1, Integer::sum)));
    assertTrue(asked.values().stream().allMatch(times -> times == 1));
    assertTrue(outcome.queries() > asked.size());
  }

  @Test
  void accountsAreThoseOfTheOutcomes() {
    List<TextOutcome> outcomes =
        TextVictim.of(new WordSum(WEIGHTS)).attack(DeepWordBug.usual(), 765, TEXTS, LABELS);
    assertEquals(
        List.of(SUCCEEDED, SKIPPED, SUCCEEDED, SUCCEEDED, FAILED, SUCCEEDED, FAILED),
        outcomes.stream().map(TextOutcome::status).toList());
    assertEquals(1, outcomes.get(1).queries());
    TextSummary summary = TextSummary.of(outcomes);
    assertEquals(6 / 7.0, summary.originalAccuracy(), 1e-12);
    assertEquals(2 / 7.0, summary.accuracyUnderAttack(), 1e-12);
    assertEquals(4 / 6.0, summary.successRate(), 1e-12);
    assertEquals(
        IntStream.of(0, 2, 3, 5).mapToDouble(i -> outcomes.get(i).wordsChanged()).sum() / 4,
        summary.wordsChanged(),
        1e-12);
    assertEquals(
        (outcomes.stream().mapToInt(TextOutcome::queries).sum() - 1) / 6.0,
        summary.queries(),
        1e-12);
    assertEquals(0, summary.gradients());
    var table = TextSummary.table(outcomes);
    assertEquals(7, table.rows().size());
    assertEquals(
        outcomes.get(2).markedPerturbed(), table.rows().get(2).get(table.columns().size() - 1));
    TextSummary skipped = TextSummary.of(outcomes.subList(1, 2));
    assertEquals(0, skipped.accuracyUnderAttack());
    assertEquals(Double.NaN, skipped.successRate());
  }

  @Test
  void whatIsWrongIsSaid() {
    TextVictim few = TextVictim.of(texts -> new double[][] {{0.5, 0.5}});
    TextVictim nan = answering(0.5, Double.NaN);
    TextVictim odds = answering(0.5, 1.5);
    says(
        () -> few.attack(DeepWordBug.usual(), 1, List.of("a", "b"), new int[] {0, 0}),
        "answers: must be one for each text but is 1");
    says(
        () -> nan.attack(DeepWordBug.usual(), 1, List.of("a"), new int[] {0}),
        "answers: must be a finite number but is NaN");
    says(
        () -> odds.attack(DeepWordBug.usual(), 1, List.of("a"), new int[] {0}),
        "answers: must be probabilities of two or more classes but is [0.5, 1.5]");
    TextVictim sum = TextVictim.of(new WordSum(WEIGHTS));
    says(
        () -> sum.attack(DeepWordBug.usual(), 1, List.of("a"), new int[] {2}),
        "labels: must be below 2 but is 2");
    says(
        () -> sum.attack(DeepWordBug.usual(), 1, List.of("a"), new int[] {0, 1}),
        "labels: must be one for each of 1 but is 2");
    says(
        () ->
            new DeepWordBug(
                "deep_word_bug",
                WordRules.USUAL,
                Scoring.REPLACE_1,
                List.of(CharacterEdit.SWAP, CharacterEdit.SWAP),
                30),
        "edits: must be one or more, each once but is [swap, swap]");
  }

  private static TextVictim answering(double... each) {
    return TextVictim.of(texts -> texts.stream().map(t -> each).toArray(double[][]::new));
  }

  private static void says(Runnable wrong, String message) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
  }
}
