package org.altgrad.plotting.layer;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.List;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.field.Streamlines;
import org.altgrad.plotting.style.Pen;

/**
 * Lines along a field of directions, or arrows at places of it.
 *
 * @param name the series
 * @param pen how they are drawn
 * @param u the field along x
 * @param v the field along y, on the same grid
 * @param arrows arrows as long as the field is strong, in place of lines
 */
public record Flow(String name, Pen pen, Grid u, Grid v, boolean arrows) implements Layer {
  private static final int MESH = 26;
  private static final int MOST_ARROWS = 22;
  private static final double HEAD = 4;

  @Override
  public Extent extent() {
    return Extent.of(u.x(), u.y(), Extent.Room.FILLED);
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    g.setColor(pen.color());
    g.setStroke(pen.stroke());
    if (arrows) {
      arrows(g, plot);
      return;
    }
    for (double[][] line : Streamlines.of(u, v, MESH)) {
      g.draw(Track.polyline(plot, line));
      double[] from = line[line.length / 2 - 1];
      double[] to = line[line.length / 2];
      double x = plot.px(to[0]);
      double y = plot.py(to[1]);
      head(g, x, y, Math.atan2(y - plot.py(from[1]), x - plot.px(from[0])));
    }
  }

  /** A filled head around a point. */
  private static void head(Graphics2D g, double x, double y, double angle) {
    Path2D head = new Path2D.Double();
    head.moveTo(HEAD * 0.8, 0);
    head.lineTo(-HEAD * 0.6, HEAD * 0.6);
    head.lineTo(-HEAD * 0.6, -HEAD * 0.6);
    head.closePath();
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.rotate(angle);
    g.fill(place.createTransformedShape(head));
  }

  private void arrows(Graphics2D g, Plot plot) {
    double strongest = 0;
    for (int i = 0; i < u.y().length; i++) {
      for (int j = 0; j < u.x().length; j++) {
        double strength = Math.hypot(u.z()[i][j], v.z()[i][j]);
        strongest = Double.isFinite(strength) ? Math.max(strongest, strength) : strongest;
      }
    }
    int everyX = (u.x().length + MOST_ARROWS - 1) / MOST_ARROWS;
    int everyY = (u.y().length + MOST_ARROWS - 1) / MOST_ARROWS;
    double longest = 1.6 * Math.abs(plot.px(u.x()[everyX]) - plot.px(u.x()[0]));
    for (int i = everyY / 2; i < u.y().length; i += everyY) {
      for (int j = everyX / 2; j < u.x().length; j += everyX) {
        double dx = u.z()[i][j];
        double dy = -v.z()[i][j];
        // Square roots of lengths: a strong field must not hide the direction of a weak one.
        double length = longest * Math.sqrt(Math.hypot(dx, dy) / strongest);
        if (length > 1) {
          double angle = Math.atan2(dy, dx);
          double x = plot.px(u.x()[j]);
          double y = plot.py(u.y()[i]);
          double ex = x + length * Math.cos(angle);
          double ey = y + length * Math.sin(angle);
          g.draw(new Line2D.Double(x, y, ex, ey));
          head(g, ex, ey, angle);
        }
      }
    }
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    return Datum.field(name, u, v);
  }
}
