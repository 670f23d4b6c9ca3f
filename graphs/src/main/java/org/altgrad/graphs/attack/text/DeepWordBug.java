package org.altgrad.graphs.attack.text;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;

/**
 * Deep Word Bug (Gao et al. 2018, arXiv:1801.04354): misspells words, the most important ones
 * first, as the recipe of the attack library that the papers used.
 *
 * @param name {@code deep_word_bug}
 * @param scoring what makes a word important
 * @param edits what is tried of each word, one random draw of each
 * @param maxEdits most characters, by Levenshtein's distance, by which a text may differ from the
 *     original
 */
public record DeepWordBug(
    String name, @Inline WordRules rules, Scoring scoring, List<CharacterEdit> edits, int maxEdits)
    implements TextAttack {

  /** The recipe's edits. */
  public static final List<CharacterEdit> EDITS =
      List.of(
          CharacterEdit.SWAP, CharacterEdit.SUBSTITUTE, CharacterEdit.DELETE, CharacterEdit.INSERT);

  /** The recipe's distance. */
  public static final int MAX_EDITS = 30;

  /** What makes word i of a text important. */
  public enum Scoring {
    /** 1 - P(y) with the unknown word in its place. */
    REPLACE_1,
    /** THS: P(y | words to i) - P(y | words before i). */
    TEMPORAL_HEAD,
    /** TTS: P(y | words from i) - P(y | words behind i). */
    TEMPORAL_TAIL,
    /** THS + TTS. */
    COMBINED
  }

  public DeepWordBug {
    Require.given("scoring", scoring);
    edits = List.copyOf(edits);
    boolean distinct = !edits.isEmpty() && EnumSet.copyOf(edits).size() == edits.size();
    Require.that(distinct, "edits", "one or more, each once", edits);
    Require.atLeast("maxEdits", maxEdits, 1);
  }

  /** The recipe of the papers. */
  public static DeepWordBug usual() {
    return new DeepWordBug("deep_word_bug", WordRules.USUAL, Scoring.REPLACE_1, EDITS, MAX_EDITS);
  }

  @Override
  public Move begin(Start start) {
    List<Integer> eligible = start.eligible(rules);
    if (eligible.isEmpty()) {
      return new Move.Done(TextOutcome.Status.FAILED, start.words(), start.score());
    }
    List<String> asked = eligible.stream().flatMap(i -> parts(start, i)).toList();
    return new Move.Ask(
        asked,
        answers -> {
          int each = answers.length / eligible.size();
          double[] importance = new double[eligible.size()];
          Arrays.setAll(importance, k -> importance(start, answers, k * each, each));
          return new Greedy(
                  start,
                  Greedy.byScore(eligible, importance),
                  (words, i) -> misspelt(start, words, i, edits, maxEdits))
              .begin();
        });
  }

  /** The texts that tell how important a word is; of no words at all the unknown one stands. */
  private Stream<String> parts(Start start, int i) {
    if (scoring == Scoring.REPLACE_1) {
      return start.without(rules, List.of(i)).stream();
    }
    Words words = start.words();
    Stream<String> head = Stream.of(words.head(i + 1), words.head(i));
    Stream<String> tail = Stream.of(words.tail(i), words.tail(i + 1));
    Stream<String> parts =
        switch (scoring) {
          case TEMPORAL_HEAD -> head;
          case TEMPORAL_TAIL -> tail;
          default -> Stream.concat(head, tail);
        };
    return parts.map(part -> part.isEmpty() ? rules.unknownTo(start.victim().classifier()) : part);
  }

  /** Of the answers from {@code first} on about the parts of one word. */
  private double importance(Start start, double[][] answers, int first, int parts) {
    double importance = start.score(answers[first]);
    if (scoring != Scoring.REPLACE_1) {
      importance = 0;
      for (int k = first; k < first + parts; k += 2) {
        importance += start.score(answers[k + 1]) - start.score(answers[k]);
      }
    }
    return importance;
  }

  /** The texts with a word misspelt that are not too far from the original. */
  static List<Words> misspelt(
      Start start, Words words, int i, List<CharacterEdit> edits, int maxEdits) {
    String original = start.words().text();
    return CharacterEdit.candidates(words.word(i), edits, start.random()).stream()
        .map(word -> words.with(i, word))
        .filter(text -> Levenshtein.distance(original, text.text(), maxEdits) <= maxEdits)
        .toList();
  }
}
