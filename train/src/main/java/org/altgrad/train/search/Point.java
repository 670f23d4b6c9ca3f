package org.altgrad.train.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   * The values as keys read them: equal for two points that are the same however they are spelt.
   */
  public Object identity() {
    Map<String, Object> read = new LinkedHashMap<>();
    values.forEach((key, text) -> read.put(key, OverrideReader.value(text)));
    return read;
  }

  @Override
  public String toString() {
    return String.join(" ", overrides());
  }
}
