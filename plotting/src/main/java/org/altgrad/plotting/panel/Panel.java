package org.altgrad.plotting.panel;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.altgrad.plotting.layer.Datum;

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

  /**
   * The height at which nothing need be cut that stands below its axes.
   *
   * @param width in points
   * @return 0 if nothing does
   */
  default double leastHeight(double width) {
    return 0;
  }

  /** The numbers that are painted. */
  List<Datum> data();
}
