package org.altgrad.plotting.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Bands;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.kind.Curve;
import org.altgrad.plotting.kind.MetricSpec;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.kind.Spreads;
import org.altgrad.plotting.kind.YAxis;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Band;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.layer.Rule;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.RightAxis;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Pooled;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * Metrics over a run: columns are metrics, rows the values of a key, colours groups, line styles
 * splits (the last one solid).
 */
final class LearningCurve {
  /** What is drawn. */
  record Values(
      @Option("metrics, one column each; log(m) and log10(m) transform") List<String> metric,
      @Option("a metric with an axis at the right of every panel") String right,
      @Option("splits, one line style each; default: all that have values") List<String> split,
      @Option("epoch (whole ones), step, or a metric such as seconds") String x,
      @Option("x of dashed vertical lines") List<String> rules) {}

  /** What can be said about it. */
  record Options(
      Values values,
      @Option("keys that form the groups; default: those that differ; none: one group")
          List<String> by,
      @Option("key with one row of panels for each of its values") String rows,
      @Option(value = "ci95, sd, se, none, or seeds for a thin line per run", fallback = "ci95")
          Bands band,
      @Option(value = "logarithmic x axis", fallback = "false") boolean logX,
      YAxis y,
      Size size) {}

  private final Options options;
  private final Map<Group, Pen> pens;

  /** Names of the groups. */
  private final Map<Group, String> names = new LinkedHashMap<>();

  private final String x;
  private final List<String> by;

  /** All splits of the figure, where some panel has several. */
  private final List<String> dashed = new ArrayList<>();

  private boolean banded;

  private LearningCurve(RunSet runs, Options options, List<String> by) {
    this.options = options;
    this.by = by;
    this.pens = Choices.pens(runs, by);
    runs.groupBy(by).forEach((group, members) -> names.put(group, name(group, members)));
    this.x = options.values().x().isEmpty() ? Choices.progress(runs) : options.values().x();
    if (!x.equals("epoch") && !x.equals("step")) {
      runs.requireMetrics(List.of(x));
    }
  }

  private String name(Group group, RunSet members) {
    return Choices.label(group, Choices.unfinished(members.runs()), options.y().labels());
  }

  static Figure draw(RunSet runs, Options options) {
    String rowKey = Choices.key(runs, options.rows());
    List<String> by = Choices.by(runs, options.by(), rowKey);
    List<MetricSpec> metrics = Choices.metrics(runs, options.values().metric());
    LearningCurve drawing = new LearningCurve(runs, options, by);
    Map<Group, RunSet> rowRuns = Choices.rows(runs, rowKey);
    List<List<Panel>> rows = new ArrayList<>();
    List<String> allSplits = new ArrayList<>();
    for (MetricSpec metric : metrics) {
      for (String split : Choices.splits(runs, options.values().split(), metric)) {
        if (!allSplits.contains(split)) {
          allSplits.add(split);
        }
      }
    }
    boolean mixed =
        metrics.stream()
            .anyMatch(m -> Choices.splits(runs, options.values().split(), m).size() > 1);
    drawing.dashed.addAll(mixed ? allSplits : List.of());
    rowRuns.forEach(
        (row, members) -> {
          List<Panel> panels = new ArrayList<>();
          for (MetricSpec metric : metrics) {
            String title = rowKey.isEmpty() ? "" : options.y().labels().group(row);
            boolean bottom = rows.size() == rowRuns.size() - 1;
            List<String> splits = Choices.splits(runs, options.values().split(), metric);
            String prefix = splits.size() == 1 ? splits.get(0) : ""; // else the legend says them
            panels.add(drawing.panel(title, prefix, members, metric, splits, bottom));
          }
          rows.add(panels);
        });
    List<String> keys = Choices.with(by, rowKey);
    List<Legend.Entry> legend = drawing.legend(drawing.dashed);
    List<String> unfinished = Choices.unfinishedBeside(runs, keys);
    legend.addAll(Choices.remarks(unfinished));
    Map<Group, Pooled> pooled = Pooled.groups(runs, keys);
    legend.addAll(Choices.averaged(pooled));
    List<String> notes = new ArrayList<>(unfinished);
    notes.addAll(Pooled.notes(pooled));
    return options.size().figure(options.y().shared(rows), legend).withNotes(notes);
  }

