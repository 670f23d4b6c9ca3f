package org.altgrad.graphs.attack.text;

import static org.altgrad.graphs.attack.text.TextOutcome.Status.FAILED;
import static org.altgrad.graphs.attack.text.TextOutcome.Status.SUCCEEDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.altgrad.base.text.SentencePieces;
import org.altgrad.graphs.attack.text.GradientWords.Candidates;
import org.altgrad.graphs.attack.text.Thesaurus.PartOfSpeech;
import org.altgrad.graphs.attack.text.Thesaurus.Sense;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** All attacks on a classifier that is linear in the bag of its pieces. */
class PieceAttacksTest {
  private static final int ALL = 99;

  private static TextOutcome run(
      TextAttack attack, PieceSum network, int length, Thesaurus thesaurus, String text) {
    TokenClassifier classifier = network.reading(length);
    return new TextVictim(classifier, Optional.of(classifier), thesaurus, Entities.NONE, 4)
        .attack(attack, 3, List.of(text), new int[] {1})
        .get(0);
  }

  private static TextOutcome run(TextAttack attack, PieceSum network, int length, String text) {
    return run(attack, network, length, word -> List.of(), text);
  }

  private static GradientWords gradients(int neighbours, int tries) {
    return new GradientWords(
        "gradient_words", WordRules.USUAL, Candidates.NEAREST, neighbours, tries);
  }

  private static Pwws pwws(Pwws.Variant variant) {
    return new Pwws("pwws", WordRules.USUAL, variant, false);
  }

  private static Thesaurus synonyms(String of, String... lemmas) {
    return word ->
        word.equals(of)
            ? List.of(new Sense(PartOfSpeech.ADJECTIVE, word, List.of(lemmas), 1))
            : List.of();
  }

  @Test
  void wordsOfPieces() {
    Tokeniser pieces = Tokeniser.of(PieceSum.PIECES);
    assertEquals(
        List.of("12", "bad", "dull", "film", "good", "great", "movie", "the", "wonder"),
        pieces.words(),
        "no blank alone, and nothing that begins no word");
    String text = "the wonderful film! xy";
    List<String> seen =
        pieces.tokens(text, ALL).stream()
            .map(t -> PieceSum.PIECES.piece(t.id()) + ":" + text.substring(t.start(), t.end()))
            .toList();
    assertEquals(
        List.of("▁the:the", "▁wonder:wonder", "ful:ful", "▁film:film", "!:!", "▁:x", "x:x", "y:y"),
        seen);
    assertEquals(text.length(), pieces.read(text, 8));
    assertEquals("the wonderful film! xy".length(), pieces.read(text, 7));
    assertEquals("the wonderful film!".length(), pieces.read(text, 4), "its word to the end");
    assertEquals("the wonderful".length(), pieces.read(text, 2));
    int[] unknown = PieceSum.PIECES.ids(pieces.unknown());
    assertEquals(2, unknown.length, "a blank and one piece");
    assertEquals(SentencePieces.UNKNOWN, unknown[1]);
    assertEquals(
        "text: must be a piece or more but is ''",
        assertThrows(IllegalArgumentException.class, () -> pieces.tokens("", ALL)).getMessage());
  }

  /** Every text that words of the vocabulary make of a text, by how many were changed. */
  private static double least(Words words, List<Integer> places, int changes) {
    double least = PieceSum.logOdds(words.text(), ALL);
    for (int k = 0; changes > 0 && k < places.size(); k++) {
      for (String word : Tokeniser.of(PieceSum.PIECES).words()) {
        Words changed = words.with(places.get(k), word);
        List<Integer> rest = places.subList(k + 1, places.size());
        least = Math.min(least, least(changed, rest, changes - 1));
      }
    }
    return least;
  }

  /**
   * wonderful (1.9 in two pieces) to bad is a fall of 3.4, great of 3.5, film of 1.8, dull of 0.5:
   * by how many words the attack turns a text is the least number there is, and what it ends with
   * where it cannot is the least that there is.
   */
  @Test
  void gradientsFindTheOptimumOfAllTexts() {
    for (String text :
        List.of(
            "wonderful film",
            "the great film!",
            "dull wonderful great film",
            "film film good",
            "great wonderful wonderful great",
            "good film great good 12",
            "great")) {
      TextOutcome outcome = run(gradients(ALL, 1), new PieceSum(), ALL, text);
      assertEquals(SUCCEEDED, outcome.status(), text);
      List<Integer> places = WordRules.USUAL.eligible(outcome.original());
      int changes = outcome.original().changes(outcome.perturbed()).size();
      assertTrue(least(outcome.original(), places, changes) < 0, text);
      assertTrue(least(outcome.original(), places, changes - 1) > 0, text + ": fewer would do");
      double reached = PieceSum.logOdds(outcome.perturbed().text(), ALL);
      assertEquals(least(outcome.original(), places, changes), reached, 1e-6, text);
      assertEquals(1 + changes, outcome.queries());
      assertEquals(changes, outcome.gradients());
    }
    // Stop words cannot be changed, and weigh more than the rest.
    String held = "the ".repeat(120) + "wonderful film";
    TextOutcome outcome = run(gradients(ALL, 2), new PieceSum(), 200, held);
    assertEquals(FAILED, outcome.status());
    assertEquals(3 + 120 * 0.05 - 3, PieceSum.logOdds(outcome.perturbed().text(), 200) + 3, 1e-6);
    assertEquals(1 + 2 + 2, outcome.queries());
    assertEquals(2, outcome.gradients());
  }

