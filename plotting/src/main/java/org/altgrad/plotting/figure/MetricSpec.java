package org.altgrad.plotting.figure;

import java.util.Map;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.RunSet;

/**
 * A metric, possibly transformed.
 *
 * @param metric the metric's name
 * @param function {@code log}, {@code log10} or empty
 */
record MetricSpec(String metric, String function) {

  /** Reads {@code m}, {@code log(m)} or {@code log10(m)}; the metric must exist in some run. */
  static MetricSpec parse(String text, RunSet runs) {
    int open = text.indexOf('(');
    boolean call = open > 0 && text.endsWith(")") && !runs.metrics().contains(text);
    MetricSpec spec =
        call
            ? new MetricSpec(text.substring(open + 1, text.length() - 1), text.substring(0, open))
            : new MetricSpec(text, "");
    if (!spec.function.isEmpty()
        && !spec.function.equals("log")
        && !spec.function.equals("log10")) {
      throw new PlotException("'" + text + "': the functions of a metric are log and log10");
    }
    runs.requireMetrics(java.util.List.of(spec.metric));
    return spec;
  }

  double apply(double value) {
    return switch (function) {
      case "log" -> Math.log(value);
      case "log10" -> Math.log10(value);
      default -> value;
    };
  }

  /** The text of an axis: the user's, or the name in words. */
  String label(Map<String, String> labels) {
    String whole = function.isEmpty() ? metric : function + "(" + metric + ")";
    String own = labels.getOrDefault(whole, labels.get(metric));
    if (own != null) {
      return own;
    }
    return (function.isEmpty() ? "" : function + " ") + words(metric);
  }

  /** A name in words. */
  static String words(String name) {
    return name.replace('_', ' ');
  }
}
