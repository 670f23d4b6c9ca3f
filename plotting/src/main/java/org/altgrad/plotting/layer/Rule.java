package org.altgrad.plotting.layer;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import org.altgrad.plotting.style.Pen;

/**
 * A straight line across the whole panel.
 *
 * @param name the series
 * @param pen how it is drawn
 * @param value its place
 * @param vertical whether it stands at an x instead of lying at a y
 */
public record Rule(String name, Pen pen, double value, boolean vertical) implements Layer {
  @Override
  public Extent extent() {
    double[] at = {value};
    return vertical ? Extent.of(at, new double[0]) : Extent.of(new double[0], at);
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    g.setColor(pen.color());
    g.setStroke(pen.stroke());
    Rectangle2D area = plot.area();
    if (vertical) {
      double x = plot.px(value);
      g.draw(new Line2D.Double(x, area.getY(), x, area.getMaxY()));
    } else {
      double y = plot.py(value);
      g.draw(new Line2D.Double(area.getX(), y, area.getMaxX(), y));
    }
  }
}
