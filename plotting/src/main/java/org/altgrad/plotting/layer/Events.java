package org.altgrad.plotting.layer;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.altgrad.plotting.style.Pen;

/**
 * Events as short upright strokes, such as the spikes of units.
 *
 * @param name the series
 * @param pen their colour
 * @param x times
 * @param y units
 */
public record Events(String name, Pen pen, double[] x, double[] y) implements Layer {
  @Override
  public Extent extent() {
    return Extent.of(x, y);
  }

  /** Strokes as high as the units lie apart, but never so low that they vanish. */
  @Override
  public void paint(Graphics2D g, Plot plot) {
    Rectangle2D area = plot.area();
    double unit = Math.abs(plot.py(1) - plot.py(0));
    double half = Math.max(0.6, Math.min(0.4 * unit, 6));
    Path2D path = new Path2D.Double();
    for (int i = 0; i < x.length; i++) {
      double px = plot.px(x[i]);
      double py = plot.py(y[i]);
      if (area.getX() <= px && px <= area.getMaxX() && !Double.isNaN(py)) {
        path.moveTo(px, py - half);
        path.lineTo(px, py + half);
      }
    }
    g.setColor(pen.color());
    g.setStroke(new BasicStroke(pen.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL));
    g.draw(path);
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    return Datum.points(name, x, y);
  }
}
