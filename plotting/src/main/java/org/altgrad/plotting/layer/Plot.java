package org.altgrad.plotting.layer;

import java.awt.geom.Rectangle2D;

/**
 * The area within two axes, and the place of every value in it.
 *
 * @param area in points
 * @param xAxis the horizontal axis
 * @param yAxis the vertical axis
 * @param xRange what the horizontal axis shows
 * @param yRange what the vertical axis shows
 */
public record Plot(Rectangle2D area, Axis xAxis, Axis yAxis, Range xRange, Range yRange) {
  /** A little room around the range: XChart drops ticks that fall on the very edge. */
  public static final double CONTENT = 0.985;

  /** The same area with another vertical axis. */
  public Plot with(Axis axis, Range range) {
    return new Plot(area, xAxis, axis, xRange, range);
  }

  /** Place of an abscissa, NaN if it cannot be shown. */
  public double px(double x) {
    return xAxis.shows(x)
        ? area.getX() + inset(xRange.share(xAxis.scaled(x))) * area.getWidth()
        : Double.NaN;
  }

  /** Place of an ordinate, NaN if it cannot be shown. */
  public double py(double y) {
    return yAxis.shows(y)
        ? area.getMaxY() - inset(yRange.share(yAxis.scaled(y))) * area.getHeight()
        : Double.NaN;
  }

  /** Place of the level from which bars rise. */
  public double pyBase() {
    return yAxis.log() ? area.getMaxY() : Math.min(area.getMaxY(), py(0));
  }

  private static double inset(double share) {
    return (1 - CONTENT) / 2 + CONTENT * share;
  }
}
