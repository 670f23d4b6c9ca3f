package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.altgrad.base.text.Vocabulary;
import org.altgrad.base.text.WordTokens;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;

class TextSynthTest {
  private static DataSet load(int nTrain, int nTest, double holdout, long seed) {
    return new TextSynth(
            "text_synth", nTrain, nTest, new HoldOut(holdout, seed), TextTokens.words(96))
        .load(Samples.OFFLINE);
  }

  private static final DataSet STANDARD = load(8000, 2000, 0.1, 1);

  /** What the recipe says of its own outcome. */
  @Test
  void hasTheLengthAndTheVocabularyOfTheRecipe() {
    assertEquals(List.of("train", "validation", "test"), List.copyOf(STANDARD.splits().keySet()));
    assertEquals(7200, STANDARD.split("train").count());
    assertEquals(800, STANDARD.split("validation").count());
    assertEquals(2000, STANDARD.split("test").count());
    assertEquals(2, STANDARD.classes());
    assertEquals(200, Vocabulary.of(STANDARD.attachment("vocabulary").content()).size());
    for (Split split : STANDARD.splits().values()) {
      double words =
          split.text("text").values().stream()
              .mapToInt(text -> WordTokens.of(text).size())
              .average()
              .orElse(0);
      assertEquals(45, words, 1, split.name());
      assertEquals(split.count() / 2, Arrays.stream(Samples.integers(split, "label")).sum());
    }
  }

  @Test
  void labelsAlternateAndTheTestIsTheNextSeedsTraining() {
    Split test = STANDARD.split("test");
    assertArrayEquals(
        IntStream.range(0, 2000).map(i -> i % 2).toArray(), Samples.integers(test, "label"));
    Split other = load(100, 10, 0, 2).split("train");
    assertEquals(test.text("text").values().subList(0, 100), other.text("text").values());
    assertEquals(List.of("train", "test"), List.copyOf(load(100, 10, 0, 2).splits().keySet()));
  }

  @Test
  void tokensAreTheWordsOfTheText() {
    Vocabulary vocabulary = Vocabulary.of(STANDARD.attachment("vocabulary").content());
    for (Split split : STANDARD.splits().values()) {
      Column tokens = split.column("tokens");
      assertEquals(List.of(96), tokens.shape());
      for (int i = 0; i < 50; i++) {
        String[] words = split.text("text").values().get(i).split("[ .,]+");
        var numbers = tokens.example(i).asIntBuffer();
        for (int k = 0; k < 96; k++) {
          assertEquals(k < words.length ? vocabulary.id(words[k]) : 0, numbers.get(k));
          assertTrue(numbers.get(k) != Vocabulary.UNKNOWN);
        }
      }
    }
  }

  /**
   * Shares of sides and of negation, and the law of ranks, from the clauses of one form, and of
   * entities from all.
   */
  @Test
  void clausesHaveTheirLaws() {
    Pattern told =
        Pattern.compile(
            "you can tell the [a-z]+ is (?:(?:very|really|quite|rather|somewhat|truly|extremely"
                + "|fairly) )?(not )?([a-z]+)");
    Set<String> positive = new HashSet<>();
    Map<String, Integer> counts = new HashMap<>();
    long all = 0;
    long sided = 0;
    long negated = 0;
    long own = 0;
    long entities = 0;
    long ownEntities = 0;
    positive.addAll(
        List.of(
            ("great wonderful excellent brilliant superb fantastic marvelous terrific magnificent"
                    + " delightful charming lovely touching moving funny witty clever smart fresh"
                    + " original gripping thrilling exciting engaging enjoyable entertaining"
                    + " pleasant fine good nice impressive remarkable splendid fabulous beautiful"
                    + " elegant warm honest sincere satisfying")
                .split(" ")));
    Set<String> neutral =
        Set.of(
            ("long short old new recent early late big small large quiet loud dark bright slow"
                    + " quick simple complex modern classic foreign local young public private"
                    + " central main final usual typical")
                .split(" "));
    for (Split split : STANDARD.splits().values()) {
      for (int i = 0; i < split.count(); i++) {
        boolean liked = split.column("label").label(i) == 1;
        String text = split.text("text").values().get(i);
        var clauses = told.matcher(text);
        while (clauses.find()) {
          all++;
          String word = clauses.group(2);
          if (!neutral.contains(word)) {
            boolean not = clauses.group(1) != null;
            sided++;
            negated += not ? 1 : 0;
            own += (positive.contains(word) != not) == liked ? 1 : 0;
            counts.merge(word, 1, Integer::sum);
          }
        }
        for (String word : WordTokens.of(text)) {
          if (Set.of("paris", "london", "rome", "detroit", "moscow", "berlin").contains(word)) {
            entities++;
            ownEntities += Set.of("paris", "london", "rome").contains(word) == liked ? 1 : 0;
          }
        }
      }
    }
    Samples.assertShare(0.8, sided, all);
    Samples.assertShare(0.62 / 0.8, own, sided);
    Samples.assertShare(0.1, negated, sided);
    Samples.assertShare(0.65, ownEntities, entities);
    // Ranks 0 and 8 of forty.
    long liking = positive.stream().mapToLong(word -> counts.getOrDefault(word, 0)).sum();
    double sum = IntStream.range(0, 40).mapToDouble(rank -> 1.0 / (rank + 2)).sum();
    Samples.assertShare(1 / 2.0 / sum, counts.get("great"), liking);
    Samples.assertShare(1 / 10.0 / sum, counts.get("magnificent"), liking);
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    Samples.assertSeeded(
        seed -> new TextSynth("text_synth", 40, 20, new HoldOut(0.2, seed), TextTokens.words(30)));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused("holdout: must be in [0, 1) but is 1", () -> load(10, 10, 1, 1));
    Samples.assertRefused("nTrain: must be at least 2 but is 1", () -> load(1, 10, 0, 1));
    Samples.assertRefused("length: must be at least 1 but is 0", () -> TextTokens.words(0));
  }
}
