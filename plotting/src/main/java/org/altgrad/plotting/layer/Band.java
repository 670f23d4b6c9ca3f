package org.altgrad.plotting.layer;

import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.Optional;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * The area between two curves, translucent.
 *
 * @param name the series
 * @param pen its colour
 * @param x abscissae
 * @param lower lower curve, as many
 * @param upper upper curve, as many
 */
public record Band(String name, Pen pen, double[] x, double[] lower, double[] upper)
    implements Layer {
  /** How much of its colour an area keeps. */
  public static final int ALPHA = 46;

  @Override
  public Extent extent() {
    return Extent.soft(x, lower, upper);
  }

  /** One polygon for each stretch where both curves are known. */
  @Override
  public void paint(Graphics2D g, Plot plot) {
    g.setColor(Style.translucent(pen.color(), ALPHA));
    for (int from = 0; from < x.length; ) {
      int to = from;
      while (to < x.length && known(plot, to)) {
        to++;
      }
      if (to - from > 1) {
        Path2D path = new Path2D.Double();
        path.moveTo(plot.px(x[from]), plot.py(upper[from]));
        for (int i = from + 1; i < to; i++) {
          path.lineTo(plot.px(x[i]), plot.py(upper[i]));
        }
        for (int i = to - 1; i >= from; i--) {
          path.lineTo(plot.px(x[i]), low(plot, i));
        }
        path.closePath();
        g.fill(path);
      }
      from = to + 1;
    }
  }

  private boolean known(Plot plot, int i) {
    return Double.isFinite(plot.px(x[i]))
        && !Double.isNaN(lower[i])
        && Double.isFinite(plot.py(upper[i]));
  }

  /** On a logarithmic axis a band that reaches 0 goes down to the edge. */
  private double low(Plot plot, int i) {
    double y = plot.py(lower[i]);
    return Double.isNaN(y) ? plot.area().getMaxY() : y;
  }

  @Override
  public Optional<double[][]> around(Line line) {
    return line.interval(name, x, lower, upper);
  }
}
