package org.altgrad.plotting.layer;

import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.List;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.style.Pen;

/**
 * Directions without a sign as strokes through some places of a grid, all equally long.
 *
 * @param name the series
 * @param pen how they are drawn
 * @param u the direction along x
 * @param v the direction along y, on the same grid
 */
public record Strokes(String name, Pen pen, Grid u, Grid v) implements Layer {
  private static final int MOST = 24;

  /** Of the distance between strokes. */
  private static final double LENGTH = 0.75;

  @Override
  public Extent extent() {
    return Extent.of(u.x(), u.y());
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    int everyX = (u.x().length + MOST - 1) / MOST;
    int everyY = (u.y().length + MOST - 1) / MOST;
    double half = LENGTH / 2 * Math.abs(plot.px(u.x()[everyX]) - plot.px(u.x()[0]));
    Path2D path = new Path2D.Double();
    for (int i = everyY / 2; i < u.y().length; i += everyY) {
      for (int j = everyX / 2; j < u.x().length; j += everyX) {
        double dx = u.z()[i][j];
        double dy = -v.z()[i][j];
        double length = Math.hypot(dx, dy);
        if (length > 0 && Double.isFinite(length)) {
          double x = plot.px(u.x()[j]);
          double y = plot.py(u.y()[i]);
          path.moveTo(x - half * dx / length, y - half * dy / length);
          path.lineTo(x + half * dx / length, y + half * dy / length);
        }
      }
    }
    g.setColor(pen.color());
    g.setStroke(pen.stroke());
    g.draw(path);
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    return Datum.field(name, u, v);
  }
}
