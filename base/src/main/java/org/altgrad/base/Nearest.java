package org.altgrad.base;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the known name that a mistyped one was probably meant to be. */
public final class Nearest {
  private static final int SHOWN = 20;

  /** Fewer letters are the beginning of anything. */
  private static final int BEGINNING = 3;

  private static final String NAME = ".name";

  private Nearest() {}

  /**
   * The closest candidate, if one is close enough to be a slip of the fingers, or else the shortest
   * one that the word is the beginning of.
   */
  public static Optional<String> to(String word, Collection<String> candidates) {
    Optional<String> inOtherLetters =
        candidates.stream().filter(word::equalsIgnoreCase).filter(c -> !c.equals(word)).findFirst();
    if (inOtherLetters.isPresent()) {
      return inOtherLetters;
    }
    String best = null;
    int slips = word.length() <= 3 ? 1 : Math.max(2, word.length() / 3);
    int bestDistance = slips + 1;
    for (String candidate : candidates) {
      int distance = distance(word, candidate, bestDistance);
      if (distance < bestDistance && distance < Math.max(word.length(), candidate.length())) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best)
        .or(
            () ->
                candidates.stream()
                    .filter(c -> word.length() >= BEGINNING && c.startsWith(word))
                    .min(Comparator.comparing(String::length)));
  }

  /**
   * The closest dotted key; one whose last part is the whole word counts as closest, then one whose
   * last part is close, the name of a section that is close, and then one that has the word between
   * its underscores.
   */
  public static Optional<String> key(String key, Collection<String> known) {
    String leaf = leaf(key);
    Optional<String> sameLeaf = known.stream().filter(k -> k.endsWith("." + leaf)).findFirst();
    if (!leaf.equals(key)) {
      return to(key, known).or(() -> sameLeaf);
    }
    return sameLeaf
        .or(() -> to(key, known))
        .or(
            () ->
                to(key, known.stream().map(Nearest::leaf).toList())
                    .flatMap(near -> known.stream().filter(k -> leaf(k).equals(near)).findFirst()))
        .or(() -> section(leaf, known))
        .or(
            () ->
                known.stream()
                    .filter(k -> List.of(leaf(k).split("_")).contains(leaf))
                    .min(Comparator.comparing(String::length)));
  }

  private static Optional<String> section(String word, Collection<String> known) {
    List<String> named =
        known.stream()
            .filter(k -> k.endsWith(NAME))
            .map(k -> k.substring(0, k.length() - NAME.length()))
            .toList();
    return to(word, named.stream().map(Nearest::leaf).toList())
        .flatMap(near -> named.stream().filter(k -> leaf(k).equals(near)).findFirst())
        .map(k -> k + NAME);
  }

  private static String leaf(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /** {@code "; did you mean x?"} or nothing. */
  public static String hint(String word, Collection<String> candidates) {
    return to(word, candidates).map(near -> "; did you mean " + near + "?").orElse("");
  }

  /**
   * {@code "; did you mean x? available: a, b, c"}, the list cut where it is long; nothing where
   * there is nothing to choose from. Of a word that is a directory of names these are listed.
   */
  public static String hintAndList(String word, Collection<String> candidates) {
    if (candidates.isEmpty()) {
      return "";
    }
    String directory = word.replaceFirst("/+$", "") + "/";
    List<String> below = candidates.stream().filter(c -> c.startsWith(directory)).toList();
    if (!below.isEmpty()) {
      return hintAndList(Optional.empty(), below);
    }
    return hintAndList(to(word, candidates), candidates);
  }

  /** The same for a dotted key, or the last part of one. */
  public static String keyHintAndList(String key, Collection<String> known) {
    return hintAndList(key(key, known), known);
  }

  private static String hintAndList(Optional<String> near, Collection<String> candidates) {
    String list = candidates.stream().limit(SHOWN).collect(Collectors.joining(", "));
    String more = candidates.size() > SHOWN ? ", ... (" + candidates.size() + " in all)" : "";
    return near.map(n -> "; did you mean " + n + "? available: ").orElse("; available: ")
        + list
        + more;
  }

  /** Edits (insert, delete, replace, swap neighbours) between two words, at most {@code limit}. */
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) >= limit) {
      return limit;
    }
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, 1 + Math.min(row[j - 1], last[j]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[b.length()];
  }
}
