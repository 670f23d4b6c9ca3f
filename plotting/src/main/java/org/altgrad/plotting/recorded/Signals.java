package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Cells;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * Signals of units over time in windows. As maps: one row for each signal, one column a window. As
 * lines: one row a unit.
 */
final class Signals {
  private static final Pattern WINDOW = Pattern.compile("([0-9.eE]+)-([0-9.eE]+)");
  private static final int LINES = 4;

  /** How signals are drawn. */
  enum View {
    MAPS,
    LINES
  }

  /** What can be said about it. */
  record Options(
      Source source,
      @Option(value = "column with the time", data = true) String x,
      @Option(value = "columns with the signals", data = true) List<String> y,
      @Option(value = "column with the unit", data = true) String unit,
      @Option("times such as 1.8-2.8,3-4; default: start, middle, end") List<String> windows,
      @Option(value = "maps or lines", fallback = "maps") View view,
      @Option(value = "seconds in a unit of the recorded time", fallback = "1") double unitTime,
      Size size) {}

  /** A stretch of time in seconds. */
  private record Window(double from, double to) {}

  /** One unit's signals in the order of the options, by ascending time in seconds. */
  private record Unit(String name, double[] t, List<double[]> signals) {

    /** The values within a window. */
    Unit within(Window window) {
      int[] inside =
          IntStream.range(0, t.length)
              .filter(i -> t[i] >= window.from() && t[i] <= window.to())
              .toArray();
      return new Unit(
          name,
          Source.pick(t, inside),
          signals.stream().map(signal -> Source.pick(signal, inside)).toList());
    }
  }

  private final Options options;
  private final Source source;

  private Signals(Options options) {
    this.options = options;
    this.source = options.source();
  }

  static Figure draw(RunSet runs, Options options) {
    Signals drawing = new Signals(options);
    List<List<Panel>> rows = new ArrayList<>();
    boolean maps = options.view() == View.MAPS;
    for (RecordedRun run : options.source().runs(runs)) {
      List<Unit> units = drawing.units(run.table());
      List<Window> windows = drawing.windows(run.table(), units);
      rows.addAll(maps ? drawing.maps(run, units, windows) : drawing.lines(run, units, windows));
    }
    List<Legend.Entry> legend = new ArrayList<>();
    for (int k = 0; k < options.y().size() && !maps; k++) {
      legend.add(Legend.Entry.line(options.y().get(k), drawing.pen(k)));
    }
    return options.size().figure(rows, legend);
  }

  /** The first of several signals is what the others should be: thick and grey behind them. */
  private Pen pen(int signal) {
    return signal == 0 && options.y().size() > 1
        ? Pen.of(Style.AXIS).withWidth(2.6f)
        : Pen.of(Style.color(signal)).withWidth(1.1f);
  }

  private List<Unit> units(Recorded table) {
    boolean all =
        options.view() == View.MAPS || !source.some().getOrDefault(options.unit(), "").isEmpty();
    List<Unit> units = new ArrayList<>();
    Source.parts(table, options.unit())
        .forEach(
            (name, rows) -> {
              double[] t =
                  Arrays.stream(rows.numbers(options.x()))
                      .map(v -> v * options.unitTime())
                      .toArray();
              int[] order = Source.order(t);
              List<double[]> signals =
                  options.y().stream().map(y -> Source.pick(rows.numbers(y), order)).toList();
              units.add(new Unit(name, Source.pick(t, order), signals));
            });
    return units.stream().limit(all ? Integer.MAX_VALUE : LINES).toList();
  }

  private List<Window> windows(Recorded table, List<Unit> units) {
    double[] times = units.stream().flatMapToDouble(u -> Arrays.stream(u.t())).sorted().toArray();
    if (times.length == 0) {
      throw new PlotException(table.file() + ": holds no times");
    }
    double first = times[0];
    double last = times[times.length - 1];
    List<Window> windows = new ArrayList<>();
    for (String text : options.windows()) {
      Matcher matcher = WINDOW.matcher(text);
      if (!matcher.matches()) {
        throw new PlotException(
            "option windows: must be from-to in seconds, as 1.8-2.8, but has '" + text + "'");
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

  private List<List<Panel>> maps(RecordedRun run, List<Unit> units, List<Window> windows) {
    ColorScale scale =
        ColorScale.smooth(
            ColorScale.Map.VIRIDIS,
            windows.stream()
                .flatMap(w -> units.stream().map(unit -> unit.within(w)))
                .flatMap(unit -> unit.signals().stream())
                .flatMapToDouble(Arrays::stream),
            "");
    List<List<Panel>> rows = new ArrayList<>();
    for (int k = 0; k < options.y().size(); k++) {
      String what = source.name(options.y().get(k));
      boolean bottom = k == options.y().size() - 1;
      List<Panel> row = new ArrayList<>();
      for (Window window : windows) {
        List<Unit> parts = units.stream().map(unit -> unit.within(window)).toList();
        row.add(
            new XyPanel(
                run.title(what),
                Axis.linear(bottom ? source.name(options.x()) : ""),
                Axis.linear(source.name(options.unit())),
                List.of(new Cells(what, pen(k), grid(run, parts, k), Optional.of(scale)))));
      }
      rows.add(row);
    }
    return rows;
  }

  private static Grid grid(RecordedRun run, List<Unit> units, int signal) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      Unit unit = units.get(i);
      for (int k = 0; k < unit.t().length; k++) {
        points.add(
            new double[] {unit.t()[k], place(unit.name(), i), unit.signals().get(signal)[k]});
      }
    }
    return Grid.of(
        run.table().file().toString(),
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

  private List<List<Panel>> lines(RecordedRun run, List<Unit> units, List<Window> windows) {
    List<List<Panel>> rows = new ArrayList<>();
    for (Unit unit : units) {
      List<Panel> row = new ArrayList<>();
      String x = unit == units.get(units.size() - 1) ? source.name(options.x()) : "";
      for (Window window : windows) {
        Unit part = unit.within(window);
        List<Layer> lines = new ArrayList<>();
        for (int k = 0; k < options.y().size(); k++) {
          lines.add(new Line(options.y().get(k), pen(k), part.t(), part.signals().get(k)));
        }
        String title = run.title(source.title(options.unit(), unit.name()));
        row.add(new XyPanel(title, Axis.linear(x), Axis.linear(""), lines));
      }
      rows.add(row);
    }
    return rows;
  }
}
