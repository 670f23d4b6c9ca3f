package org.altgrad.plotting.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.kind.Measured;
import org.altgrad.plotting.kind.MetricSpec;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.kind.Spreads;
import org.altgrad.plotting.kind.YAxis;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Band;
import org.altgrad.plotting.layer.Columns;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Rule;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.summary.Summary;

/**
 * One value per run as bars: groups along the x axis with one bar a split, or the values of a key
 * along the x axis with one bar a group.
 */
final class Bars {
  private static final double GROUP_WIDTH = 0.8;

  /** Of more groups with diverged runs there is one count. */
  private static final int MOST_NAMED = 4;

  /** What can be said about it. */
  record Options(
      Measured measured,
      @Option("key whose values stand along the x axis") String x,
      @Option("keys that form the groups; default: those that differ; none: one group")
          List<String> by,
      @Option(value = "ci95, sd, se or none", fallback = "ci95") Spreads error,
      @Option("height of a reference line, such as chance") double reference,
      YAxis y,
      Size size) {}

  private Bars() {}

  static Figure draw(RunSet runs, Options options) {
    MetricSpec metric = options.measured().spec(runs);
    List<String> splits = options.measured().splits(runs);
    String xKey = Choices.key(runs, options.x());
    List<String> by = Choices.by(runs, options.by(), xKey);
    if (!xKey.isEmpty() && options.measured().split().isEmpty()) {
      splits = List.of(splits.get(splits.size() - 1));
    }
    boolean several = splits.size() > 1;
    List<String> keys = new ArrayList<>(by);
    if (!xKey.isEmpty()) {
      keys.add(xKey);
    }
    Summary summary =
        Summary.of(
            runs,
            new Summary.Query(
                keys, List.of(metric.metric()), splits, options.measured().moment(runs)));
    Map<String, Map<String, Summary.Row>> series = new LinkedHashMap<>();
    TreeSet<String> names = new TreeSet<>(Group::compareValues);
    for (Summary.Row row : summary.rows()) {
      Group group = new Group(by, row.group().values().subList(0, by.size()));
      String name =
          xKey.isEmpty() ? row.split() : group.label() + (several ? ", " + row.split() : "");
      String place =
          xKey.isEmpty()
              ? group.label()
              : row.group().values().get(row.group().values().size() - 1);
      names.add(place);
      series.computeIfAbsent(name, k -> new LinkedHashMap<>()).put(place, row);
    }
    // Groups keep their own order, which may differ from that of their labels.
    List<String> categories =
        xKey.isEmpty()
            ? runs.groupBy(by).keySet().stream().map(Group::label).filter(names::contains).toList()
            : List.copyOf(names);
    List<Layer> layers = new ArrayList<>();
    List<Legend.Entry> legend = new ArrayList<>();
    Spreads spread = options.error();
    List<String> seriesNames = new ArrayList<>(series.keySet());
    if (xKey.isEmpty()) {
      seriesNames.sort(java.util.Comparator.comparingInt(splits::indexOf));
    }
    for (int s = 0; s < seriesNames.size(); s++) {
      Pen pen = Pen.of(Style.color(s, seriesNames.size()));
      String name = seriesNames.get(s);
      Map<String, Summary.Row> rows = series.get(name);
      for (boolean unfinished : new boolean[] {false, true}) {
        Map<String, Summary.Row> own = new LinkedHashMap<>(rows);
        own.values().removeIf(row -> row.unfinished() != unfinished);
        if (!unfinished || !own.isEmpty()) {
          Place place = new Place(categories, s, seriesNames.size(), unfinished);
          layers.add(bars(name, pen, own, place, spread, metric));
        }
      }
      legend.add(Legend.Entry.area(name, pen));
    }
    if (!Double.isNaN(options.reference())) {
      Pen pen = Pen.of(Style.INK).with(Pen.Dash.DASHED).withWidth(1f);
      layers.add(new Rule("reference", pen, options.reference(), false));
    }
    Map<String, String> labels = options.y().labels();
    String xLabel =
        xKey.isEmpty() ? "" : labels.getOrDefault(xKey, MetricSpec.words(Group.lastPart(xKey)));
    String yLabel = metric.label(labels);
    if (legend.size() == 1 && xKey.isEmpty()) {
      yLabel = labels.isEmpty() ? seriesNames.get(0) + " " + yLabel : yLabel;
      legend.clear();
    }
    if (spread != Spreads.NONE
        && summary.rows().stream().anyMatch(row -> row.statistics().n() > 1)) {
      legend.add(spread.entry());
    }
    if (summary.rows().stream().anyMatch(Summary.Row::unfinished)) {
      Pen pale = Pen.of(Style.translucent(Style.INK, Band.ALPHA));
      legend.add(Legend.Entry.area(Choices.UNFINISHED, pale));
    }
    List<String> diverged = diverged(runs, summary);
    diverged.stream().map(text -> Legend.Entry.area(text, Pen.of(Style.AXIS))).forEach(legend::add);
    XyPanel panel =
        new XyPanel("", Axis.names(xLabel, categories), options.y().axis(yLabel), layers);
    return options.size().figure(panel, legend).withNotes(diverged);
  }

  /** How many runs of which groups have no part in the bars, their numbers being none. */
  private static List<String> diverged(RunSet runs, Summary summary) {
    Map<Group, RunSet> groups = runs.groupBy(summary.keys());
    Map<Group, Integer> counts = new LinkedHashMap<>();
    summary.rows().stream()
        .filter(row -> row.beside().diverged() > 0)
        .forEach(row -> counts.put(row.group(), row.beside().diverged()));
    if (counts.size() > MOST_NAMED) {
      int of = counts.keySet().stream().mapToInt(group -> groups.get(group).runs().size()).sum();
      int all = counts.values().stream().mapToInt(count -> count).sum();
      return List.of(counts.size() + " groups: " + all + " of " + of + " diverged");
    }
    List<String> lines = new ArrayList<>();
    counts.forEach(
        (group, count) ->
            lines.add(
                (summary.keys().isEmpty() ? "" : group.label() + ": ")
                    + (count + " of " + groups.get(group).runs().size() + " diverged")));
    return lines;
  }

  /** Where bars stand: categories, and which of how many series they are. */
  private record Place(List<String> categories, int index, int count, boolean unfinished) {}

  private static Layer bars(
      String name,
      Pen pen,
      Map<String, Summary.Row> rows,
      Place place,
      Spreads spread,
      MetricSpec metric) {
    if (!metric.function().isEmpty()) {
      throw new PlotException("bars take the metric itself; use log-y for a logarithmic axis");
    }
    int n = place.categories().size();
    double width = GROUP_WIDTH / place.count();
    double[] x = new double[n];
    double[] y = new double[n];
    double[] lower = new double[n];
    double[] upper = new double[n];
    Arrays.fill(y, Double.NaN);
    Arrays.fill(lower, Double.NaN);
    Arrays.fill(upper, Double.NaN);
    for (int i = 0; i < n; i++) {
      x[i] = i + (place.index() - (place.count() - 1) / 2.0) * width;
      Summary.Row row = rows.get(place.categories().get(i));
      if (row != null) {
        y[i] = row.statistics().mean();
        lower[i] = spread.lower(row.statistics());
        upper[i] = spread.upper(row.statistics());
      }
    }
    String said = place.unfinished() ? name + " (" + Choices.UNFINISHED + ")" : name;
    return new Columns(said, pen, x, y, lower, upper, 0.92 * width, place.unfinished());
  }
}
