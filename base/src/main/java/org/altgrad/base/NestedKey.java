package org.altgrad.base;

import java.util.Collection;
import java.util.Optional;

/** A dotted key in a file, where sections are nested: {@code trainer.max_epochs: 2}. */
public final class NestedKey {
  private NestedKey() {}

  /**
   * What to write for a dotted key, as the end of a message.
   *
   * @param key as it stands in the file
   * @param value its text; "…" for what is long
   * @param known keys that may stand there
   * @return empty if the key has no dot, or its first part is like none of these
   */
  public static Optional<String> hint(String key, String value, Collection<String> known) {
    int dot = key.indexOf('.');
    if (dot <= 0 || dot == key.length() - 1) {
      return Optional.empty();
    }
    String first = key.substring(0, dot);
    Optional<String> section =
        known.contains(first) ? Optional.of(first) : Nearest.to(first, known);
    return section.map(
        name ->
            "; sections are nested in a file, write "
                + name
                + ": {"
                + key.substring(dot + 1).replace(".", ": {")
                + ": "
                + value
                + "}".repeat((int) key.chars().filter(c -> c == '.').count()));
  }
}
