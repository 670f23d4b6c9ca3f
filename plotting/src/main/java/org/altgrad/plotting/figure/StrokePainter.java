package org.altgrad.plotting.figure;

import java.awt.Graphics2D;
import java.awt.geom.Path2D;

/** Paints directions without a sign: strokes through some places of a grid, all equally long. */
final class StrokePainter {
  private static final int MOST = 24;

  /** Of the distance between strokes. */
  private static final double LENGTH = 0.75;

  private final Graphics2D g;
  private final Frame frame;

  StrokePainter(Graphics2D g, Frame frame) {
    this.g = g;
    this.frame = frame;
  }

  void paint(FieldLayer.Strokes layer) {
    Grid u = layer.u();
    int everyX = (u.x().length + MOST - 1) / MOST;
    int everyY = (u.y().length + MOST - 1) / MOST;
    double half = LENGTH / 2 * Math.abs(frame.px(u.x()[everyX]) - frame.px(u.x()[0]));
    Path2D path = new Path2D.Double();
    for (int i = everyY / 2; i < u.y().length; i += everyY) {
      for (int j = everyX / 2; j < u.x().length; j += everyX) {
        double dx = u.z()[i][j];
        double dy = -layer.v().z()[i][j];
        double length = Math.hypot(dx, dy);
        if (length > 0 && Double.isFinite(length)) {
          double x = frame.px(u.x()[j]);
          double y = frame.py(u.y()[i]);
          path.moveTo(x - half * dx / length, y - half * dy / length);
          path.lineTo(x + half * dx / length, y + half * dy / length);
        }
      }
    }
    g.setColor(layer.pen().color());
    g.setStroke(layer.pen().stroke());
    g.draw(path);
  }
}
