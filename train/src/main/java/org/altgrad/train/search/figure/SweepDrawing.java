package org.altgrad.train.search.figure;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.MetricSpec;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Cells;
import org.altgrad.plotting.layer.ColouredPoints;
import org.altgrad.plotting.layer.Columns;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.layer.Marks;
import org.altgrad.plotting.layer.Points;
import org.altgrad.plotting.layer.Rule;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.summary.At;
import org.altgrad.train.search.Analysis;
import org.altgrad.train.search.Definition;
import org.altgrad.train.search.Distribution;
import org.altgrad.train.search.Space;
import org.altgrad.train.search.Trial;

/** Draws the trials of some runs. */
final class SweepDrawing {
  private static final int CELLS = 32;

  /** The colour of trials that are not complete: none of the scale's. */
  private static final Color CUT = new Color(0xA0, 0xA0, 0xA0);

  /** Points of width that an axis of parallel ones takes at least. */
  private static final int AXIS = 130;

  private final RunSet runs;
  private final RunTrials found;
  private final SweepFigures.Options options;
  private final String metric;
  private final String name;

  SweepDrawing(RunSet runs, SweepFigures.Options options) {
    this.runs = runs;
    this.options = options;
    this.found = RunTrials.of(runs, options.keys(), options.measured());
    this.name = options.measured().spec(runs).metric();
    this.metric =
        options.measured().key(runs).split() + " " + options.measured().spec(runs).words();
    if (found.complete().isEmpty()) {
      throw new PlotException("no trial has a value of " + metric + " yet");
    }
  }

  private static double[] column(Analysis.Table table, String column) {
    int at = table.columns().indexOf(column);
    return table.rows().stream().mapToDouble(row -> ((Number) row.get(at)).doubleValue()).toArray();
  }

  private double[] values() {
    return found.complete().stream().mapToDouble(t -> t.value().getAsDouble()).toArray();
  }

  private ColorScale scale() {
    return ColorScale.smooth(ColorScale.Map.VIRIDIS, Arrays.stream(values()), metric);
  }

  Figure importance() {
    Analysis.Table table = Analysis.importance(found.space(), found.trials());
    if (table.rows().isEmpty()) {
      throw new PlotException("sweep-importance needs at least four trials that have a value");
    }
    List<String> keys = table.rows().stream().map(row -> row.get(0).toString()).toList();
    double[] shares = column(table, "share");
    double[] none = new double[shares.length];
    Arrays.fill(none, Double.NaN);
    double[] x = IntStream.range(0, shares.length).asDoubleStream().toArray();
    Columns bars = new Columns("share", Pen.of(Style.color(0)), x, shares, none, none, 0.7, false);
    return options
        .size()
        .figure(
            new XyPanel(
                "",
                Axis.names("", keys),
                Axis.linear("share of the variance of " + metric),
                List.of(bars)),
            List.of());
  }

  Figure slices() {
    List<Panel> panels = new ArrayList<>();
    double[] numbers = found.complete().stream().mapToDouble(Trial::number).toArray();
    ColorScale scale = ColorScale.smooth(ColorScale.Map.VIRIDIS, Arrays.stream(numbers), "trial");
    for (Space.Parameter parameter : found.space().parameters()) {
      double[] x = found.complete().stream().mapToDouble(t -> place(parameter, t, false)).toArray();
      panels.add(
          new XyPanel(
              "",
              axis(parameter, false),
              Axis.linear(metric),
              List.of(
                  new ColouredPoints(
                      parameter.key(), Pen.of(Style.INK), x, values(), numbers, scale, 0))));
    }
    return options.size().figure(List.of(panels), List.of());
  }

  Figure contour() {
    List<Space.Parameter> keys = found.space().parameters();
    if (keys.size() < 2) {
      throw new PlotException("sweep-contour needs two keys that differ among the runs");
    }
    Space.Parameter first = keys.get(0);
    Space.Parameter second = keys.get(1);
    if (found.complete().size() < 4) {
      throw new PlotException("sweep-contour needs at least four trials that have a value");
    }
    Analysis.Table table =
        Analysis.surface(found.space(), found.trials(), first.key(), second.key(), CELLS);
    double[] x = Arrays.stream(column(table, "x")).map(s -> ofShare(first, s)).toArray();
    double[] y = Arrays.stream(column(table, "y")).map(s -> ofShare(second, s)).toArray();
    Grid grid = Grid.of("sweep-contour", x, y, column(table, "value"));
    ColorScale scale = scale();
    List<Layer> layers =
        List.of(
            new Cells("expected", Pen.of(Style.INK), grid, Optional.of(scale)),
            new Points(
                "trials",
                Pen.of(Style.INK),
                found.complete().stream().mapToDouble(t -> place(first, t, true)).toArray(),
                found.complete().stream().mapToDouble(t -> place(second, t, true)).toArray(),
                0));
    return options
        .size()
        .figure(new XyPanel("", axis(first, true), axis(second, true), layers), List.of());
  }

