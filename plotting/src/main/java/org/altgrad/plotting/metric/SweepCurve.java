package org.altgrad.plotting.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.kind.Labels;
import org.altgrad.plotting.kind.MetricSpec;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.kind.Spreads;
import org.altgrad.plotting.kind.YAxis;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Band;
import org.altgrad.plotting.layer.Dots;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.layer.Points;
import org.altgrad.plotting.layer.Rule;
import org.altgrad.plotting.layer.Whiskers;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Pooled;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.summary.At;
import org.altgrad.plotting.summary.Statistics;
import org.altgrad.plotting.summary.Summary;

/**
 * One value per run against a number of its configuration: columns are metrics, or splits where
 * they have panels of their own; one line a group, moment and split.
 */
final class SweepCurve {
  /** Where splits go. */
  enum Splits {
    LINES,
    PANELS
  }

  /** Where metrics go. */
  enum Metric {
    PANELS,
    LINES
  }

  /** What shows the spread. */
  enum Show {
    BARS,
    BAND
  }

  /** What is shown of the runs. */
  record Values(
      @Option("metrics; error(m) is 1 - m") List<String> metric,
      @Option(
              value = "a panel for each metric (panels) or one for all (lines)",
              fallback = "panels")
          Metric metrics,
      @Option("metric drawn as a dashed rise above each point of the first metric") String rise,
      @Option("splits; default: all that have values") List<String> split,
      @Option(value = "lines (last one solid) or panels", fallback = "lines") Splits splits,
      @Option(value = "moments, one line each: last, best, epoch=N, ...", fallback = "last")
          List<String> at) {}

  /** How the spread over runs is shown. */
  record Spreading(
      @Option(value = "ci95, sd, se or none", fallback = "sd") Spreads error,
      @Option(value = "error bars or a band", fallback = "bars") Show show) {}

  /** What can be said about it. */
  record Options(
      @Option("key with numbers; default: the first that differs") String x,
      Values values,
      @Option("keys that form the groups; default: those that differ; none: one group")
          List<String> by,
      Spreading spreading,
      @Option("height of a reference line, such as the optimum") double reference,
      @Option(value = "logarithmic x axis", fallback = "false") boolean logX,
      YAxis y,
      Size size) {}

  private final Options options;
  private final String key;
  private final List<String> moments;
  private final Map<String, Pen> pens = new LinkedHashMap<>();

  /** What the legend says of runs without a part, and of settings that places average over. */
  private final List<Legend.Entry> remarks = new ArrayList<>();

  /** Whether some place has unfinished runs alone. */
  private boolean unfinished;

  /** What error bars and bands are, once one is drawn. */
  private Optional<Spreads> drawn = Optional.empty();

  private SweepCurve(Options options, String key) {
    this.options = options;
    this.key = key;
    this.moments = options.values().at();
    if (moments.isEmpty()) {
      throw new PlotException(
          "sweep-curve: option at: must be last, or several moments but is empty");
    }
  }

  static Figure draw(RunSet runs, Options options) {
    SweepCurve drawing = new SweepCurve(options, key(runs, options));
    List<String> by = Choices.by(runs, options.by(), drawing.key);
    List<Group> groups = List.copyOf(runs.groupBy(by).keySet());
    for (Group group : groups) {
      for (String moment : drawing.moments) {
        drawing.pens.put(
            drawing.name(groups, group, moment), Pen.of(Style.color(drawing.pens.size())));
      }
    }
    List<String> keys = Choices.with(by, drawing.key);
    Map<Group, Pooled> pooled = Pooled.groups(runs, keys);
    List<String> notes = new ArrayList<>(Choices.beside(runs, keys));
    drawing.remarks.addAll(Choices.remarks(notes));
    drawing.remarks.addAll(Choices.averaged(pooled));
    notes.addAll(Pooled.notes(pooled));
    return drawing.figure(runs, by, groups).withNotes(notes);
  }

  private Figure figure(RunSet runs, List<String> by, List<Group> groups) {
    if (options.values().metrics() == Metric.LINES) {
      return together(runs, by);
    }
    boolean columns = options.values().splits() == Splits.PANELS;
    List<Panel> panels = new ArrayList<>();
    List<String> dashes = new ArrayList<>();
    for (MetricSpec metric : Choices.metrics(runs, options.values().metric())) {
      List<String> splits = Choices.splits(runs, options.values().split(), metric);
      if (columns) {
        splits.forEach(s -> panels.add(panel(s, runs, by, groups, metric, List.of(s))));
      } else {
        panels.add(panel("", runs, by, groups, metric, splits));
        splits.stream().filter(s -> !dashes.contains(s)).forEach(dashes::add);
      }
    }
    return options.size().figure(options.y().shared(List.of(panels)), legend(dashes));
  }

