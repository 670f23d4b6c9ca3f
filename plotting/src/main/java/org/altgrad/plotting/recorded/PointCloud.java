package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.ColouredPoints;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Points;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/** One point for each row of a recording or each run, coloured by group or by a number. */
final class PointCloud {
  /** Which numbers are drawn. */
  record Data(
      @Option("a column, METRIC@SPLIT or a configuration key; log10(...) of it") String x,
      @Option("the same, one panel each; all metrics that begin alike as sigma/*@SPLIT")
          List<String> y,
      @Option("number that colours the points; default: the group does") String colour,
      @Option(value = "column with one panel for each of its values", data = true) String panel,
      @Option(value = "last, best, max, min, epoch=N, best=METRIC@SPLIT", fallback = "last")
          String at) {}

  /** How numbers become colours. */
  record Colours(
      @Option(
              value = "viridis; diverging for numbers with a sign, cyclic for angles",
              fallback = "viridis")
          ColorScale.Map colours,
      @Option("lower end of the colours") double from,
      @Option("upper end of the colours") double to) {

    ColorScale of(double[] values, String label) {
      DoubleStream ends = DoubleStream.of(from, to).filter(Double::isFinite);
      return Double.isFinite(from) && Double.isFinite(to)
          ? new ColorScale(colours, new double[] {from, to}, label)
          : ColorScale.smooth(colours, DoubleStream.concat(ends, Arrays.stream(values)), label);
    }
  }

  /** What can be said about it. */
  record Options(
      Source source,
      Data data,
      Colours colours,
      Curves.Axes axes,
      References references,
      @Option(value = "whether a unit is as long on either axis", fallback = "false")
          boolean square,
      Size size) {}

  private PointCloud() {}

  static Figure draw(RunSet runs, Options options) {
    Data data = options.data();
    if (data.x().isEmpty() || data.y().isEmpty()) {
      throw new PlotException("options x and y: must be numbers of the runs but are empty");
    }
    Map<String, Legend.Entry> legend = new LinkedHashMap<>();
    List<Panel> panels = new ArrayList<>();
    Source source = options.source();
    if (data.panel().isEmpty()) {
      data.y().forEach(y -> panels.add(panel(runs, options, source, y, "", legend)));
    } else {
      Set<String> parts = new LinkedHashSet<>();
      source.runs(runs).forEach(run -> parts.addAll(run.table().texts(data.panel())));
      for (String part : Source.values(parts)) {
        String title = source.title(data.panel(), part);
        Source own = source.with(data.panel(), part);
        panels.add(panel(runs, options, own, data.y().get(0), title, legend));
      }
    }
    return options.size().figure(List.of(panels), List.copyOf(legend.values()));
  }

  private static Panel panel(
      RunSet runs,
      Options options,
      Source source,
      String ordinate,
      String title,
      Map<String, Legend.Entry> legend) {
    Data data = options.data();
    boolean coloured = !data.colour().isEmpty();
    Cases cases = new Cases(runs, source, data.at());
    Map<Group, double[][]> groups =
        coloured
            ? cases.numbers(data.x(), ordinate, data.colour())
            : cases.numbers(data.x(), ordinate);
    Axis x = options.axes().x(source.name(data.x()));
    Axis y = options.axes().y(source.name(ordinate), Double.NaN);
    double[] xs = all(groups, 0);
    List<Layer> layers = new ArrayList<>(options.references().layers(xs, all(groups, 1), x, y));
    if (coloured) {
      // A bar of colours stands where the lines' names would.
      layers.stream()
          .filter(layer -> !layer.endLabel().isEmpty())
          .forEach(line -> legend.put(line.name(), Legend.Entry.line(line.name(), line.pen())));
    }
    ColorScale scale =
        coloured ? options.colours().of(all(groups, 2), source.name(data.colour())) : null;
    int index = 0;
    for (Map.Entry<Group, double[][]> entry : groups.entrySet()) {
      String name = entry.getKey().label();
      double[][] numbers = entry.getValue();
      Pen pen = Pen.of(coloured ? Style.INK : Style.color(index));
      layers.add(
          coloured
              ? new ColouredPoints(name, pen, numbers[0], numbers[1], numbers[2], scale, index)
              : new Points(name, pen, numbers[0], numbers[1], index));
      if (groups.size() > 1) {
        legend.put(name, Legend.Entry.point(name, pen, index));
      }
      index++;
    }
    return new XyPanel(title, x, y, layers, options.square());
  }

  private static double[] all(Map<Group, double[][]> groups, int column) {
    return groups.values().stream().flatMapToDouble(c -> Arrays.stream(c[column])).toArray();
  }
}