  private Panel panel(
      String title,
      String prefix,
      RunSet runs,
      MetricSpec metric,
      List<String> splits,
      boolean bottom) {
    List<Layer> layers = new ArrayList<>();
    for (String rule : options.values().rules()) {
      Pen grey = Pen.of(Style.AXIS).with(Pen.Dash.DASHED).withWidth(0.9f);
      layers.add(new Rule("x = " + rule, grey, number(rule), true));
    }
    layers.addAll(layers(runs, metric, splits, UnaryOperator.identity()));
    Axis xAxis =
        new Axis(bottom ? xLabel() : "", options.logX(), Double.NaN, Double.NaN, List.of());
    Axis yAxis = options.y().axis(metric.label(options.y().labels(), prefix));
    return new XyPanel(title, xAxis, yAxis, layers, false, right(runs));
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new PlotException("option rules: must be numbers but has '" + text + "'", e);
    }
  }

  /** The metric at the right, in the next colour where there is one group, else dashed. */
  private Optional<RightAxis> right(RunSet runs) {
    if (options.values().right().isEmpty()) {
      return Optional.empty();
    }
    MetricSpec metric = MetricSpec.parse(options.values().right(), runs);
    List<String> splits = Choices.splits(runs, options.values().split(), metric);
    String label = metric.label(options.y().labels(), splits.size() == 1 ? splits.get(0) : "");
    return Optional.of(
        new RightAxis(Axis.linear(label), layers(runs, metric, splits, this::rightPen)));
  }

  private Pen rightPen(Pen pen) {
    return pens.size() == 1 ? pen.with(Style.color(1)) : pen.with(Pen.Dash.DASHED);
  }

  /** Lines over their bands. */
  private List<Layer> layers(
      RunSet runs, MetricSpec metric, List<String> splits, UnaryOperator<Pen> style) {
    List<Layer> bands = new ArrayList<>();
    List<Layer> lines = new ArrayList<>();
    runs.groupBy(by)
        .forEach(
            (group, members) -> {
              for (int s = 0; s < splits.size(); s++) {
                String split = splits.get(s);
                Curve curve = Curve.of(members.runs(), split, metric, x);
                if (curve != null) {
                  Pen pen = style.apply(pens.get(group).with(Choices.dash(split, dashed)));
                  String name = names.get(group) + ", " + split;
                  bands.addAll(spread(curve, members.runs(), metric, split, pen, name));
                  boolean main = s == splits.size() - 1 && Double.isFinite(curve.last());
                  String end = main ? Numbers.value(curve.last()) : "";
                  lines.add(new Line(name, pen, curve.x(), curve.mean(), end));
                }
              }
            });
    if (lines.isEmpty()) {
      throw new PlotException(
          "no run has the metric '" + metric.metric() + "' on " + String.join(", ", splits));
    }
    bands.addAll(lines);
    return bands;
  }

  private List<Layer> spread(
      Curve curve, List<Run> runs, MetricSpec metric, String split, Pen pen, String name) {
    List<Layer> layers = new ArrayList<>();
    if (options.band() == Bands.SEEDS) {
      banded = true;
      for (Curve.Trace trace : Curve.traces(runs, split, metric, x)) {
        Pen thin = new Pen(Style.translucent(pen.color(), 110), pen.dash(), 0.6f);
        String own = name + ", run " + (layers.size() + 1);
        layers.add(new Line(own, thin, trace.x(), trace.y()));
      }
    } else if (curve.spread() && options.band() != Bands.NONE) {
      banded = true;
      Spreads spread = options.band().spread();
      layers.add(new Band(name, pen, curve.x(), spread.lower(curve.y()), spread.upper(curve.y())));
    }
    return layers;
  }

  private String xLabel() {
    String usual = x.equals("seconds") ? "time (s)" : MetricSpec.words(x);
    return options.y().labels().own(x).orElse(usual);
  }

  private List<Legend.Entry> legend(List<String> splits) {
    List<Legend.Entry> entries = new ArrayList<>();
    if (pens.size() > 1) {
      pens.forEach(
          (group, pen) -> entries.add(Legend.Entry.line(names.get(group), pen.withWidth(2.4f))));
    } else {
      pens.forEach(
          (group, pen) -> {
            if (!names.get(group).equals(options.y().labels().group(group))) {
              entries.add(Legend.Entry.line(Choices.UNFINISHED, pen.withWidth(2.4f)));
            }
          });
    }
    if (splits.size() > 1) {
      for (String split : splits) {
        Pen pen = Pen.of(Style.INK).with(Choices.dash(split, splits));
        entries.add(Legend.Entry.line(options.y().labels().of(split), pen));
      }
    }
    if (!options.values().right().isEmpty()) {
      Pen left = pens.size() == 1 ? Pen.of(Style.color(0)) : Pen.of(Style.INK);
      String text = options.values().right();
      String own = options.y().labels().of(text);
      entries.add(Legend.Entry.line(own + " (right)", rightPen(left)));
    }
    if (banded) {
      entries.add(
          options.band() == Bands.SEEDS
              ? Legend.Entry.line("each run", Pen.of(Style.INK).withWidth(0.6f))
              : options.band().spread().entry());
    }
    return entries;
  }
}
