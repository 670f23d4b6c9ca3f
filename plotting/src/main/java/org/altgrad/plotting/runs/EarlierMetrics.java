package org.altgrad.plotting.runs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names that metrics of an earlier version have in this one. There, {@code robust_NAME} of inputs
 * other than texts was the share of the right ones, and {@code robust_all_NAME}, filed at the same
 * step, that of all.
 *
 * @param steps at which metrics have the earlier names
 */
record EarlierMetrics(Set<Long> steps) {
  private static final String ALL = "robust_all_";
  private static final Pattern ROW = Pattern.compile("(?m)^(\\d{1,18}),[^,\n]*,[^,\n]*," + ALL);
  private static final Pattern FINAL = Pattern.compile("(final\\.[^.]+\\.)(.*)");

  /** What the rows of a file tell. */
  static EarlierMetrics of(String rows) {
    return new EarlierMetrics(
        rows.contains("," + ALL)
            ? ROW.matcher(rows)
                .results()
                .map(row -> Long.valueOf(row.group(1)))
                .collect(Collectors.toSet())
            : Set.of());
  }

  /** The name of a metric of a step. */
  String name(long step, String metric) {
    return steps.contains(step) ? now(metric) : metric;
  }

  /**
   * A run's result with the names of now.
   *
   * @param result with dotted keys
   */
  static Map<String, Object> named(Map<String, Object> result) {
    if (result.keySet().stream().noneMatch(key -> key.contains("." + ALL))) {
      return result;
    }
    Map<String, Object> named = new LinkedHashMap<>();
    result.forEach(
        (key, value) -> {
          var of = FINAL.matcher(key);
          named.put(of.matches() ? of.group(1) + now(of.group(2)) : key, value);
        });
    named.computeIfPresent("best.metric", (key, metric) -> now(metric.toString()));
    return named;
  }

  private static String now(String metric) {
    return metric.startsWith(ALL)
        ? "robust_" + metric.substring(ALL.length())
        : metric.replaceFirst("^robust_", "robust_of_right_");
  }
}
