package org.altgrad.plotting.kind;

import java.util.List;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.panel.Panel;

/**
 * Title and size, which all kinds have.
 *
 * @param title a title above the figure
 * @param width width of a panel in points
 * @param height height of a panel in points
 */
public record Size(
    @Option("a title above the figure") String title,
    @Option(
            value = "width of one panel in points of 1/72 inch",
            fallback = "360",
            min = 120,
            max = 4000)
        int width,
    @Option(
            value = "height of one panel in points of 1/72 inch",
            fallback = "260",
            min = 100,
            max = 4000)
        int height) {

  /** A figure of panels in rows. */
  public Figure figure(List<List<Panel>> rows, List<Legend.Entry> legend) {
    return new Figure(title, rows, legend, width, height);
  }

  /** A figure of one panel. */
  public Figure figure(Panel panel, List<Legend.Entry> legend) {
    return figure(List.of(List.of(panel)), legend);
  }
}
