package org.altgrad.base.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words of a text: what is left of it in lower case when all but a to z are gaps. */
public final class WordTokens {
  private WordTokens() {}

  /** The words in their order; none if the text has no letter from a to z. */
  public static List<String> of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int at = 0; at <= lower.length(); at++) {
      boolean letter = at < lower.length() && lower.charAt(at) >= 'a' && lower.charAt(at) <= 'z';
      if (letter && start < 0) {
        start = at;
      } else if (!letter && start >= 0) {
        words.add(lower.substring(start, at));
        start = -1;
      }
    }
    return words;
  }
}
