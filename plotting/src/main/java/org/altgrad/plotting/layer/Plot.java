package org.altgrad.plotting.layer;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import org.altgrad.plotting.style.Markers;

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

  /** Paints marks at the points that can be shown, with the stroke that is set. */
  void marks(Graphics2D g, double[] x, double[] y, int marker, Color inside, Color outline) {
    for (int i = 0; i < x.length; i++) {
      double px = px(x[i]);
      double py = py(y[i]);
      if (!Double.isNaN(px) && !Double.isNaN(py)) {
        Shape shape = Markers.shape(marker, px, py);
        g.setColor(inside);
        g.fill(shape);
        g.setColor(outline);
        g.draw(shape);
      }
    }
  }

  private static double inset(double share) {
    return (1 - CONTENT) / 2 + CONTENT * share;
  }
}
