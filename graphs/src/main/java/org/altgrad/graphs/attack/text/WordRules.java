package org.altgrad.graphs.attack.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.altgrad.base.Require;

/**
 * Which words an attack may change, and what it puts in the place of a word to see what the word is
 * worth.
 *
 * @param stopwordCase how words are compared with the stop words, which are never changed; they are
 *     NLTK's 179 English ones
 * @param unknown a word that the classifier does not know; if it is not given, {@link
 *     TextClassifier#unknown}
 */
public record WordRules(StopwordCase stopwordCase, Optional<String> unknown) {
  private static final Set<String> STOP_WORDS = read();

  /** How words are compared with stop words. */
  public enum StopwordCase {
    INSENSITIVE,
    /** As written, so that "The" is none. */
    SENSITIVE
  }

  /** The usual ones. */
  public static final WordRules USUAL = new WordRules(StopwordCase.INSENSITIVE, Optional.empty());

  public WordRules {
    Require.given("stopwordCase", stopwordCase);
    Require.that(unknown.filter(String::isBlank).isEmpty(), "unknown", "a word", "blank");
  }

  private static Set<String> read() {
    try (InputStream in = WordRules.class.getResourceAsStream("stop-words.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Places of the words that may be changed. */
  List<Integer> eligible(Words words) {
    return IntStream.range(0, words.size())
        .filter(i -> !STOP_WORDS.contains(compared(words.word(i))))
        .boxed()
        .toList();
  }

  private String compared(String word) {
    return stopwordCase == StopwordCase.SENSITIVE ? word : word.toLowerCase(Locale.ROOT);
  }

  /** A word that a classifier does not know. */
  String unknownTo(TextClassifier classifier) {
    return unknown.orElseGet(classifier::unknown);
  }
}
