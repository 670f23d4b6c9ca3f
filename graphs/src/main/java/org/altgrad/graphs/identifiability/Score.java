package org.altgrad.graphs.identifiability;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a metric says of a sample.
 *
 * @param version the metric and the version of its definition, such as {@code mcc/1}; scores of
 *     different versions are not to be averaged
 * @param chance what codes without any knowledge of the sources score; empty for geometric
 *     quantities, which have no null
 * @param rows of the sample that it was computed on
 * @param validity what restricts its reading, in words; empty if nothing does
 */
public record Score(
    String version, double value, Optional<Chance> chance, int rows, String validity) {

  /** A number without a null. */
  static Score plain(String version, double value, int rows, String validity) {
    return new Score(version, value, Optional.empty(), rows, validity);
  }

  /**
   * All its numbers, in the order in which they are shown: the value under the name itself, then
   * {@code _null}, {@code _null95}, {@code _p} (if there is a null) and {@code _rows}.
   */
  public Map<String, Double> numbers(String name) {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put(name, value);
    chance.ifPresent(
        c -> {
          all.put(name + "_null", c.mean());
          all.put(name + "_null95", c.upper());
          all.put(name + "_p", c.p());
        });
    all.put(name + "_rows", (double) rows);
    return all;
  }
}
