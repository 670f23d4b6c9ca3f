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

  /** Panels of less height have no values where one would lie on its error bar. */
  private static final double LOW = 100;

  /** Points between two values at the same height. */
  private static final double GAP = 4;

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

  /** A value and where it stands, its middle above a bar, or on what it should be above. */
  private record Value(String text, double middle, double baseline, boolean crowded) {
    /** Whether they would touch, or be read as one number. */
    boolean touches(Value other) {
      double widths = Text.width(text, Style.TICK) + Text.width(other.text, Style.TICK);
      return Math.abs(middle - other.middle) < widths / 2 + GAP
          && Math.abs(baseline - other.baseline) < Style.TICK.getSize2D();
    }
  }

  /**
   * Values above all bars, or above none: some with and some without mislead. Where three digits do
   * not fit beside each other, two do perhaps.
   */
  public static void values(Graphics2D g, Plot plot, List<Columns> all) {
    for (int digits = 3; digits >= 2; digits--) {
      List<Value> values = new ArrayList<>();
      for (Columns bars : all) {
        values.addAll(bars.values(plot, digits));
      }
      if (values.size() <= MOST_WITH_VALUES && apart(values)) {
        values.forEach(v -> Text.draw(g, v.text, Style.TICK, Style.INK, v.middle, v.baseline, 0.5));
        return;
      }
    }
  }

  private static boolean apart(List<Value> values) {
    if (values.stream().anyMatch(Value::crowded)) {
      return false;
    }
    for (int i = 0; i < values.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (values.get(i).touches(values.get(j))) {
          return false;
        }
      }
    }
    return true;
  }

  private List<Value> values(Plot plot, int digits) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      double py = plot.py(y[i]);
      if (!Double.isNaN(py)) {
        double high = plot.py(upper[i]);
        double top = Math.min(py, Double.isNaN(high) ? py : high);
        double baseline = Math.max(top - 4, plot.area().getY() + 9);
        boolean crowded = baseline > top + 2 && plot.area().getHeight() < LOW;
        values.add(new Value(Numbers.value(y[i], digits), plot.px(x[i]), baseline, crowded));
      }
    }
    return values;
  }
}
