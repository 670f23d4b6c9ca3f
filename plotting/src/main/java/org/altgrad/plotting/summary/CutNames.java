package org.altgrad.plotting.summary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Names of a table's columns and cells, none wider than its column. A name is cut where no other
 * one would read the same: at its end, at its beginning (a key or path at its beginning first), or
 * at both.
 */
final class CutNames {
  private static final String MORE = "…";

  /** Of a text that is longer not every place is tried. */
  private static final int MOST_WAYS = 200;

  private CutNames() {}

  /** The names as they are shown. */
  static List<String> of(List<String> names, int... widths) {
    List<String> cuts = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      cuts.add(cut(names.get(i), widths[i], names));
    }
    return cuts;
  }

  /** Whether names that differ are still told apart. */
  static boolean distinct(List<String> names, int... widths) {
    return new HashSet<>(of(names, widths)).size() == new HashSet<>(names).size();
  }

  /** The cells of a column, all cut in the one way that leaves the most of them apart. */
  static List<String> column(List<String> cells, int width) {
    String longest = cells.stream().max(Comparator.comparingInt(String::length)).orElse("");
    if (longest.length() <= width) {
      return cells;
    }
    Set<String> all = new HashSet<>(cells);
    boolean keys = cells.stream().allMatch(cell -> key(cell) || cell.length() <= width);
    UnaryOperator<String> best = UnaryOperator.identity();
    long most = 0;
    for (UnaryOperator<String> way : ways(longest, width, keys)) {
      long apart = all.stream().map(way).distinct().count();
      if (apart > most) {
        best = way;
        most = apart;
      }
      if (apart == all.size()) {
        break;
      }
    }
    return cells.stream().map(best).toList();
  }

  private static boolean key(String name) {
    return !name.contains(" ") && (name.indexOf('.') >= 0 || name.indexOf('/') >= 0);
  }

  private static String cut(String name, int width, List<String> names) {
    List<UnaryOperator<String>> ways = ways(name, width, key(name));
    return ways.stream()
        .filter(way -> alone(way, name, names))
        .findFirst()
        .orElse(ways.get(0))
        .apply(name);
  }

  private static boolean alone(UnaryOperator<String> way, String name, List<String> names) {
    String shown = way.apply(name);
    return names.stream().noneMatch(other -> !other.equals(name) && way.apply(other).equals(shown));
  }

  private static List<UnaryOperator<String>> ways(String name, int width, boolean key) {
    List<UnaryOperator<String>> ways = new ArrayList<>();
    UnaryOperator<String> start = other -> FittedTable.cut(other, width);
    UnaryOperator<String> end = other -> end(other, width);
    ways.add(key ? end : start);
    ways.add(key ? start : end);
    if (width > 2) {
      IntStream.range(1, Math.min(MOST_WAYS, Math.max(1, name.length() - width + 1)))
          .forEach(from -> ways.add(other -> middle(other, width, from)));
    }
    return ways;
  }

  private static String end(String name, int width) {
    return name.length() <= width ? name : MORE + name.substring(name.length() - width + 1);
  }

  private static String middle(String name, int width, int from) {
    return name.length() <= width
        ? name
        : MORE
            + FittedTable.cut(name.substring(Math.min(from, name.length() - width + 1)), width - 1);
  }
}
