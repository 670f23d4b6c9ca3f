package org.altgrad.plotting.kind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Range;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;

/**
 * How a vertical axis is drawn.
 *
 * @param logY whether it is logarithmic
 * @param yMin lower end; NaN to follow the data
 * @param yMax upper end; NaN to follow the data
 * @param shareY whether panels with the same label have the same range
 * @param labels texts in place of names
 */
public record YAxis(
    @Option(value = "logarithmic y axis", fallback = "false") boolean logY,
    @Option("lower end of the y axis") double yMin,
    @Option("upper end of the y axis") double yMax,
    @Option(value = "one range for all panels of the same metric", fallback = "false")
        boolean shareY,
    @Option("texts in place of names, of groups too, as accuracy=Accuracy (%)") Labels labels) {

  /** The axis under a text. */
  public Axis axis(String label) {
    return new Axis(label, logY, yMin, yMax, List.of());
  }

  /** The panels, with the range of all that have the same label, if that is asked for. */
  public List<List<Panel>> shared(List<List<Panel>> rows) {
    if (!shareY) {
      return rows;
    }
    Map<String, List<Layer>> layers = new LinkedHashMap<>();
    rows.stream()
        .flatMap(List::stream)
        .filter(XyPanel.class::isInstance)
        .map(XyPanel.class::cast)
        .forEach(
            p -> layers.computeIfAbsent(p.y().label(), l -> new ArrayList<>()).addAll(p.layers()));
    return rows.stream().map(row -> row.stream().map(p -> shared(p, layers)).toList()).toList();
  }

  private static Panel shared(Panel panel, Map<String, List<Layer>> layers) {
    if (!(panel instanceof XyPanel p)) {
      return panel;
    }
    Range range = Range.ofY(p.y(), layers.get(p.y().label()));
    Axis axis = p.y().within(range.min(), range.max());
    return new XyPanel(p.title(), p.x(), axis, p.layers(), p.square(), p.right());
  }
}
