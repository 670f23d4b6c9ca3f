package org.altgrad.plotting.layer;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import org.altgrad.plotting.style.Pen;

/**
 * Marks on a line that is drawn by another layer, whose numbers they repeat.
 *
 * @param name the series
 * @param pen their colour
 * @param x abscissae
 * @param y ordinates, as many
 * @param marker the shape, from 0; shapes repeat after six
 */
public record Dots(String name, Pen pen, double[] x, double[] y, int marker) implements Layer {
  @Override
  public Extent extent() {
    return Extent.of(x, y, Extent.Room.MARKS);
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    g.setStroke(new BasicStroke(1.2f));
    plot.marks(g, x, y, marker, pen.color(), pen.color());
  }
}
