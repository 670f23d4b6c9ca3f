package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.base.Require;

/**
 * A text as words and what stands between them. Words are maximal runs of letters, digits and the
 * signs {@code ' - _ * @}, without such signs at their ends; putting the text together again keeps
 * punctuation and spacing.
 *
 * @param words in their order, as written
 * @param gaps what stands before each word, and behind the last
 */
public record Words(List<String> words, List<String> gaps) {
  private static final String SIGNS = "'-_*@";

  public Words {
    words = List.copyOf(words);
    gaps = List.copyOf(gaps);
    Require.that(gaps.size() == words.size() + 1, "gaps", "one more than words", gaps.size());
  }

  /** The words of a text. */
  public static Words of(String text) {
    List<String> words = new ArrayList<>();
    List<String> gaps = new ArrayList<>();
    int behind = 0;
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && belongs(text.codePointAt(end))) {
        end += Character.charCount(text.codePointAt(end));
      }
      int first = at;
      int last = end;
      while (first < last && SIGNS.indexOf(text.charAt(first)) >= 0) {
        first++;
      }
      while (last > first && SIGNS.indexOf(text.charAt(last - 1)) >= 0) {
        last--;
      }
      if (first < last) {
        gaps.add(text.substring(behind, first));
        words.add(text.substring(first, last));
        behind = last;
      }
      at = end > at ? end : at + Character.charCount(text.codePointAt(at));
    }
    gaps.add(text.substring(behind));
    return new Words(words, gaps);
  }

  private static boolean belongs(int character) {
    return Character.isLetterOrDigit(character) || SIGNS.indexOf(character) >= 0;
  }

  public int size() {
    return words.size();
  }

  public String word(int at) {
    return words.get(at);
  }

  /** With another word at a place. */
  public Words with(int at, String word) {
    List<String> changed = new ArrayList<>(words);
    changed.set(at, word);
    return new Words(changed, gaps);
  }

  /** The whole text. */
  public String text() {
    return join(0, size(), List.of());
  }

  /** The text from its start to the end of its first words; empty for none. */
  String head(int count) {
    return count == 0 ? "" : join(0, count - 1, List.of()) + word(count - 1);
  }

  /** The text from a word to its end; empty behind the last. */
  String tail(int from) {
    return from == size() ? "" : join(from, size(), List.of()).substring(gaps.get(from).length());
  }

  /** Where each word begins in the text, in characters. */
  int[] starts() {
    int[] starts = new int[size()];
    int at = 0;
    for (int i = 0; i < starts.length; i++) {
      at += gaps.get(i).length();
      starts[i] = at;
      at += word(i).length();
    }
    return starts;
  }

  /** Places of the words that are others than those of a text of as many words. */
  List<Integer> changes(Words other) {
    return IntStream.range(0, size()).filter(i -> !word(i).equals(other.word(i))).boxed().toList();
  }

  /** The text with some of its words in double brackets. */
  String marked(List<Integer> places) {
    return join(0, size(), places);
  }

  private String join(int from, int to, List<Integer> marked) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      boolean mark = marked.contains(i);
      text.append(gaps.get(i)).append(mark ? "[[" : "").append(word(i)).append(mark ? "]]" : "");
    }
    return text.append(gaps.get(to)).toString();
  }
}
