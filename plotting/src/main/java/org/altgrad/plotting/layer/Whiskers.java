package org.altgrad.plotting.layer;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.Optional;
import org.altgrad.plotting.style.Pen;

/**
 * Error bars: upright lines with caps.
 *
 * @param name the series
 * @param pen how they are drawn
 * @param x abscissae
 * @param lower lower ends, as many; NaN for none
 * @param upper upper ends, as many
 */
public record Whiskers(String name, Pen pen, double[] x, double[] lower, double[] upper)
    implements Layer {
  @Override
  public Extent extent() {
    return Extent.of(x, Extent.join(lower, upper));
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    for (int i = 0; i < x.length; i++) {
      double px = plot.px(x[i]);
      double low = plot.py(lower[i]);
      double high = plot.py(upper[i]);
      if (!Double.isNaN(px) && !Double.isNaN(high)) {
        g.setColor(pen.color());
        paint(g, px, Double.isNaN(low) ? plot.area().getMaxY() : low, high, 3);
      }
    }
  }

  /** One error bar in the colour that is set. */
  public static void paint(Graphics2D g, double x, double low, double high, double cap) {
    double half = Math.min(4, cap);
    g.setStroke(new BasicStroke(1f));
    g.draw(new Line2D.Double(x, low, x, high));
    g.draw(new Line2D.Double(x - half, low, x + half, low));
    g.draw(new Line2D.Double(x - half, high, x + half, high));
  }

  @Override
  public Optional<double[][]> around(Line line) {
    return line.interval(name, x, lower, upper);
  }
}
