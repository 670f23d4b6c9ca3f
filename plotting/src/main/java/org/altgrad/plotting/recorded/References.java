package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.layer.Rule;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * Lines to compare with.
 *
 * @param rules places of vertical lines
 * @param slopes slopes of lines through the middle of the points
 * @param identity whether there is a line where y is x
 */
record References(
    @Option("x of dashed vertical lines") List<String> rules,
    @Option("slopes of dashed lines through the middle of the points; powers on logarithmic axes")
        List<String> slopes,
    @Option(value = "whether there is a dashed line where y = x", fallback = "false")
        boolean identity) {
  private static final Pen GREY = Pen.of(Style.AXIS).with(Pen.Dash.DASHED).withWidth(0.9f);

  /**
   * The lines.
   *
   * @param x abscissae of the points, which the sloped lines span
   * @param y their ordinates
   */
  List<Layer> layers(double[] x, double[] y, Axis xAxis, Axis yAxis) {
    List<Layer> layers = new ArrayList<>();
    for (String rule : rules) {
      layers.add(new Rule("x = " + rule, GREY, number("rules", rule), true));
    }
    int[] shown =
        java.util.stream.IntStream.range(0, x.length)
            .filter(i -> xAxis.shows(x[i]) && yAxis.shows(y[i]))
            .toArray();
    DoubleSummaryStatistics span = Arrays.stream(shown).mapToDouble(i -> x[i]).summaryStatistics();
    // Above one x alone a line has no length.
    boolean wide = span.getMin() < span.getMax();
    if (identity && wide) {
      double[] ends = {span.getMin(), span.getMax()};
      layers.add(new Line("y = x", GREY, ends, ends, "y = x"));
    }
    for (String text : wide ? slopes : List.<String>of()) {
      double slope = number("slopes", text);
      double[] xs = Arrays.stream(shown).mapToDouble(i -> xAxis.scaled(x[i])).toArray();
      double meanX = Arrays.stream(xs).average().orElseThrow();
      double meanY =
          Arrays.stream(shown).mapToDouble(i -> yAxis.scaled(y[i])).average().orElseThrow();
      double[] ends = {
        Arrays.stream(xs).min().orElseThrow(), Arrays.stream(xs).max().orElseThrow()
      };
      layers.add(
          new Line(
              "slope " + text,
              GREY,
              Arrays.stream(ends).map(xAxis::unscaled).toArray(),
              Arrays.stream(ends).map(e -> yAxis.unscaled(meanY + slope * (e - meanX))).toArray(),
              "slope " + text));
    }
    return layers;
  }

  private static double number(String option, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new PlotException("option " + option + ": must be numbers but has '" + text + "'", e);
    }
  }
}
