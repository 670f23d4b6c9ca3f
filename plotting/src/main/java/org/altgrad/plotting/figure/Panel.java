package org.altgrad.plotting.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** One panel of a figure. */
public sealed interface Panel permits XyPanel, HeatPanel, ImagePanel {

  /** Text above the panel; empty for none. */
  String title();

  /** What is painted, in words that tell the panels of a figure apart. */
  String shows();

  /**
   * Paints the panel.
   *
   * @param g where to paint
   * @param area the space for it, in points
   */
  void paint(Graphics2D g, Rectangle2D area);

  /** The numbers that are painted. */
  List<Datum> data();

  /**
   * One painted number.
   *
   * @param series what it belongs to
   * @param x its abscissa, a number or a name
   * @param y its value
   * @param lower lower end of its interval; NaN for none
   * @param upper upper end of its interval; NaN for none
   * @param value what is shown at (x, y) by a colour or a direction; NaN for none
   */
  record Datum(String series, String x, double y, double lower, double upper, double value) {
    /** A number shown by its place alone. */
    public Datum(String series, String x, double y, double lower, double upper) {
      this(series, x, y, lower, upper, Double.NaN);
    }

    /** The same number at an abscissa of another name. */
    Datum at(String other) {
      return new Datum(series, other, y, lower, upper, value);
    }
  }
}
