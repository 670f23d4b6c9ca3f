package org.altgrad.plotting.layer;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.style.Text;

/**
 * Bars from the base of the axis (0, or its lower end if logarithmic).
 *
 * @param name the series
 * @param pen their colour
 * @param x centres
 * @param y heights, as many
 * @param lower lower ends of the error bars, as many; NaN for none
 * @param upper upper ends of the error bars, as many; NaN for none
 * @param width width in units of x
 * @param hollow whether they are outlined instead of filled
 */
public record Columns(
    String name,
    Pen pen,
    double[] x,
    double[] y,
    double[] lower,
    double[] upper,
    double width,
    boolean hollow)
    implements Layer {
  private static final int MOST_WITH_VALUES = 24;

  @Override
  public Extent extent() {
    double[] edges = new double[2 * x.length];
    for (int i = 0; i < x.length; i++) {
      edges[2 * i] = x[i] - width / 2;
      edges[2 * i + 1] = x[i] + width / 2;
    }
    return new Extent(edges, y, Extent.join(lower, upper), Extent.Room.BARS);
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    double base = plot.pyBase();
    for (int i = 0; i < x.length; i++) {
      double left = plot.px(x[i] - width / 2);
      double right = plot.px(x[i] + width / 2);
      double top = plot.py(y[i]);
      if (Double.isNaN(top)) {
        continue;
      }
      Shape bar =
          new Rectangle2D.Double(left, Math.min(top, base), right - left, Math.abs(base - top));
      g.setColor(hollow ? Style.translucent(pen.color(), Band.ALPHA) : pen.color());
      g.fill(bar);
      g.setColor(pen.color());
      g.setStroke(new BasicStroke(1f));
      g.draw(bar);
      double low = plot.py(lower[i]);
      double high = plot.py(upper[i]);
      if (!Double.isNaN(high)) {
        g.setColor(Style.INK);
        double middle = (left + right) / 2;
        Whiskers.paint(g, middle, Double.isNaN(low) ? base : low, high, (right - left) / 6);
      }
    }
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    List<Datum> data = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      data.add(new Datum(name, Numbers.exact(x[i]), y[i], lower[i], upper[i]));
    }
    return data;
  }

  /** Values above all bars, or above none: some with and some without mislead. */
  public static void values(Graphics2D g, Plot plot, List<Columns> all) {
    int count = 0;
    for (Columns bars : all) {
      for (int i = 0; i < bars.y.length; i++) {
        double room = plot.px(bars.x[i] + bars.width) - plot.px(bars.x[i]);
        double text = Text.width(Numbers.value(bars.y[i]), Style.TICK);
        if (!Double.isNaN(plot.py(bars.y[i])) && text > room * 1.15) {
          return;
        }
        count++;
      }
    }
    if (count <= MOST_WITH_VALUES) {
      all.forEach(bars -> bars.values(g, plot));
    }
  }

  private void values(Graphics2D g, Plot plot) {
    for (int i = 0; i < x.length; i++) {
      double py = plot.py(y[i]);
      if (!Double.isNaN(py)) {
        double high = plot.py(upper[i]);
        double top = Math.min(py, Double.isNaN(high) ? py : high);
        double baseline = Math.max(top - 4, plot.area().getY() + 9);
        String text = Numbers.value(y[i]);
        Text.draw(g, text, Style.TICK, Style.INK, plot.px(x[i]), baseline, 0.5);
      }
    }
  }
}
