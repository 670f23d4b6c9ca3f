package org.altgrad.plotting.layer;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Markers;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;

/**
 * Points whose colours are numbers.
 *
 * @param name the series
 * @param pen how a legend shows them
 * @param x abscissae
 * @param y ordinates, as many
 * @param values what the colours are, as many; a point of NaN is not drawn
 * @param colors the colours
 * @param marker the shape, from 0; shapes repeat after six
 */
public record ColouredPoints(
    String name, Pen pen, double[] x, double[] y, double[] values, ColorScale colors, int marker)
    implements Layer {
  @Override
  public Extent extent() {
    return Extent.of(x, y, Extent.Room.MARKS);
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    for (int i = 0; i < x.length; i++) {
      double px = plot.px(x[i]);
      double py = plot.py(y[i]);
      if (!Double.isNaN(px) && !Double.isNaN(py) && !Double.isNaN(values[i])) {
        Shape shape = Markers.shape(marker, px, py);
        g.setColor(colors.color(values[i]));
        g.fill(shape);
      }
    }
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    List<Datum> data = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      data.add(new Datum(name, Numbers.exact(x[i]), y[i], Double.NaN, Double.NaN, values[i]));
    }
    return data;
  }

  @Override
  public Optional<ColorScale> scale() {
    return Optional.of(colors);
  }
}
