package org.altgrad.data.source;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What users call the splits. */
final class SplitNames {
  /** What there is to choose by, as this program calls it and as others do. */
  static final List<String> VALIDATION = List.of("validation", "val", "valid", "dev");

  /** Those that everything knows, and what they are called elsewhere. */
  static final List<String> ALL =
      Stream.of(List.of("train"), VALIDATION, List.of("test")).flatMap(List::stream).toList();

  private SplitNames() {}

  /** The split that a word means; another word means what it says. */
  static String meant(String word) {
    String own = word.toLowerCase(Locale.ROOT);
    return VALIDATION.contains(own) ? "validation" : ALL.contains(own) ? own : word;
  }

  /** Whether something reads a split without being asked for it. */
  static boolean isKnown(String split) {
    return ALL.contains(split);
  }
}
