package org.altgrad.base.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  private static final List<List<String>> TEXTS =
      List.of(List.of("b", "a", "c", "b"), List.of("a", "d", "b"), List.of("c"), List.of("e", "e"));

  @Test
  void wordsAreRunsOfLetters() {
    assertEquals(
        List.of("don", "t", "say", "it", "s", "x", "ray"),
        WordTokens.of("Don't SAY: \"it's 2 x-ray\"42"));
    assertEquals(List.of("caf", "na", "ve"), WordTokens.of("Café naïve"));
    assertEquals(List.of(), WordTokens.of("12 ?!  日本"));
    assertEquals(List.of(), WordTokens.of(""));
  }

  @Test
  void wordsAreTheSameInTurkey() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertEquals(List.of("indifferent"), WordTokens.of("INDIFFERENT"));
    } finally {
      Locale.setDefault(before);
    }
  }

  /** b 3, a 2, c 2, e 2, d 1. */
  @Test
  void frequentWordsComeFirstAndEqualsByTheAlphabet() {
    assertEquals("b\na\nc\ne\nd\n", text(Vocabulary.of(TEXTS, 100, 1)));
    assertEquals("b\na\nc\ne\n", text(Vocabulary.of(TEXTS, 100, 2)));
    assertEquals("b\na\n", text(Vocabulary.of(TEXTS, 2, 2)));
    assertEquals("b\n", text(Vocabulary.of(TEXTS, 100, 3)));
  }

  @Test
  void textsAreCutAndFilledUp() {
    Vocabulary words = Vocabulary.of(TEXTS, 3, 1);
    assertEquals(5, words.size());
    assertArrayEquals(new int[] {2, 4, 1, 3, 0, 0}, words.ids(List.of("b", "c", "d", "a"), 6));
    assertArrayEquals(new int[] {2, 4}, words.ids(List.of("b", "c", "d", "a"), 2));
    assertEquals(
        List.of("<pad>", "<unk>", "b", "a", "c"),
        List.of(words.word(0), words.word(1), words.word(2), words.word(3), words.word(4)));
  }

  @Test
  void bytesGiveTheSameVocabulary() {
    Vocabulary words = Vocabulary.of(TEXTS, 100, 1);
    Vocabulary again = Vocabulary.of(words.bytes());
    assertArrayEquals(words.bytes(), again.bytes());
    assertEquals(words.size(), again.size());
    for (String word : List.of("a", "b", "c", "d", "e", "f")) {
      assertEquals(words.id(word), again.id(word), word);
    }
    assertEquals(2, Vocabulary.of(new byte[0]).size());
    String message =
        assertThrows(IllegalArgumentException.class, () -> Vocabulary.of(bytes("a\nb\na\n")))
            .getMessage();
    assertEquals("vocabulary: must be different words, one a line but is something else", message);
    assertThrows(IllegalArgumentException.class, () -> Vocabulary.of(bytes("a\n\nb\n")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Vocabulary words) {
    return new String(words.bytes(), StandardCharsets.UTF_8);
  }
}