  private static String key(RunSet runs, Options options) {
    if (!options.x().isEmpty()) {
      return runs.key(options.x());
    }
    return runs.distinguishingKeys().stream()
        .filter(key -> runs.runs().stream().allMatch(run -> Numbers.isFinite(run.value(key))))
        .findFirst()
        .orElseThrow(
            () ->
                new PlotException(
                    "sweep-curve: no key with numbers tells these runs apart; name one with"
                        + " --opt x=KEY"));
  }

  private String name(List<Group> groups, Group group, String moment) {
    String own = options.y().labels().group(group);
    String label = groups.size() > 1 ? own : "";
    if (moments.size() == 1) {
      return own;
    }
    String words = moment.replace('=', ' ');
    return label.isEmpty() ? words : label + ", " + words;
  }

  private Panel panel(
      String title,
      RunSet runs,
      List<String> by,
      List<Group> groups,
      MetricSpec metric,
      List<String> splits) {
    Labels labels = options.y().labels();
    List<Layer> behind = new ArrayList<>();
    List<Layer> lines = new ArrayList<>();
    if (!Double.isNaN(options.reference())) {
      Pen pen = Pen.of(Style.INK).with(Pen.Dash.DASHED).withWidth(1f);
      behind.add(new Rule("reference", pen, options.reference(), false));
    }
    runs.groupBy(by)
        .forEach(
            (group, members) -> {
              for (String moment : moments) {
                for (String split : splits) {
                  String name = name(groups, group, moment);
                  Pen pen = pens.get(name);
                  if (splits.size() > 1) {
                    pen = pen.with(Choices.dash(split, splits));
                  }
                  String series = splits.size() > 1 ? name + ", " + split : name;
                  int marker = List.copyOf(pens.keySet()).indexOf(name);
                  At at = At.parse(moment).in(runs);
                  add(behind, lines, members, series, pen, marker, metric, split, at);
                }
              }
            });
    if (lines.isEmpty()) {
      throw new PlotException(
          "no run has a value of '"
              + metric.metric()
              + "' on "
              + String.join(", ", splits)
              + " at "
              + String.join(", ", moments));
    }
    behind.addAll(lines);
    String split = title.isEmpty() && splits.size() == 1 ? splits.get(0) : "";
    return new XyPanel(title, xAxis(), options.y().axis(metric.label(labels, split)), behind);
  }

  private Axis xAxis() {
    String label = options.y().labels().key(key);
    return options.logX() ? Axis.log(label) : Axis.linear(label);
  }

  /** A panel for each group, with a line for each metric on its last split. */
  private Figure together(RunSet runs, List<String> by) {
    Labels labels = options.y().labels();
    List<MetricSpec> metrics = Choices.metrics(runs, options.values().metric());
    At at = At.parse(moments.get(0)).in(runs);
    pens.clear();
    for (MetricSpec metric : metrics) {
      // Thick below, thin above, so that lines that do the same do not hide each other.
      Pen pen = Pen.of(Style.color(pens.size()));
      float width = 3.6f - 2.2f * pens.size() / Math.max(1, metrics.size() - 1);
      pens.put(metric.label(labels), pen.withWidth(width));
    }
    List<Panel> panels = new ArrayList<>();
    runs.groupBy(by)
        .forEach(
            (group, members) -> {
              List<Layer> behind = new ArrayList<>();
              List<Layer> lines = new ArrayList<>();
              for (int i = 0; i < metrics.size(); i++) {
                MetricSpec metric = metrics.get(i);
                String name = metric.label(labels);
                String split = last(runs, metric);
                add(behind, lines, members, name, pens.get(name), i, metric, split, at);
              }
              if (!options.values().rise().isEmpty()) {
                lines.addAll(0, rises(runs, members, metrics.get(0), at));
              }
              behind.addAll(lines);
              String title = group.keys().isEmpty() ? "" : labels.group(group);
              panels.add(
                  new XyPanel(
                      title, xAxis(), options.y().axis(labels.own("y").orElse("")), behind));
            });
    return options.size().figure(List.of(panels), legend(List.of()));
  }

  private String last(RunSet runs, MetricSpec metric) {
    List<String> splits = Choices.splits(runs, options.values().split(), metric);
    return splits.get(splits.size() - 1);
  }

