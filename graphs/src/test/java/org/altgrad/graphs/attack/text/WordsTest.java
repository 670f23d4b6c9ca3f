package org.altgrad.graphs.attack.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Words of texts, and the distance of texts. */
class WordsTest {

  @Test
  void wordsAreRunsWithoutSignsAtTheirEnds() {
    assertEquals(
        List.of("It's", "well-made", "a_b", "rock", "2nd", "me@x", "naïve", "don"),
        Words.of(" It's 'well-made'; a_b --- rock*, (2nd) me@x\tnaïve don'- !").words());
    assertEquals(List.of(), Words.of("-- !?").words());
    assertEquals(List.of(), Words.of("").words());
  }

  @Test
  void whatStandsBetweenWordsIsKept() {
    for (String text : List.of("", "..", " A  b-c,\n(d)! ", "'x'", "𝕒b 🙂 c")) {
      assertEquals(text, Words.of(text).text());
    }
    Words words = Words.of("  The plot, 'great'!").with(2, "gr eat");
    assertEquals("  The plot, 'gr eat'!", words.text());
    assertEquals("  The plot", words.head(2));
    assertEquals("", words.head(0));
    assertEquals("plot, 'gr eat'!", words.tail(1));
    assertEquals("", words.tail(3));
    assertArrayEquals(new int[] {2, 6, 13}, words.starts());
    assertEquals("  The [[plot]], 'gr eat'!", words.marked(List.of(1)));
  }

  @Test
  void stopWordsAreNotEligible() {
    Words words = Words.of("The plot wasn't the best");
    assertEquals(List.of(1, 4), WordRules.USUAL.eligible(words));
    WordRules sensitive = new WordRules(WordRules.StopwordCase.SENSITIVE, Optional.of("[UNK]"));
    assertEquals(List.of(0, 1, 4), sensitive.eligible(words));
    assertEquals("[UNK]", WordRules.USUAL.unknownTo(texts -> new double[0][]));
    assertEquals(
        "xyzzy",
        new WordRules(WordRules.StopwordCase.SENSITIVE, Optional.of("xyzzy"))
            .unknownTo(texts -> new double[0][]));
  }

  @Test
  void distanceIsThatOfTheWholeTable() {
    assertEquals(3, Levenshtein.distance("kitten", "sitting", 30));
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 2000; round++) {
      String a = letters(random);
      String b = letters(random);
      int limit = random.nextInt(6);
      assertEquals(
          Math.min(table(a, b), limit + 1), Levenshtein.distance(a, b, limit), a + " " + b);
    }
  }

  private static String letters(SplittableRandom random) {
    return random
        .ints(random.nextInt(9), 'a', 'd')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int table(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
        } else {
          int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
          d[i][j] = Math.min(d[i - 1][j - 1] + same, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
