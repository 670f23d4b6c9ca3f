package org.altgrad.plotting.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/** Paints samples as violins with a box. */
final class ViolinPainter {
  private static final double HALF_WIDTH = 0.38;
  private static final int STEPS = 60;

  /** Fewer values have no shape: they are drawn as dots. */
  private static final int LEAST = 4;

  private final Graphics2D g;
  private final Frame frame;

  ViolinPainter(Graphics2D g, Frame frame) {
    this.g = g;
    this.frame = frame;
  }

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

  void paint(FieldLayer.Violins violins) {
    for (int k = 0; k < violins.places().length; k++) {
      double[] values =
          Arrays.stream(violins.samples().get(k))
              .filter(value -> !Double.isNaN(frame.py(value)))
              .sorted()
              .toArray();
      double place = violins.places()[k];
      Color color = violins.pen().color();
      if (values.length < LEAST || values[0] == values[values.length - 1]) {
        g.setColor(color);
        for (double value : values) {
          g.fill(new Ellipse2D.Double(frame.px(place) - 3, frame.py(value) - 3, 6, 6));
        }
        continue;
      }
      violin(values, place, color);
      box(Box.of(values), place, color);
    }
  }

  private void violin(double[] values, double place, Color color) {
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
      double side = (i <= STEPS ? 1 : -1) * HALF_WIDTH * density[k] / most;
      double x = frame.px(place + side);
      double y = frame.py(at[k]);
      if (i == 0) {
        shape.moveTo(x, y);
      } else {
        shape.lineTo(x, y);
      }
    }
    shape.closePath();
    g.setColor(Style.translucent(color, 70));
    g.fill(shape);
    g.setColor(color);
    g.setStroke(new BasicStroke(1f));
    g.draw(shape);
  }

  private void box(Box box, double place, Color color) {
    double x = frame.px(place);
    double half = Math.min(6, (frame.px(place + 0.5) - x) / 4);
    g.setColor(color);
    g.setStroke(new BasicStroke(1.2f));
    g.draw(new Line2D.Double(x, frame.py(box.low()), x, frame.py(box.high())));
    double top = frame.py(box.third());
    g.fill(new Rectangle2D.Double(x - half, top, 2 * half, frame.py(box.first()) - top));
    g.setColor(Color.WHITE);
    g.setStroke(new BasicStroke(2f));
    double median = frame.py(box.median());
    g.draw(new Line2D.Double(x - half, median, x + half, median));
  }
}