  Figure parallel() {
    List<Space.Parameter> keys = found.space().parameters();
    ColorScale scale = scale();
    double[] values = values();
    double low = Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
    double high = Arrays.stream(values).filter(Double::isFinite).max().orElse(1);
    double[] x = IntStream.rangeClosed(0, keys.size()).asDoubleStream().toArray();
    List<Layer> layers = new ArrayList<>();
    double[] ends = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      Trial trial = found.complete().get(i);
      double[] y = new double[x.length];
      for (int k = 0; k < keys.size(); k++) {
        String text = trial.point().values().get(keys.get(k).key());
        y[k] = keys.get(k).distribution().share(text);
      }
      ends[i] = high > low ? (values[i] - low) / (high - low) : 0.5;
      y[keys.size()] = ends[i];
      Pen pen = Pen.of(Style.translucent(scale.color(values[i]), 160)).withWidth(1.2f);
      layers.add(new Line("trial " + trial.number(), pen, x, y));
    }
    double[] last = new double[values.length];
    Arrays.fill(last, keys.size());
    Size size = options.size().atLeast(AXIS * (keys.size() + 1));
    // Where there is little room a scale of colours would take half: the last axis says the same.
    boolean narrow = size.panelWidth() < AXIS * (keys.size() + 1);
    if (narrow) {
      for (int i = 0; i < values.length; i++) {
        Pen pen = Pen.of(scale.color(values[i]));
        double[] end = {ends[i]};
        layers.add(new Points(metric, pen, new double[] {keys.size()}, end, 0));
      }
    } else {
      layers.add(new ColouredPoints(metric, Pen.of(Style.INK), last, ends, values, scale, 0));
    }
    List<String> names = new ArrayList<>();
    for (int k = 0; k < keys.size(); k++) {
      names.add(title(keys.get(k)));
      layers.addAll(places(k, keys.get(k)));
    }
    names.add(MetricSpec.words(name));
    layers.addAll(ends(keys.size(), low, high));
    Axis y = Axis.linear(narrow ? "" : "place in the range").within(0, 1);
    return size.figure(new XyPanel("", Axis.names("", names), y, layers), List.of());
  }

  private static String title(Space.Parameter parameter) {
    return Group.shortNames(List.of(parameter.key())).get(parameter.key());
  }

  /** The names of choices at their places, or the ends of a range. */
  private static List<Layer> places(int at, Space.Parameter parameter) {
    Distribution law = parameter.distribution();
    return law instanceof Distribution.Choice choice
        ? choice.texts().stream().map(text -> place(at, law.share(text), text)).toList()
        : ends(at, Double.parseDouble(law.at(0)), Double.parseDouble(law.at(1)));
  }

  private static List<Layer> ends(int at, double low, double high) {
    return List.of(place(at, 0, text(low)), place(at, 1, text(high)));
  }

  private static Layer place(int at, double share, String text) {
    return new Marks(text, Pen.of(Style.INK), new double[] {at}, new double[] {share}, 1, true);
  }

  private static String text(double number) {
    return number == Math.rint(number) ? Numbers.tick(number) : Numbers.value(number, 2);
  }

  Figure rungs() {
    ColorScale scale = scale();
    List<Layer> layers = new ArrayList<>();
    List<double[]> ends = new ArrayList<>();
    List<double[]> cut = new ArrayList<>();
    List<Trial> going = new ArrayList<>();
    for (double rung : found.decided()) {
      Pen pen = Pen.of(Style.AXIS).with(Pen.Dash.DOTTED);
      layers.add(new Rule("rung at " + Numbers.exact(rung), pen, rung, true));
    }
    for (Trial trial : found.trials()) {
      double[] x = trial.rungs().keySet().stream().mapToDouble(m -> m).toArray();
      double[] y = trial.rungs().values().stream().mapToDouble(v -> v).toArray();
      if (x.length > 0) {
        boolean complete = trial.value().isPresent();
        boolean stopped = found.stopped().contains(trial.number());
        double value = trial.value().orElse(y[y.length - 1]);
        Pen pen = Pen.of(complete ? scale.color(value) : CUT).withWidth(1.2f);
        Pen own = complete || stopped ? pen : pen.with(Pen.Dash.DASHED);
        layers.add(complete ? layers.size() : 0, new Line("trial " + trial.number(), own, x, y));
        (complete ? ends : cut).add(new double[] {x[x.length - 1], y[y.length - 1], value});
        if (!complete && !stopped) {
          going.add(trial);
        }
      }
    }
    if (!cut.isEmpty()) {
      layers.add(new Points("not complete", Pen.of(CUT), part(cut, 0), part(cut, 1), 5));
    }
    layers.add(
        new ColouredPoints(
            "ends", Pen.of(Style.INK), part(ends, 0), part(ends, 1), part(ends, 2), scale, 0));
    return options
        .size()
        .figure(
            new XyPanel("", Axis.linear("epoch"), Axis.linear(metric), layers),
            legend(cut.size() - going.size(), going.size()));
  }

  /** What lines are, where they are not all of complete trials. */
  private List<Legend.Entry> legend(int stopped, int going) {
    Pen grey = Pen.of(CUT).withWidth(1.2f);
    List<Legend.Entry> entries = new ArrayList<>();
    if (stopped > 0) {
      entries.add(Legend.Entry.line(stopped + " stopped early or paused", grey));
    }
    if (going > 0) {
      entries.add(Legend.Entry.line(going + " not ended", grey.with(Pen.Dash.DASHED)));
    }
    if (found.decided().length > 0) {
      entries.add(Legend.Entry.line("rungs", Pen.of(Style.AXIS).with(Pen.Dash.DOTTED)));
    }
    return entries;
  }

  private static double[] part(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }

  Figure best() {
    boolean large =
        switch (options.good()) {
          case LARGE -> true;
          case SMALL -> false;
          case BY_NAME ->
              At.largeIsGood(name)
                  .map(good -> good != options.measured().spec(runs).function().equals("error"))
                  .orElseThrow(
                      () ->
                          new PlotException(
                              "the name '"
                                  + name
                                  + "' does not tell whether large or small is best; say"
                                  + " good=large or good=small"));
        };
    Definition.Goal goal = large ? Definition.Goal.MAXIMIZE : Definition.Goal.MINIMIZE;
    Analysis.Table table =
        Analysis.best(found.trials(), goal, t -> found.seconds().get(t.number()));
    List<Panel> panels = new ArrayList<>();
    double last = found.trials().get(found.trials().size() - 1).number();
    panels.add(best(column(table, "trial"), last, "trial", table));
    double all = found.seconds().values().stream().mapToDouble(s -> s).sum();
    if (all > 0) {
      String label = "processor time of all trials so far (s)";
      panels.add(best(column(table, "seconds"), all, label, table));
    }
    return options.size().figure(List.of(panels), List.of());
  }

  /**
   * Points of complete trials and a staircase of the best.
   *
   * @param last where the search has come to, with trials that are not complete
   */
  private Panel best(double[] x, double last, String label, Analysis.Table table) {
    double[] best = column(table, "best");
    int more = last > x[x.length - 1] ? 1 : 0;
    double[] across = new double[2 * x.length - 1 + more];
    double[] up = new double[across.length];
    across[across.length - 1] = last;
    up[across.length - 1] = best[best.length - 1];
    for (int i = 0; i < x.length; i++) {
      across[2 * i] = x[i];
      up[2 * i] = best[i];
      if (i > 0) {
        across[2 * i - 1] = x[i];
        up[2 * i - 1] = best[i - 1];
      }
    }
    Pen pen = Pen.of(Style.color(0));
    return new XyPanel(
        "",
        Axis.linear(label),
        Axis.linear(metric),
        List.of(
            new Points("trials", Pen.of(Style.AXIS), x, column(table, "value"), 0),
            new Line("best so far", pen.withWidth(2), across, up)));
  }

  private static Axis axis(Space.Parameter parameter, boolean even) {
    Distribution law = parameter.distribution();
    if (law instanceof Distribution.Choice choice) {
      return Axis.names(parameter.key(), choice.texts());
    }
    boolean log = law instanceof Distribution.LogUniform;
    return log && !even
        ? Axis.log(parameter.key())
        : Axis.linear((log ? "log10 " : "") + parameter.key());
  }

  /**
   * Where a trial stands on the axis of a parameter.
   *
   * @param even whether the axis of a logarithm has logarithms instead of the numbers
   */
  private static double place(Space.Parameter parameter, Trial trial, boolean even) {
    String text = trial.point().values().get(parameter.key());
    Distribution law = parameter.distribution();
    if (law instanceof Distribution.Choice choice) {
      return choice.texts().indexOf(text);
    }
    double number = Double.parseDouble(text);
    return even && law instanceof Distribution.LogUniform ? Math.log10(number) : number;
  }

  /** The place on an even axis of a share of the law. */
  private static double ofShare(Space.Parameter parameter, double share) {
    Distribution law = parameter.distribution();
    if (law instanceof Distribution.Choice choice) {
      return share * choice.texts().size() - 0.5;
    }
    double number = Double.parseDouble(law.at(share));
    return law instanceof Distribution.LogUniform ? Math.log10(number) : number;
  }
}
