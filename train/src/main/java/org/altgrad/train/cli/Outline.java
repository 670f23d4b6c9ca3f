package org.altgrad.train.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Entries and their values in two columns, one entry for each value of a list. Entries within an
 * entry stand in two columns at its place, and the further lines of a value below its first. On a
 * terminal no line is wider than that: texts go on in the next line, and a word that has no room is
 * cut.
 */
final class Outline {
  /** A column of values is not narrower: they stand below their keys then. */
  private static final int LEAST = 24;

  private static final int GAP = 2;
  private static final String MORE = "…";

  private final OptionalInt width;
  private boolean cut;

  /**
   * An outline.
   *
   * @param width of the terminal; empty if there is none
   */
  Outline(OptionalInt width) {
    this.width = width.isEmpty() ? width : OptionalInt.of(TerminalTable.most(width.getAsInt()));
  }

  /** Whether some word is not whole. */
  boolean cut() {
    return cut;
  }

  /**
   * The lines.
   *
   * @param column where values begin, unless a key is longer
   */
  String text(Map<String, Object> entries, int column) {
    return String.join("\n", lines(entries, column, width.orElse(Integer.MAX_VALUE))) + "\n";
  }

  private List<String> lines(Object value, int column, int room) {
    List<String> lines = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      int longest = map.keySet().stream().mapToInt(key -> key.toString().length()).max().orElse(0);
      int at = Math.max(column, longest + GAP);
      boolean below = at > column && room - at < LEAST;
      map.forEach((key, inner) -> lines.addAll(entry(key.toString(), inner, at, below, room)));
    } else if (value instanceof List<?> list) {
      list.forEach(item -> lines.addAll(lines(item, 0, room)));
    } else {
      String.valueOf(value).lines().forEach(line -> lines.addAll(broken(line.strip(), room)));
    }
    return lines.isEmpty() ? List.of("") : lines;
  }

  private List<String> entry(String key, Object value, int at, boolean below, int room) {
    List<String> lines = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(item -> lines.addAll(entry(key, item, at, below, room)));
      return lines;
    }
    if (below) {
      lines.addAll(broken(key, room));
      lines(value, 0, room - GAP).forEach(line -> lines.add(" ".repeat(GAP) + line));
      return lines;
    }
    for (String line : lines(value, 0, room - at)) {
      String before = lines.isEmpty() ? key : "";
      lines.add((before + " ".repeat(at - before.length()) + line).stripTrailing());
    }
    return lines;
  }

  /** A text in as many lines as it needs. */
  private List<String> broken(String text, int room) {
    if (text.length() <= room) {
      return List.of(text);
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" +")) {
      if (line.length() > 0 && line.length() + 1 + word.length() > room) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(fitted(word, room));
    }
    lines.add(line.toString());
    return lines;
  }

  private String fitted(String word, int room) {
    cut |= word.length() > room;
    return word.length() <= room ? word : word.substring(0, Math.max(0, room - 1)) + MORE;
  }
}
