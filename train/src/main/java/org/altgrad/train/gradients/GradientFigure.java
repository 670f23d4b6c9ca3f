package org.altgrad.train.gradients;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Columns;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.layer.Marks;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/** Variance against processor time, beside the bias; one row of panels for each network. */
public final class GradientFigure {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 380;
  private static final int CIRCLE = 0;
  private static final int DIAMOND = 3;

  private GradientFigure() {}

  /** The figure of one or more networks. */
  public static Figure of(List<Measurement> measurements) {
    List<List<Panel>> rows = new ArrayList<>();
    List<String> families = families(measurements);
    for (Measurement m : measurements) {
      for (String truth : m.truths().keySet()) {
        rows.add(List.of(cost(m, truth, families), bias(m, truth, families)));
      }
    }
    List<Legend.Entry> legend = new ArrayList<>();
    for (String family : families) {
      boolean unbiased =
          all(measurements).filter(q -> q.family().equals(family)).allMatch(Quality::unbiased);
      legend.add(
          unbiased
              ? Legend.Entry.point(family, pen(family, families), CIRCLE)
              : Legend.Entry.hollow(family, pen(family, families), DIAMOND));
    }
    legend.add(Legend.Entry.line("equal variance × time", isoPen()));
    return new Figure("", rows, legend, WIDTH, HEIGHT);
  }

  private static Stream<Quality> all(List<Measurement> measurements) {
    return measurements.stream().flatMap(m -> m.estimators().stream());
  }

  private static List<String> families(List<Measurement> measurements) {
    return all(measurements).map(Quality::family).distinct().toList();
  }

  private static Pen pen(String family, List<String> families) {
    return Pen.of(Style.color(families.indexOf(family), families.size()));
  }

  private static Pen isoPen() {
    return Pen.of(new java.awt.Color(0xB4, 0xB4, 0xB4)).with(Pen.Dash.DASHED).withWidth(0.9f);
  }

  private static Panel cost(Measurement m, String truth, List<String> families) {
    List<Quality> all = m.whole(truth);
    double[] x = ends(all.stream().mapToDouble(Quality::cpuMicros).toArray());
    double[] y = ends(all.stream().mapToDouble(Quality::variance).toArray());
    List<Layer> layers = new ArrayList<>();
    for (double k = Math.ceil(Math.log10(x[0] * y[0])); k < Math.log10(x[1] * y[1]); k++) {
      double product = Math.pow(10, k);
      layers.add(
          new Line(
              "variance × time = 1e" + (int) k,
              isoPen(),
              x.clone(),
              new double[] {product / x[0], product / x[1]},
              ""));
    }
    for (Quality q : all) {
      boolean biased = !q.unbiased();
      layers.add(
          new Marks(
              q.label(),
              pen(q.family(), families),
              new double[] {q.cpuMicros()},
              new double[] {q.variance()},
              biased ? DIAMOND : CIRCLE,
              biased));
    }
    return new XyPanel(
        m.network() + " (" + truth + " " + m.truths().get(truth).kind() + ")",
        Axis.log("CPU time of one estimate (µs)").within(x[0], x[1]),
        Axis.log("variance of an example's gradient").within(y[0], y[1]),
        layers);
  }

  /** Ends of a logarithmic axis that holds all values and two powers of ten, for its labels. */
  private static double[] ends(double[] values) {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (double value : values) {
      if (value > 0 && Double.isFinite(value)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    if (most == 0) {
      return new double[] {1, 10};
    }
    double low = Math.log10(least);
    double high = Math.log10(most);
    double room = 0.08 * Math.max(0.5, high - low);
    low -= room;
    high += room;
    if (Math.floor(high) - Math.ceil(low) < 1) {
      // The nearer power of ten outside first.
      double down = Math.ceil(low) - 1;
      double up = Math.floor(high) + 1;
      boolean none = Math.floor(high) < Math.ceil(low);
      if (none || low - down <= up - high) {
        low = down - 0.02;
      }
      if (none || Math.floor(high) - Math.ceil(low) < 1) {
        high = up + 0.02;
      }
    }
    return new double[] {Math.pow(10, low), Math.pow(10, high)};
  }

  private static Panel bias(Measurement m, String truth, List<String> families) {
    List<Quality> all = m.whole(truth);
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Quality q = all.get(i);
      layers.add(
          new Columns(
              q.label(),
              pen(q.family(), families),
              new double[] {i},
              new double[] {q.foundBiased() ? q.bias().value() : 0},
              new double[] {q.bias().low()},
              new double[] {q.bias().high()},
              0.7,
              !q.unbiased()));
    }
    return new XyPanel(
        "bias where one was found, and intervals of two standard errors",
        Axis.names("", all.stream().map(Quality::label).toList()),
        Axis.linear("relative bias  ‖E ĝ − g‖ / ‖g‖"),
        layers);
  }
}
