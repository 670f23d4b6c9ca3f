package org.altgrad.train.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.altgrad.train.config.OverrideReader;

/**
 * Values of a sweep's parameters. Two points with the same values are equal.
 *
 * @param values by key, with its sign and package if it has them, as they stand to the right of an
 *     override's sign of equality; in the order of the space
 */
public record Point(Map<String, String> values) {
  public Point {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The point of overrides. */
  public static Point of(List<String> overrides) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String word : overrides) {
      int sign = word.indexOf('=');
      values.put(word.substring(0, sign), word.substring(sign + 1));
    }
    return new Point(values);
  }

  /** The overrides that give a run these values. */
  public List<String> overrides() {
    return values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  /**
   * What is equal for two of some points that are the same however they are spelt: the values as
   * their keys read them.
   *
   * @param points all of them
   */
  public static Function<Point, Object> identity(List<Point> points) {
    Map<String, Set<String>> all = new LinkedHashMap<>();
    for (Point point : points) {
      point.values.forEach(
          (key, text) -> all.computeIfAbsent(key, any -> new LinkedHashSet<>()).add(text));
    }
    Map<String, Function<String, Object>> readings = new LinkedHashMap<>();
    all.forEach((key, texts) -> readings.put(key, OverrideReader.reading(texts)));
    return point -> {
      Map<String, Object> read = new LinkedHashMap<>();
      point.values.forEach((key, text) -> read.put(key, readings.get(key).apply(text)));
      return read;
    };
  }

  @Override
  public String toString() {
    return String.join(" ", overrides());
  }
}
