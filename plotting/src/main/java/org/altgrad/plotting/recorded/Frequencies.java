package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Steps;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.Recording;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * Histograms that were recorded at several steps: one row for each value of a column, one column a
 * run, one colour a step of training.
 */
final class Frequencies {
  private static final int ACROSS = 3;
  private static final double[] MOMENTS = {0, 0.1, 0.5, 1};

  /** What can be said about it. */
  record Options(
      Source source,
      @Option("steps; default: first, 10 %, 50 % and last") List<String> steps,
      @Option(value = "column with the centres of bins", data = true) String x,
      @Option(value = "column with the heights", data = true) String y,
      @Option(value = "column with one row of panels for each of its values", data = true)
          String rows,
      @Option(value = "lower end of the x axis", data = true) double xMin,
      @Option(value = "upper end of the x axis", data = true) double xMax,
      @Option(value = "logarithmic y axis", fallback = "false") boolean logY,
      Size size) {}

  private Frequencies() {}

  static Figure draw(RunSet runs, Options options) {
    Map<RecordedRun, List<Recorded>> tables =
        options
            .source()
            .tables(
                runs,
                run -> steps(run.recording(), options).stream().map(run.recording()::at).toList());
    Set<Long> steps = new TreeSet<>();
    Set<String> values = new LinkedHashSet<>();
    tables.forEach(
        (run, own) -> {
          own.forEach(table -> steps.add(table.step()));
          own.forEach(table -> values.addAll(Source.parts(table, options.rows()).keySet()));
        });
    List<Long> colours = List.copyOf(steps);
    List<List<Panel>> rows = new ArrayList<>();
    for (String value : values) {
      boolean bottom = rows.size() == values.size() - 1;
      rows.add(row(value, tables, colours, bottom, options));
    }
    if (tables.size() == 1) {
      rows = wrapped(rows);
    }
    List<Legend.Entry> legend = new ArrayList<>();
    for (long step : colours) {
      legend.add(Legend.Entry.line("step " + Numbers.tick(step), pen(step, colours)));
    }
    return options.size().figure(rows, legend);
  }

  /** The panels of one run, several in a row. */
  private static List<List<Panel>> wrapped(List<List<Panel>> single) {
    List<List<Panel>> rows = new ArrayList<>();
    for (int i = 0; i < single.size(); i += ACROSS) {
      List<Panel> row = new ArrayList<>();
      single.subList(i, Math.min(i + ACROSS, single.size())).forEach(row::addAll);
      rows.add(row);
    }
    return rows;
  }

  /** The steps named, or the first, those nearest to 10 % and 50 %, and the last. */
  private static Set<Long> steps(Recording recording, Options options) {
    Set<Long> steps = new TreeSet<>();
    for (String text : options.steps()) {
      try {
        steps.add(recording.nearest(Long.parseLong(text)));
      } catch (NumberFormatException e) {
        throw new PlotException(
            "option steps: must be whole numbers with commas between them but has '" + text + "'",
            e);
      }
    }
    if (steps.isEmpty()) {
      long first = recording.steps().get(0);
      long last = recording.steps().get(recording.steps().size() - 1);
      for (double moment : MOMENTS) {
        steps.add(recording.nearest(first + Math.round(moment * (last - first))));
      }
    }
    return steps;
  }

  /** From light (early) to dark (late). */
  private static Pen pen(long step, List<Long> steps) {
    double share = steps.size() == 1 ? 1 : (double) steps.indexOf(step) / (steps.size() - 1);
    return Pen.of(Style.viridis(0.82 * (1 - share)));
  }

  private static List<Layer> histograms(
      String value, List<Recorded> tables, List<Long> steps, Options options) {
    List<Layer> layers = new ArrayList<>();
    for (Recorded table : tables) {
      Recorded own = Source.parts(table, options.rows()).get(value);
      if (own != null) {
        double[] centres = own.numbers(options.x());
        int[] order = Source.order(centres);
        layers.add(
            new Steps(
                "step " + table.step(),
                pen(table.step(), steps),
                Source.pick(centres, order),
                Source.pick(own.numbers(options.y()), order)));
      }
    }
    return layers;
  }

  /** The panels of one value, all as high as the highest of them. */
  private static List<Panel> row(
      String value,
      Map<RecordedRun, List<Recorded>> all,
      List<Long> steps,
      boolean bottom,
      Options options) {
    List<List<Layer>> columns =
        all.values().stream().map(tables -> histograms(value, tables, steps, options)).toList();
    double top =
        columns.stream()
            .flatMap(List::stream)
            .flatMapToDouble(layer -> Arrays.stream(layer.extent().y()))
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    Source source = options.source();
    String label = source.name(options.y());
    Axis y = options.logY() ? Axis.log(label) : Axis.linear(label).within(0, 1.05 * top);
    Axis x =
        Axis.linear(bottom ? source.name(options.x()) : "").within(options.xMin(), options.xMax());
    List<Panel> panels = new ArrayList<>();
    for (RecordedRun run : all.keySet()) {
      String title = run.title(source.title(options.rows(), value));
      panels.add(new XyPanel(title, x, y, columns.get(panels.size())));
    }
    return panels;
  }
}
