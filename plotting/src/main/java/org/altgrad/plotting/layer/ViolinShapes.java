package org.altgrad.plotting.layer;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * Samples as violins with a box: their density, quartiles, median, and the whiskers of Tukey (the
 * last values within 1.5 times the box beyond it).
 *
 * @param name the series
 * @param pen their colour
 * @param places abscissae, one for each sample
 * @param samples values of each sample
 * @param half half of a violin's width in units of x
 */
public record ViolinShapes(
    String name, Pen pen, double[] places, List<double[]> samples, double half) implements Layer {
  /** Half the width of violins that stand one unit apart. */
  public static final double USUAL = 0.38;

  private static final int STEPS = 60;

  /** Fewer values have no shape: they are drawn as dots. */
  private static final int LEAST = 4;

  /** A lower box has no room for the median's line. */
  private static final double LEAST_BOX = 5;

  /**
   * A sample's box.
   *
   * @param low lower whisker
   * @param first lower quartile
   * @param median median
   * @param third upper quartile
   * @param high upper whisker
   */
  record Box(double low, double first, double median, double third, double high) {

    /** The box of some values, quartiles by linear interpolation (type 7 of Hyndman and Fan). */
    static Box of(double[] values) {
      double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
      Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
      percentile.setData(sorted);
      double first = percentile.evaluate(25);
      double third = percentile.evaluate(75);
      double reach = 1.5 * (third - first);
      return new Box(
          Arrays.stream(sorted).filter(v -> v >= first - reach).min().orElseThrow(),
          first,
          percentile.evaluate(50),
          third,
          Arrays.stream(sorted).filter(v -> v <= third + reach).max().orElseThrow());
    }
  }

  /** Gaussian kernel density with Silverman's bandwidth. */
  static double density(double[] values, double at) {
    int n = values.length;
    double mean = Arrays.stream(values).average().orElseThrow();
    double sd = Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (n - 1));
    double width = Math.max(0.9 * sd * Math.pow(n, -0.2), 1e-12);
    return Arrays.stream(values)
            .map(v -> Math.exp(-(at - v) * (at - v) / (2 * width * width)))
            .sum()
        / (n * width * Math.sqrt(2 * Math.PI));
  }

  @Override
  public Extent extent() {
    return Extent.of(places, samples.stream().flatMapToDouble(Arrays::stream).toArray());
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    for (int k = 0; k < places.length; k++) {
      double[] values =
          Arrays.stream(samples.get(k))
              .filter(value -> !Double.isNaN(plot.py(value)))
              .sorted()
              .toArray();
      if (values.length < LEAST || values[0] == values[values.length - 1]) {
        g.setColor(pen.color());
        for (double value : values) {
          g.fill(new Ellipse2D.Double(plot.px(places[k]) - 3, plot.py(value) - 3, 6, 6));
        }
      } else {
        violin(g, plot, values, places[k]);
        box(g, plot, Box.of(values), places[k]);
      }
    }
  }

  private void violin(Graphics2D g, Plot plot, double[] values, double place) {
    double low = values[0];
    double high = values[values.length - 1];
    double[] at = new double[STEPS + 1];
    double[] density = new double[STEPS + 1];
    Arrays.setAll(at, i -> low + (high - low) * i / STEPS);
    Arrays.setAll(density, i -> density(values, at[i]));
    double most = Arrays.stream(density).max().orElseThrow();
    Path2D shape = new Path2D.Double();
    for (int i = 0; i <= 2 * STEPS + 1; i++) {
      int k = i <= STEPS ? i : 2 * STEPS + 1 - i;
      double side = (i <= STEPS ? 1 : -1) * half * density[k] / most;
      double x = plot.px(place + side);
      double y = plot.py(at[k]);
      if (i == 0) {
        shape.moveTo(x, y);
      } else {
        shape.lineTo(x, y);
      }
    }
    shape.closePath();
    g.setColor(Style.translucent(pen.color(), 70));
    g.fill(shape);
    g.setColor(pen.color());
    g.setStroke(new BasicStroke(1f));
    g.draw(shape);
  }

  private void box(Graphics2D g, Plot plot, Box box, double place) {
    double x = plot.px(place);
    double side = Math.min(6, (plot.px(place + half / USUAL / 2) - x) / 4);
    g.setColor(pen.color());
    g.setStroke(new BasicStroke(1.2f));
    g.draw(new Line2D.Double(x, plot.py(box.low()), x, plot.py(box.high())));
    double top = plot.py(box.third());
    double tall = plot.py(box.first()) - top;
    g.fill(new Rectangle2D.Double(x - side, top, 2 * side, Math.max(1, tall)));
    if (tall < LEAST_BOX) {
      return;
    }
    g.setColor(java.awt.Color.WHITE);
    g.setStroke(new BasicStroke(2f));
    double median = plot.py(box.median());
    g.draw(new Line2D.Double(x - side, median, x + side, median));
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    List<Datum> data = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      for (double value : samples.get(i)) {
        data.add(new Datum(name, Numbers.exact(places[i]), value, Double.NaN, Double.NaN));
      }
    }
    return data;
  }
}
