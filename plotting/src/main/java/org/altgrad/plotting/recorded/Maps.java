package org.altgrad.plotting.recorded;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Track;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/** What the maps over a plane share: surfaces, loss landscapes, decision boundaries. */
final class Maps {
  /** Lines between bands. */
  static final Pen HAIRLINE = Pen.of(new Color(0, 0, 0, 70)).withWidth(0.5f);

  private Maps() {}

  /** The grid of a column. */
  static Grid grid(Recorded table, String x, String y, String value) {
    return Grid.of(
        table.file() + ", " + value, table.numbers(x), table.numbers(y), table.numbers(value));
  }

  /** The scale of contours as the options {@code levels} and {@code scale} say. */
  static ColorScale scale(List<Grid> grids, Options options, String label) {
    double[] sorted =
        grids.stream().flatMapToDouble(grid -> Arrays.stream(grid.sorted())).sorted().toArray();
    return ColorScale.bands(
        sorted,
        options.choice("scale", "linear", "log", "even"),
        options.whole("levels", 2, 200),
        label);
  }

  /** The panels of a table that the option {@code panels} names, by default all. */
  static Map<String, Recorded> panels(Recorded table, Options options) {
    Map<String, Recorded> panels = table.by("panel");
    List<String> named = options.list("panels");
    for (String name : named) {
      if (!panels.containsKey(name)) {
        throw new PlotException(
            table.file()
                + ": no panel '"
                + name
                + "'"
                + Nearest.hintAndList(name, panels.keySet()));
      }
    }
    if (!named.isEmpty()) {
      panels.keySet().retainAll(named);
    }
    return panels;
  }

  /** A square panel over the plane. */
  static XyPanel panel(String title, String x, String y, Stream<Layer> layers) {
    return new XyPanel(title, Axis.linear(x), Axis.linear(y), layers.toList(), true);
  }

  /**
   * The paths of a table with the columns label, step, x, y; paths of one label by order of step.
   */
  static List<Track> paths(Recorded table) {
    List<Track> paths = new ArrayList<>();
    Map<String, Recorded> labels = table.by("label");
    labels.forEach(
        (label, rows) -> {
          double[] steps = rows.numbers("step");
          double[] xs = rows.numbers("x");
          double[] ys = rows.numbers("y");
          int[] order = order(steps);
          paths.add(
              new Track(
                  label, pathPen(paths.size(), labels.size()), pick(xs, order), pick(ys, order)));
        });
    return paths;
  }

  /** Warm colours first, for they stand out from the colour map. */
  private static Pen pathPen(int index, int count) {
    int[] order = {1, 3, 6, 4, 0, 5, 2};
    return Pen.of(count <= order.length ? Style.color(order[index], 7) : Style.color(index, count));
  }

  static int[] order(double[] keys) {
    return java.util.stream.IntStream.range(0, keys.length)
        .boxed()
        .sorted(java.util.Comparator.comparingDouble(i -> keys[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  static double[] pick(double[] values, int[] order) {
    return Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
  }

  /** The legend of paths: their colours, and what their marks mean. */
  static List<Legend.Entry> legend(List<Track> paths) {
    List<Legend.Entry> legend = new ArrayList<>();
    for (Track path : paths) {
      if (legend.stream().noneMatch(entry -> entry.text().equals(path.name()))) {
        legend.add(Legend.Entry.line(path.name(), path.pen().withWidth(2.4f)));
      }
    }
    if (!paths.isEmpty()) {
      legend.add(Legend.Entry.hollow("start", Pen.of(Style.INK), 0));
      legend.add(Legend.Entry.point("end", Pen.of(Style.INK), 3));
    }
    return legend;
  }
}
