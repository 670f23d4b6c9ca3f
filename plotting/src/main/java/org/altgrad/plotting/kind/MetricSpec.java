package org.altgrad.plotting.kind;

import java.util.List;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.summary.MetricRange;
import org.altgrad.plotting.summary.Statistics;

/**
 * A metric, possibly transformed.
 *
 * @param metric the metric's name
 * @param function {@code log}, {@code log10}, {@code error} (one minus the metric) or empty
 */
public record MetricSpec(String metric, String function) {

  private static final List<String> FUNCTIONS = List.of("", "log", "log10", "error");

  /** Reads {@code m} or {@code log(m)} and the like; the metric must exist in some run. */
  public static MetricSpec parse(String text, RunSet runs) {
    int open = text.indexOf('(');
    boolean call = open > 0 && text.endsWith(")") && !runs.metrics().contains(text);
    MetricSpec spec =
        call
            ? new MetricSpec(text.substring(open + 1, text.length() - 1), text.substring(0, open))
            : new MetricSpec(text, "");
    if (!FUNCTIONS.contains(spec.function)) {
      throw new PlotException(
          "'"
              + text
              + "': the functions of a metric are log and log10, and error for 1 - metric"
              + Nearest.hint(spec.function, FUNCTIONS));
    }
    runs.requireMetrics(List.of(spec.metric));
    return spec;
  }

  /**
   * Describes some of its values, by an interval that holds none which it cannot have; a table of
   * the same values has the same.
   *
   * @param values transformed, at least one
   */
  public Statistics statistics(double... values) {
    return Statistics.of(range(values), values);
  }

  private MetricRange range(double... values) {
    MetricRange own = MetricRange.of(metric, values);
    return switch (function) {
      case "" -> own;
      case "error" -> own == MetricRange.UNIT ? own : MetricRange.REAL; // 1 - metric, of any size
      default -> MetricRange.REAL;
    };
  }

  public double apply(double value) {
    return switch (function) {
      case "log" -> Math.log(value);
      case "log10" -> Math.log10(value);
      case "error" -> 1 - value;
      default -> value;
    };
  }

  /** The text of an axis: the user's, or the name in words. */
  public String label(Labels labels) {
    return label(labels, "");
  }

  /**
   * The text of an axis: the user's, or the name in words behind the split.
   *
   * @param split empty where something else says it
   */
  public String label(Labels labels, String split) {
    String whole = function.isEmpty() ? metric : function + "(" + metric + ")";
    return labels
        .own(whole)
        .or(() -> labels.own(metric))
        .orElseGet(() -> split.isEmpty() ? words() : labels.of(split) + " " + words());
  }

  /** The name in words. */
  public String words() {
    return switch (function) {
      case "" -> words(metric);
      case "error" -> metric.equals("accuracy") ? "error" : "1 − " + words(metric);
      default -> function + " " + words(metric);
    };
  }

  /** A name in words. */
  public static String words(String name) {
    return name.replace('_', ' ');
  }
}
