package org.altgrad.plotting.layer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.List;
import org.altgrad.plotting.style.Markers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * A path with an open mark at its start and a full one at its end.
 *
 * @param name the series
 * @param pen how it is drawn
 * @param x abscissae in order
 * @param y ordinates, as many
 */
public record Track(String name, Pen pen, double[] x, double[] y) implements Layer {
  @Override
  public Extent extent() {
    return Extent.of(x, y);
  }

  static Path2D polyline(Plot plot, double[]... points) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < points.length; i++) {
      double px = plot.px(points[i][0]);
      double py = plot.py(points[i][1]);
      if (i == 0) {
        path.moveTo(px, py);
      } else {
        path.lineTo(px, py);
      }
    }
    return path;
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    double[][] points = new double[x.length][];
    Arrays.setAll(points, i -> new double[] {x[i], y[i]});
    double[][] known =
        Arrays.stream(points)
            .filter(p -> Double.isFinite(plot.px(p[0])) && Double.isFinite(plot.py(p[1])))
            .toArray(double[][]::new);
    if (known.length == 0) {
      return;
    }
    Path2D line = polyline(plot, known);
    // A white edge sets the path off from any map below it.
    g.setColor(Style.translucent(Color.WHITE, 220));
    g.setStroke(pen.withWidth(pen.width() + 2).stroke());
    g.draw(line);
    g.setColor(pen.color());
    g.setStroke(pen.stroke());
    g.draw(line);
    mark(g, plot, known[0], 0, Color.WHITE, pen.color());
    mark(g, plot, known[known.length - 1], 3, pen.color(), Color.WHITE);
  }

  private static void mark(Graphics2D g, Plot plot, double[] at, int kind, Color fill, Color edge) {
    AffineTransform place = AffineTransform.getTranslateInstance(plot.px(at[0]), plot.py(at[1]));
    place.scale(1.4, 1.4);
    Shape shape = place.createTransformedShape(Markers.shape(kind, 0, 0));
    g.setColor(fill);
    g.fill(shape);
    g.setColor(edge);
    g.setStroke(new BasicStroke(1.3f));
    g.draw(shape);
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    return Datum.points(name, x, y);
  }
}