  /** Dashed lines upwards from a metric, as long as another one is. */
  private List<Layer> rises(RunSet all, RunSet members, MetricSpec from, At at) {
    MetricSpec rise = MetricSpec.parse(options.values().rise(), all);
    String name = rise.label(options.y().labels());
    Pen pen = Pen.of(Style.INK).with(Pen.Dash.DASHED).withWidth(1f);
    TreeMap<Double, double[]> lengths = points(members, rise, last(all, rise), at, Which.ALL);
    List<Layer> layers = new ArrayList<>();
    points(members, from, last(all, from), at, Which.ALL)
        .forEach(
            (x, own) -> {
              double base = Arrays.stream(own).average().orElse(Double.NaN);
              double[] longs = lengths.getOrDefault(x, new double[0]);
              double length = Arrays.stream(longs).average().orElse(Double.NaN);
              double[] places = {x, x};
              layers.add(new Line(name, pen, places, new double[] {base, base + length}));
            });
    if (!layers.isEmpty()) {
      pens.putIfAbsent(name, pen);
    }
    return layers;
  }

  private void add(
      List<Layer> behind,
      List<Layer> lines,
      RunSet runs,
      String name,
      Pen pen,
      int marker,
      MetricSpec metric,
      String split,
      At at) {
    TreeMap<Double, double[]> points = points(runs, metric, split, at, Which.OF_DONE);
    TreeMap<Double, double[]> pending = points(runs, metric, split, at, Which.OF_UNFINISHED);
    if (!pending.isEmpty()) {
      unfinished = true;
      double[] x = pending.keySet().stream().mapToDouble(Double::doubleValue).toArray();
      double[] y =
          pending.values().stream()
              .mapToDouble(own -> Arrays.stream(own).average().orElseThrow())
              .toArray();
      lines.add(new Points(name + " (" + Choices.UNFINISHED + ")", pen, x, y, marker, true));
    }
    if (points.isEmpty()) {
      return;
    }
    double[] x = points.keySet().stream().mapToDouble(Double::doubleValue).toArray();
    List<Statistics> y = points.values().stream().map(metric::statistics).toList();
    Spreads spread = options.spreading().error();
    if (spread != Spreads.NONE && y.stream().anyMatch(s -> s.n() > 1)) {
      drawn = Optional.of(spread);
      double[] lower = spread.lower(y);
      double[] upper = spread.upper(y);
      behind.add(
          options.spreading().show() == Show.BAND
              ? new Band(name, pen, x, lower, upper)
              : new Whiskers(name, pen, x, lower, upper));
    }
    double[] mean = y.stream().mapToDouble(Statistics::mean).toArray();
    lines.add(new Line(name, pen, x, mean, ""));
    lines.add(new Dots(name, pen, x, mean, marker));
  }

  /** Which places of the x axis. */
  private enum Which {
    ALL,
    OF_DONE,
    OF_UNFINISHED
  }

  /** The values of a metric at each place. */
  private TreeMap<Double, double[]> points(
      RunSet runs, MetricSpec metric, String split, At at, Which which) {
    TreeMap<Double, List<Run>> places = new TreeMap<>();
    runs.runs()
        .forEach(run -> places.computeIfAbsent(abscissa(run), x -> new ArrayList<>()).add(run));
    TreeMap<Double, double[]> points = new TreeMap<>();
    places.forEach(
        (x, own) -> {
          Metrics.Key wanted = Metrics.Key.of(split, metric.metric());
          Summary.Counted counted = Summary.counted(own, wanted, at);
          double[] values = counted.values();
          boolean meant = which == Which.ALL || counted.unfinished() == (which != Which.OF_DONE);
          if (values.length > 0 && meant) {
            points.put(x, Arrays.stream(values).map(metric::apply).toArray());
          }
        });
    return points;
  }

  private double abscissa(Run run) {
    if (!Numbers.isFinite(run.value(key))) {
      throw new PlotException(
          run.dir() + ": " + key + " is '" + run.value(key) + "', not a number to plot");
    }
    return Double.parseDouble(run.value(key));
  }

  private List<Legend.Entry> legend(List<String> splits) {
    List<Legend.Entry> legend = new ArrayList<>();
    if (pens.size() > 1) {
      pens.forEach(
          (name, pen) ->
              legend.add(
                  pen.dash() == Pen.Dash.SOLID
                      ? Legend.Entry.point(name, pen, legend.size())
                      : Legend.Entry.line(name, pen)));
    }
    for (int s = 0; splits.size() > 1 && s < splits.size(); s++) {
      Pen pen = Pen.of(Style.INK).with(Choices.dash(splits.get(s), splits));
      legend.add(Legend.Entry.line(options.y().labels().of(splits.get(s)), pen));
    }
    drawn.ifPresent(
        spread ->
            legend.add(
                options.spreading().show() == Show.BAND ? spread.entry() : spread.whisker()));
    if (unfinished) {
      legend.add(Legend.Entry.hollow(Choices.UNFINISHED, Pen.of(Style.INK), 0));
    }
    legend.addAll(remarks);
    return legend;
  }
}
