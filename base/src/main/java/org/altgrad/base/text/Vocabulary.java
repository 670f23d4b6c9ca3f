package org.altgrad.base.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;

/**
 * Numbers for words: 0 fills up texts, 1 stands for words that are not known, 2 is the most
 * frequent one, and so on.
 */
public final class Vocabulary {
  /** What short texts are filled up with. */
  public static final int PADDING = 0;

  /** A word that is not known. */
  public static final int UNKNOWN = 1;

  private static final int FIRST = 2;

  private final List<String> words;
  private final Map<String, Integer> ids = new HashMap<>();

  private Vocabulary(List<String> words) {
    this.words = words;
    for (String word : words) {
      ids.put(word, FIRST + ids.size());
    }
  }

  /**
   * The most frequent words of some texts, by falling frequency, equals by the alphabet.
   *
   * @param texts their words
   * @param limit most words, at least 1; padding and the unknown word are not counted
   * @param minCount how often a word must occur, at least 1
   */
  public static Vocabulary of(Iterable<List<String>> texts, int limit, int minCount) {
    Require.atLeast("limit", limit, 1);
    Require.atLeast("minCount", minCount, 1);
    Map<String, Integer> counts = new HashMap<>();
    texts.forEach(text -> text.forEach(word -> counts.merge(word, 1, Integer::sum)));
    Comparator<Map.Entry<String, Integer>> byCount = Map.Entry.comparingByValue();
    return new Vocabulary(
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() >= minCount)
            .sorted(byCount.reversed().thenComparing(Map.Entry.comparingByKey()))
            .limit(limit)
            .map(Map.Entry::getKey)
            .toList());
  }

  /**
   * What {@link #bytes} gave.
   *
   * @throws IllegalArgumentException if a word is empty or stands there twice
   */
  public static Vocabulary of(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Vocabulary read = new Vocabulary(text.lines().toList());
    boolean right = read.ids.size() == read.words.size() && !read.ids.containsKey("");
    Require.that(right, "vocabulary", "different words, one a line", "something else");
    return read;
  }

  /** The words from number 2 on, one a line, in UTF-8. */
  public byte[] bytes() {
    StringBuilder lines = new StringBuilder();
    words.forEach(word -> lines.append(word).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** How many numbers there are, those of padding and of the unknown word among them. */
  public int size() {
    return FIRST + words.size();
  }

  /** Number of a word, {@link #UNKNOWN} if it is not known. */
  public int id(String word) {
    return ids.getOrDefault(word, UNKNOWN);
  }

  /** Word of a number, {@code <pad>} and {@code <unk>} for those that are no words. */
  public String word(int id) {
    return id == PADDING ? "<pad>" : id == UNKNOWN ? "<unk>" : words.get(id - FIRST);
  }

  /** Numbers of the first {@code length} words, filled up behind with {@link #PADDING}. */
  public int[] ids(List<String> text, int length) {
    int[] numbers = new int[length];
    Arrays.setAll(numbers, i -> i < text.size() ? id(text.get(i)) : PADDING);
    return numbers;
  }
}
