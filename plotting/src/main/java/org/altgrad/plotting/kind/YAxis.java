package org.altgrad.plotting.kind;

import java.util.List;
import java.util.Map;
import org.altgrad.plotting.layer.Axis;

/**
 * How a vertical axis is drawn.
 *
 * @param logY whether it is logarithmic
 * @param yMin lower end; NaN to follow the data
 * @param yMax upper end; NaN to follow the data
 * @param labels texts in place of names
 */
public record YAxis(
    @Option(value = "logarithmic y axis", fallback = "false") boolean logY,
    @Option("lower end of the y axis") double yMin,
    @Option("upper end of the y axis") double yMax,
    @Option("texts in place of names, as accuracy=Accuracy (%)") Map<String, String> labels) {

  /** The axis under a text. */
  public Axis axis(String label) {
    return new Axis(label, logY, yMin, yMax, List.of());
  }

  /** The text in place of a name, or the name in words. */
  public String words(String name) {
    return labels.getOrDefault(name, MetricSpec.words(name));
  }
}
