package org.altgrad.plotting.kind;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.panel.Panel;

/**
 * Title and size, which all kinds have.
 *
 * @param title a title above the figure
 * @param width width of a panel in points, or of the whole figure with a unit
 * @param height likewise; empty for one that suits the width
 * @param dpi pixels an inch of the PNG
 */
public record Size(
    @Option("a title above the figure") String title,
    @Option(
            value =
                "width of one panel in points of 1/72 inch; with in, cm or mm (3.3in) of the whole"
                    + " figure",
            fallback = "360")
        String width,
    @Option(
            value =
                "height of one panel in points of 1/72 inch; with in, cm or mm of the whole figure;"
                    + " default: by the width, 260 at most")
        String height,
    @Option(
            value = "dots an inch of the PNG; PDF and SVG have none",
            fallback = "144",
            min = 36,
            max = 1200)
        int dpi) {
  private static final double ASPECT = 260 / 360.0;
  private static final int LEAST_USUAL = 150;
  private static final int MOST_USUAL = 260;
  private static final Pattern LENGTH =
      Pattern.compile("([0-9]{1,4}(?:\\.[0-9]{1,4})?)(in|cm|mm)?");
  private static final Map<String, Double> POINTS =
      Map.of("in", 72.0, "cm", 72 / 2.54, "mm", 72 / 25.4);

  /** Refuses what are no lengths. */
  public Size {
    length("width", width, 120);
    if (!height.isEmpty()) {
      length("height", height, 100);
    }
  }

  /**
   * A length in points.
   *
   * @param least points of a panel
   * @return below 0 if it is that of the whole figure
   */
  private static double length(String option, String text, int least) {
    Matcher m = LENGTH.matcher(text);
    if (m.matches()) {
      double points =
          Double.parseDouble(m.group(1)) * POINTS.getOrDefault(String.valueOf(m.group(2)), 1.0);
      boolean whole = m.group(2) == null && points == Math.rint(points);
      if (points >= least && points <= 4000 && (whole || m.group(2) != null)) {
        return m.group(2) == null ? points : -points;
      }
    }
    throw new IllegalArgumentException(
        option
            + ": must be a whole number from "
            + least
            + " to 4000, or a length such as 3.3in, 8.4cm or 84mm "
            + String.format(Locale.ROOT, "from %.1fin to 55in", Math.ceil(least / 7.2) / 10)
            + ", but is '"
            + text
            + "'");
  }

  /** The same with panels of at least some points, if it is not the whole figure's size. */
  public Size atLeast(int points) {
    double w = length("width", width, 120);
    return w < 0 || w >= points ? this : new Size(title, Integer.toString(points), height, dpi);
  }

  /** A figure at this size and resolution. */
  public Figure sized(Figure figure) {
    double w = length("width", width, 120);
    double h = height.isEmpty() ? 0 : length("height", height, 100);
    return figure.withDpi(dpi).fitted(w < 0 ? -w : 0, h < 0 ? -h : 0);
  }

  /** Points of a panel before the whole figure is fitted. */
  public int panelWidth() {
    return (int) Math.abs(length("width", width, 120));
  }

  /** Points of a panel before the whole figure is fitted. */
  public int panelHeight() {
    return height.isEmpty()
        ? usualHeight(panelWidth())
        : (int) Math.abs(length("height", height, 100));
  }

  /** As high as it looks well beside its width, and no higher than a panel of the usual width. */
  private static int usualHeight(double width) {
    return (int) Math.max(LEAST_USUAL, Math.min(MOST_USUAL, Math.round(ASPECT * width)));
  }

  /** As high as suits the panels' width, and as the names below their axes need. */
  private static int high(Figure figure) {
    double least =
        figure.rows().stream()
            .flatMap(List::stream)
            .mapToDouble(panel -> panel.leastHeight(figure.panelWidth()))
            .max()
            .orElse(0);
    return (int) Math.max(usualHeight(figure.panelWidth()), Math.ceil(least));
  }

  /**
   * A figure of panels in rows. Where the whole figure's width is given, rows are broken in which
   * panels would be too narrow for their axes, and without a height panels are as high as suits
   * their width.
   */
  public Figure figure(List<List<Panel>> rows, List<Legend.Entry> legend) {
    double w = length("width", width, 120);
    Figure figure = new Figure(title, rows, legend, panelWidth(), panelHeight());
    if (w > 0) {
      return sized(height.isEmpty() ? figure.ofHeight(high(figure)) : figure);
    }
    Figure fitting = figure.broken(-w).fitted(-w, 0);
    return sized(height.isEmpty() ? fitting.ofHeight(high(fitting)) : fitting);
  }

  /** A figure of one panel. */
  public Figure figure(Panel panel, List<Legend.Entry> legend) {
    return figure(List.of(List.of(panel)), legend);
  }
}
