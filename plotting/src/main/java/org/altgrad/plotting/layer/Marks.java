package org.altgrad.plotting.layer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.plotting.style.Pen;

/**
 * Dots that carry their series' name beside them; names are placed so that they do not overlap.
 *
 * @param name the series
 * @param pen their colour
 * @param x abscissae
 * @param y ordinates, as many
 * @param marker the shape, from 0; shapes repeat after six
 * @param hollow whether they are outlined instead of filled
 */
public record Marks(String name, Pen pen, double[] x, double[] y, int marker, boolean hollow)
    implements Layer {
  @Override
  public Extent extent() {
    return Extent.of(x, y, Extent.Room.MARKS);
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    g.setStroke(new BasicStroke(1.3f));
    Color inside = hollow ? Color.WHITE : pen.color();
    plot.marks(g, x, y, marker, inside, pen.color());
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    return Datum.points(name, x, y);
  }

  @Override
  public List<double[]> named() {
    List<double[]> places = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      places.add(new double[] {x[i], y[i]});
    }
    return places;
  }
}