  /** Three pieces are read: great, wonder, ful. */
  @Test
  void whatIsNotReadIsNeitherAskedNorChanged() {
    String text = "great wonderful film good";
    PieceSum network = new PieceSum();
    TextOutcome outcome = run(DeepWordBug.usual(), network, 3, text);
    assertEquals(FAILED, outcome.status(), "letters weigh nothing");
    assertEquals(List.of(0), outcome.original().changes(outcome.perturbed()));
    assertEquals(50, outcome.wordsChanged(), "of the words that are read");
    assertTrue(outcome.queries() <= 1 + 2 + 4, "letters of great have pushed out the rest");
    assertEquals("[_great, _wonder, ful]", network.asked().get(0));
    assertEquals("[_, <unk>, _wonder]", network.asked().get(1), "an unknown word is two pieces");
    assertEquals("[_great, _, <unk>]", network.asked().get(2));
    assertTrue(outcome.perturbed().text().endsWith(" wonderful film good"));
    TextOutcome by = run(gradients(ALL, 1), new PieceSum(), 3, text);
    assertEquals("bad bad film good", by.perturbed().text());
    assertEquals(3, by.queries());
  }

  /** The words that are not read cost nothing and change no draw. */
  @Test
  void queriesAreThoseOfTheTextThatIsRead() {
    for (TextAttack attack :
        List.of(DeepWordBug.usual(), pwws(Pwws.Variant.LIBRARY), gradients(3, 2))) {
      Thesaurus good = synonyms("good", "dull", "film");
      String text = "good film great film";
      TextOutcome cut = run(attack, new PieceSum(), 4, good, text);
      TextOutcome longer = run(attack, new PieceSum(), 4, good, text + " great good film");
      assertEquals(cut.queries(), longer.queries(), attack.name());
      assertEquals(cut.perturbed().text() + " great good film", longer.perturbed().text());
      assertEquals(cut.wordsChanged(), longer.wordsChanged(), 1e-12);
    }
  }

  /** Two pieces are read; the synonym of good has as many and pushes great out. */
  @Test
  void aWordThatWasPushedOutIsNotAskedAbout() {
    Thesaurus both =
        word ->
            List.of(
                new Sense(
                    PartOfSpeech.ADJECTIVE,
                    word,
                    word.equals("good") ? List.of("good", "wonderful") : List.of("great", "movie"),
                    1));
    TextOutcome outcome = run(pwws(Pwws.Variant.LIBRARY), new PieceSum(), 2, both, "good great");
    // wonderful alone is 1.9 against 2.9, good movie 0.7: movie is first, and then wonderful 1.9
    assertEquals("good movie", outcome.perturbed().text());
    assertEquals(1 + 2 + 2 + 2, outcome.queries());
    PieceSum network = new PieceSum();
    Thesaurus longer =
        word ->
            List.of(
                new Sense(
                    PartOfSpeech.ADJECTIVE,
                    word,
                    word.equals("great") ? List.of("great", "movies") : List.of(word, "dull"),
                    1));
    // movies: a piece and a letter, -0.2; then nothing of film is read
    TextOutcome pushed = run(pwws(Pwws.Variant.LIBRARY), network, 2, longer, "great film");
    assertEquals(SUCCEEDED, pushed.status(), "at -0.2");
    TextOutcome paper = run(pwws(Pwws.Variant.PAPER), new PieceSum(), 3, longer, "great great 12");
    assertEquals("movies movies 12", paper.perturbed().text());
  }

  /** By numbers that Google's tokeniser gives (see the README of the model's folder). */
  @Test
  @EnabledIfEnvironmentVariable(named = "ALTGRAD_DATA", matches = ".+")
  void wordsOfTheSentenceEncoder() {
    Path file = Path.of(System.getenv("ALTGRAD_DATA"), "models", "use_lite_en", "vocab.json");
    assumeTrue(Files.exists(file), "no " + file);
    SentencePieces known = SentencePieces.read(file, SentencePieces.SPECIAL);
    Tokeniser pieces = Tokeniser.of(known);
    List<String> words = pieces.words();
    assertTrue(words.size() > 5000 && words.size() < 6000);
    assertTrue(words.containsAll(List.of("movie", "great", "film", "loved")));
    for (String word : words) {
      assertEquals(1, known.ids(word).length, word);
      assertEquals(List.of(word), Words.of(word).words());
    }
    String text = "Stock prices fell unbelievably on monday; \"prices\" don't!";
    List<Tokeniser.Token> tokens = pieces.tokens(text, ALL);
    Words of = Words.of(text);
    List<String> own = new ArrayList<>();
    for (int i = 0; i < of.size(); i++) {
      int start = of.starts()[i];
      int end = start + of.word(i).length();
      StringBuilder joined = new StringBuilder();
      for (Tokeniser.Token token : tokens) {
        if (token.end() > start && token.start() < end) {
          joined.append(known.piece(token.id()).replace("\u2581", ""));
        }
      }
      own.add(joined.toString());
    }
    assertEquals(of.words(), own, "each word's pieces are its letters and no others");
    int[] unknown = known.ids("a " + pieces.unknown() + " film");
    assertEquals(4, unknown.length);
    assertEquals(SentencePieces.UNKNOWN, unknown[2]);
  }
}
