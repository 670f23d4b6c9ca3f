package org.altgrad.train.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Columns;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.panel.HeatPanel;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * How each feature goes with the label or the target in each environment: their correlation, as
 * bars, or as a coloured table of the strongest features where there are many. Below bars stand the
 * true weights, if the data set knows them.
 */
final class DataFeatures {
  private static final String TRUTH = "causal_weights";
  private static final int BARS = 24;
  private static final int BAR_PARTS = 4;
  private static final int STRONGEST = 24;
  private static final int MOST_PARTS = 24;
  private static final double GROUP = 0.8;

  private DataFeatures() {}

  /**
   * @param count of how many examples; empty for all
   */
  static Figure of(String title, DataSet data, Split split, OptionalInt count) {
    String outcome = split.columns().containsKey("target") ? "target" : "label";
    List<DataFigure.Part> all = DataFigure.parts(split);
    List<DataFigure.Part> parts = all.subList(0, Math.min(MOST_PARTS, all.size()));
    List<double[]> correlations =
        parts.stream()
            .map(part -> first(part.rows(), count, parts.size()))
            .map(rows -> correlations(split, outcome, rows))
            .toList();
    String what = "correlation with the " + outcome;
    int width = split.column("input").exampleSize();
    return width <= BARS && parts.size() <= BAR_PARTS
        ? bars(title, data, parts, correlations, what)
        : strongest(title + DataFigure.share(parts, all), parts, correlations, what);
  }

  private static int[] first(int[] rows, OptionalInt count, int parts) {
    int most = count.isEmpty() ? rows.length : Math.max(1, count.getAsInt() / parts);
    return Arrays.copyOf(rows, Math.min(most, rows.length));
  }

  private static Figure bars(
      String title,
      DataSet data,
      List<DataFigure.Part> parts,
      List<double[]> correlations,
      String what) {
    int width = correlations.get(0).length;
    List<String> names = IntStream.range(0, width).mapToObj(k -> "input " + (k + 1)).toList();
    List<Layer> layers = new ArrayList<>();
    List<Legend.Entry> legend = new ArrayList<>();
    for (int e = 0; e < parts.size(); e++) {
      Pen pen = Pen.of(Style.color(e));
      String name = parts.get(e).name().isEmpty() ? "all" : parts.get(e).name();
      layers.add(bars(name, pen, correlations.get(e), e, parts.size()));
      legend.add(Legend.Entry.area(name, pen));
    }
    List<List<Panel>> rows = new ArrayList<>();
    rows.add(List.of(new XyPanel("", Axis.names("", names), Axis.linear(what), layers)));
    if (data.constants().containsKey(TRUTH)) {
      Pen pen = Pen.of(Style.color(parts.size()));
      double[] weights = data.constant(TRUTH).values();
      rows.add(
          List.of(
              new XyPanel(
                  "",
                  Axis.names("", names),
                  Axis.linear("true weight"),
                  List.of(bars("true weight", pen, weights, 0, 1)))));
      legend.add(Legend.Entry.area("true weight", pen));
    }
    return new Figure(title, rows, legend, Math.max(420, 70 * width), 220);
  }

  private static Layer bars(String name, Pen pen, double[] heights, int index, int count) {
    double width = GROUP / count;
    double[] none = new double[heights.length];
    Arrays.fill(none, Double.NaN);
    double[] x =
        IntStream.range(0, heights.length)
            .mapToDouble(k -> k + (index - (count - 1) / 2.0) * width)
            .toArray();
    return new Columns(name, pen, x, heights, none, none, 0.92 * width, false);
  }

  private static Figure strongest(
      String title, List<DataFigure.Part> parts, List<double[]> correlations, String what) {
    int[] features =
        IntStream.range(0, correlations.get(0).length)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -strength(correlations, k)))
            .limit(STRONGEST)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    double[][] values = new double[parts.size()][];
    for (int e = 0; e < parts.size(); e++) {
      double[] own = correlations.get(e);
      values[e] = Arrays.stream(features).mapToDouble(k -> own[k]).toArray();
    }
    List<String> columns = Arrays.stream(features).mapToObj(k -> String.valueOf(k + 1)).toList();
    List<String> rows =
        parts.stream().map(part -> part.name().isEmpty() ? "all" : part.name()).toList();
    String xLabel = "input, the " + features.length + " that go with it most in any environment";
    return Figure.of(
        title,
        new HeatPanel("", xLabel, "", columns, rows, values, what, true),
        List.of(),
        220 + 32 * features.length,
        90 + Math.max(90, 20 * rows.size()));
  }

  private static double strength(List<double[]> correlations, int feature) {
    return correlations.stream().mapToDouble(own -> Math.abs(own[feature])).max().orElse(0);
  }

  /** Of each feature with the outcome among some examples; 0 where either does not vary. */
  private static double[] correlations(Split split, String outcome, int[] rows) {
    Column input = split.column("input");
    int width = input.exampleSize();
    double[] sum = new double[width];
    double[] squares = new double[width];
    double[] products = new double[width];
    double ySum = 0;
    double ySquares = 0;
    for (int row : rows) {
      float[] x = input.values(row);
      double y = split.column(outcome).values(row)[0];
      ySum += y;
      ySquares += y * y;
      for (int k = 0; k < width; k++) {
        sum[k] += x[k];
        squares[k] += (double) x[k] * x[k];
        products[k] += x[k] * y;
      }
    }
    double n = rows.length;
    double yVariance = ySquares / n - ySum / n * ySum / n;
    double[] correlations = new double[width];
    for (int k = 0; k < width; k++) {
      double variance = squares[k] / n - sum[k] / n * sum[k] / n;
      double covariance = products[k] / n - sum[k] / n * ySum / n;
      double scale = Math.sqrt(Math.max(0, variance) * Math.max(0, yVariance));
      correlations[k] = scale > 0 ? covariance / scale : 0;
    }
    return correlations;
  }
}
