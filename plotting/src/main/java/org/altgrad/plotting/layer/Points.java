package org.altgrad.plotting.layer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.util.List;
import org.altgrad.plotting.style.Markers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * Points as dots that let others through.
 *
 * @param name the series
 * @param pen their colour
 * @param x abscissae
 * @param y ordinates, as many
 * @param marker the shape, from 0; shapes repeat after six
 * @param hollow whether they are outlined instead of filled
 */
public record Points(String name, Pen pen, double[] x, double[] y, int marker, boolean hollow)
    implements Layer {
  /** Filled ones. */
  public Points(String name, Pen pen, double[] x, double[] y, int marker) {
    this(name, pen, x, y, marker, false);
  }

  @Override
  public Extent extent() {
    return Extent.of(x, y, Extent.Room.MARKS);
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    for (int i = 0; i < x.length; i++) {
      double px = plot.px(x[i]);
      double py = plot.py(y[i]);
      if (!Double.isNaN(px) && !Double.isNaN(py)) {
        Shape shape = Markers.shape(marker, px, py);
        g.setColor(hollow ? Color.WHITE : Style.translucent(pen.color(), 200));
        g.fill(shape);
        g.setColor(pen.color());
        g.setStroke(new BasicStroke(0.8f));
        g.draw(shape);
      }
    }
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    return Datum.points(name, x, y);
  }
}
