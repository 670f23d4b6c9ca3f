package org.altgrad.train.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** The overrides that give a run these values. */
  public List<String> overrides() {
    return values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  @Override
  public String toString() {
    return String.join(" ", overrides());
  }
}
