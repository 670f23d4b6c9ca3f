package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Cells;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * Target and output of the units of a network over time. As maps: the target above the prediction,
 * one column a window. As lines: one row a unit.
 */
final class Trace {
  private static final Pattern WINDOW = Pattern.compile("([0-9.eE]+)-([0-9.eE]+)");
  private static final int LINES = 4;
  private static final Pen TARGET = Pen.of(Style.AXIS).withWidth(2.6f);
  private static final Pen OUTPUT = Pen.of(Style.color(1, 7)).withWidth(1.1f);

  private Trace() {}

  /** A stretch of time in seconds. */
  private record Window(double from, double to) {}

  /** One unit's values, by ascending time in seconds. */
  private record Unit(String name, double[] t, double[] target, double[] output) {

    static Unit of(String name, Recorded rows, double second) {
      double[] t = Arrays.stream(rows.numbers("t")).map(v -> v * second).toArray();
      int[] order = Maps.order(t);
      return new Unit(
          name,
          Maps.pick(t, order),
          Maps.pick(rows.numbers("target"), order),
          Maps.pick(rows.numbers("output"), order));
    }

    /** The values within a window. */
    Unit within(Window window) {
      int[] inside =
          IntStream.range(0, t.length)
              .filter(i -> t[i] >= window.from() && t[i] <= window.to())
              .toArray();
      return new Unit(
          name, Maps.pick(t, inside), Maps.pick(target, inside), Maps.pick(output, inside));
    }
  }

  static Figure draw(RunSet runs, Options options) {
    boolean maps = options.choice("view", "maps", "lines").equals("maps");
    double second = options.number("unit-time");
    List<List<Panel>> rows = new ArrayList<>();
    for (RecordedRun run : RecordedRun.all(runs, options, "trace")) {
      Recorded table = run.table(options);
      List<Unit> units = units(table, options, maps ? Integer.MAX_VALUE : LINES, second);
      List<Window> windows = windows(table, options, units);
      rows.addAll(maps ? maps(run, units, windows) : lines(run, units, windows));
    }
    return options.figure(
        rows,
        maps
            ? List.of()
            : List.of(Legend.Entry.line("target", TARGET), Legend.Entry.line("output", OUTPUT)));
  }

  private static List<Unit> units(Recorded table, Options options, int most, double second) {
    Map<String, Recorded> byUnit = table.by("unit");
    TreeSet<String> sorted = new TreeSet<>(Group::compareValues);
    sorted.addAll(byUnit.keySet());
    List<String> named = options.list("units");
    for (String unit : named) {
      if (!sorted.contains(unit)) {
        throw new PlotException(
            table.file() + ": no unit '" + unit + "'; there are " + String.join(", ", sorted));
      }
    }
    return (named.isEmpty() ? sorted.stream().limit(most) : named.stream())
        .map(name -> Unit.of(name, byUnit.get(name), second))
        .toList();
  }

  private static List<Window> windows(Recorded table, Options options, List<Unit> units) {
    double[] times = units.stream().flatMapToDouble(u -> Arrays.stream(u.t())).sorted().toArray();
    if (times.length == 0) {
      throw new PlotException(table.file() + ": holds no times");
    }
    double first = times[0];
    double last = times[times.length - 1];
    List<Window> windows = new ArrayList<>();
    for (String text : options.list("windows")) {
      Matcher matcher = WINDOW.matcher(text);
      if (!matcher.matches()) {
        throw new PlotException(
            "trace: option windows has '" + text + "'; right is from-to in seconds, as 1.8-2.8");
      }
      Window window =
          new Window(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)));
      if (Arrays.stream(times).filter(t -> t >= window.from() && t <= window.to()).count() < 2) {
        throw new PlotException(
            table.file()
                + ": nothing between "
                + text
                + " seconds; the times go from "
                + Numbers.value(first)
                + " to "
                + Numbers.value(last)
                + ". Other units of time: option unit-time");
      }
      windows.add(window);
    }
    if (windows.isEmpty()) {
      double length = (last - first) / 8;
      double middle = (first + last) / 2;
      windows.add(new Window(first, first + length));
      windows.add(new Window(middle - length / 2, middle + length / 2));
      windows.add(new Window(last - length, last));
    }
    return windows;
  }

  private static List<List<Panel>> maps(RecordedRun run, List<Unit> units, List<Window> windows) {
    List<Unit> shown =
        windows.stream().flatMap(w -> units.stream().map(unit -> unit.within(w))).toList();
    ColorScale scale =
        ColorScale.smooth(
            ColorScale.Map.VIRIDIS,
            shown.stream()
                .flatMapToDouble(
                    u -> DoubleStream.concat(Arrays.stream(u.target()), Arrays.stream(u.output()))),
            "");
    List<List<Panel>> rows = new ArrayList<>();
    for (boolean target : new boolean[] {true, false}) {
      List<Panel> row = new ArrayList<>();
      for (Window window : windows) {
        List<Unit> parts = units.stream().map(unit -> unit.within(window)).toList();
        String what = target ? "target" : "prediction";
        Grid grid = grid(run, parts, target);
        row.add(
            new XyPanel(
                run.title(what),
                Axis.linear(target ? "" : "time (s)"),
                Axis.linear("unit"),
                List.of(new Cells(what, OUTPUT, grid, Optional.of(scale)))));
      }
      rows.add(row);
    }
    return rows;
  }

  private static Grid grid(RecordedRun run, List<Unit> units, boolean target) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      Unit unit = units.get(i);
      for (int k = 0; k < unit.t().length; k++) {
        double value = target ? unit.target()[k] : unit.output()[k];
        points.add(new double[] {unit.t()[k], place(unit.name(), i), value});
      }
    }
    return Grid.of(
        run.run().dir() + ": trace",
        points.stream().mapToDouble(p -> p[0]).toArray(),
        points.stream().mapToDouble(p -> p[1]).toArray(),
        points.stream().mapToDouble(p -> p[2]).toArray());
  }

  /** The unit's number, or its place among the units where it has a name. */
  private static double place(String name, int index) {
    try {
      return Double.parseDouble(name);
    } catch (NumberFormatException e) {
      return index;
    }
  }

  private static List<List<Panel>> lines(RecordedRun run, List<Unit> units, List<Window> windows) {
    List<List<Panel>> rows = new ArrayList<>();
    for (Unit unit : units) {
      List<Panel> row = new ArrayList<>();
      for (Window window : windows) {
        Unit part = unit.within(window);
        row.add(
            new XyPanel(
                run.title("unit " + unit.name()),
                Axis.linear(unit == units.get(units.size() - 1) ? "time (s)" : ""),
                Axis.linear(""),
                List.of(
                    new Line("target", TARGET, part.t(), part.target(), ""),
                    new Line("output", OUTPUT, part.t(), part.output(), ""))));
      }
      rows.add(row);
    }
    return rows;
  }
}
