package org.altgrad.plotting.layer;

import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.altgrad.plotting.style.Markers;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;

/**
 * A line through points in order.
 *
 * @param name the series
 * @param pen how it is drawn
 * @param x abscissae
 * @param y ordinates, as many
 * @param endLabel text at the last point; empty for none
 */
public record Line(String name, Pen pen, double[] x, double[] y, String endLabel) implements Layer {
  /** A line without a text at its end. */
  public Line(String name, Pen pen, double[] x, double[] y) {
    this(name, pen, x, y, "");
  }

  @Override
  public Extent extent() {
    return Extent.of(x, y);
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    Path2D path = new Path2D.Double();
    boolean down = false;
    g.setColor(pen.color());
    for (int i = 0; i < x.length; i++) {
      double px = plot.px(x[i]);
      double py = plot.py(y[i]);
      if (Double.isNaN(px) || Double.isNaN(py)) {
        down = false;
      } else if (down) {
        path.lineTo(px, py);
      } else {
        path.moveTo(px, py);
        path.lineTo(px, py);
        down = true;
        if (!shown(plot, i + 1)) {
          g.fill(Markers.shape(0, px, py)); // alone, where a line would be a speck
        }
      }
    }
    g.setStroke(pen.stroke());
    g.draw(path);
  }

  private boolean shown(Plot plot, int i) {
    return i < x.length && !Double.isNaN(plot.px(x[i])) && !Double.isNaN(plot.py(y[i]));
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    double[] none = new double[x.length];
    Arrays.fill(none, Double.NaN);
    double[][] interval =
        all.stream()
            .flatMap(layer -> layer.around(this).stream())
            .findFirst()
            .orElse(new double[][] {none, none});
    List<Datum> data = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      data.add(new Datum(name, Numbers.exact(x[i]), y[i], interval[0][i], interval[1][i]));
    }
    return data;
  }

  @Override
  public double endY(Plot plot) {
    return Arrays.stream(y)
        .map(plot::py)
        .filter(at -> !Double.isNaN(at))
        .reduce((before, last) -> last)
        .orElse(Double.NaN);
  }

  /** The ends of intervals of a series at abscissae, if they belong to this line. */
  Optional<double[][]> interval(String series, double[] places, double[] lower, double[] upper) {
    return series.equals(name) && Arrays.equals(places, x)
        ? Optional.of(new double[][] {lower, upper})
        : Optional.empty();
  }
}
