package org.altgrad.plotting.layer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
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
    g.setStroke(new BasicStroke(0.8f));
    Color inside = hollow ? Color.WHITE : Style.translucent(pen.color(), 200);
    plot.marks(g, x, y, marker, inside, pen.color());
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    return Datum.points(name, x, y);
  }
}
