package org.altgrad.plotting.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.kind.Labels;
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
import org.altgrad.plotting.runs.Pooled;
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
    if (!metric.function().isEmpty()) {
      throw new PlotException("bars take the metric itself; use log-y for a logarithmic axis");
    }
    Layout layout = Layout.of(runs, options);
    Summary summary =
        Summary.of(
            runs,
            new Summary.Query(
                layout.keys(),
                List.of(metric.metric()),
                layout.splits(),
                options.measured().moment(runs)));
    Map<String, Map<String, Summary.Row>> series = layout.series(summary);
    List<String> categories = layout.categories(runs, summary);
    List<Layer> layers = new ArrayList<>();
    List<Legend.Entry> legend = new ArrayList<>();
    series.forEach(
        (name, rows) -> {
          Pen pen = Pen.of(Style.color(legend.size()));
          Place place = new Place(categories, legend.size(), series.size());
          layers.addAll(bars(name, pen, rows, place, options.error()));
          legend.add(Legend.Entry.area(name, pen));
        });
    if (!Double.isNaN(options.reference())) {
      Pen pen = Pen.of(Style.INK).with(Pen.Dash.DASHED).withWidth(1f);
      layers.add(new Rule("reference", pen, options.reference(), false));
    }
    if (legend.size() == 1 && (!layout.along() || layout.by().isEmpty())) {
      legend.clear();
    }
    Labels labels = options.y().labels();
    boolean said = layout.splits().size() > 1 && series.size() > 1;
    String yLabel = metric.label(labels, said ? "" : layout.shown(summary));
    List<String> beside = Choices.beside(runs, summary.keys());
    legend.addAll(remarks(summary, options.error()));
    legend.addAll(Choices.remarks(beside));
    legend.addAll(Choices.averaged(Pooled.groups(runs, layout.keys())));
    Axis x = Axis.names(layout.label(), layout.names(runs, categories));
    XyPanel panel = new XyPanel("", x, options.y().axis(yLabel), layers);
    List<String> notes = Stream.concat(beside.stream(), summary.notes().stream()).toList();
    return options.size().figure(panel, legend).withNotes(notes);
  }

  /**
   * What stands along the x axis, and what is told apart there.
   *
   * @param splits of a key's values the last one, if none was asked for
   * @param xKey key whose values stand along the x axis; empty for groups there, a bar a split
   * @param by keys that form the groups, without that along the x axis
   * @param labels texts in place of names
   */
  private record Layout(List<String> splits, String xKey, List<String> by, Labels labels) {
    static Layout of(RunSet runs, Options options) {
      List<String> splits = options.measured().splits(runs);
      String xKey = Choices.key(runs, options.x());
      if (!xKey.isEmpty() && options.measured().split().isEmpty()) {
        splits = List.of(splits.get(splits.size() - 1));
      }
      List<String> by = new ArrayList<>(Choices.by(runs, options.by(), xKey));
      by.remove(xKey);
      return new Layout(splits, xKey, by, options.y().labels());
    }

    boolean along() {
      return !xKey.isEmpty();
    }

    List<String> keys() {
      return along() ? Stream.concat(by.stream(), Stream.of(xKey)).toList() : by;
    }

    /** Rows by place along the x axis, by the name of their series. */
    Map<String, Map<String, Summary.Row>> series(Summary summary) {
      Map<String, Map<String, Summary.Row>> series = new LinkedHashMap<>();
      if (!along()) {
        splits.forEach(split -> series.put(labels.of(split), new LinkedHashMap<>()));
      }
      for (Summary.Row row : summary.rows()) {
        String split = splits.size() > 1 ? ", " + labels.of(row.split()) : "";
        String name = along() ? labels.group(group(row)) + split : labels.of(row.split());
        series.computeIfAbsent(name, k -> new LinkedHashMap<>()).put(place(row), row);
      }
      series.values().removeIf(Map::isEmpty);
      return series;
    }

    /** Groups keep their own order, which may differ from that of their labels. */
    List<String> categories(RunSet runs, Summary summary) {
      Set<String> places = new TreeSet<>(Group::compareValues);
      summary.rows().forEach(row -> places.add(place(row)));
      return along()
          ? List.copyOf(places)
          : runs.groupBy(by).keySet().stream().map(Group::label).filter(places::contains).toList();
    }

    /** The names of the categories. */
    List<String> names(RunSet runs, List<String> categories) {
      Map<String, String> names = new LinkedHashMap<>();
      if (!along()) {
        runs.groupBy(by).keySet().forEach(g -> names.put(g.label(), labels.group(g)));
      }
      return categories.stream()
          .map(place -> along() ? labels.of(place) : names.get(place))
          .toList();
    }

    /** The one split that has values, or else the last. */
    String shown(Summary summary) {
      return summary.rows().stream()
          .map(Summary.Row::split)
          .reduce((before, last) -> last)
          .orElse(splits.get(splits.size() - 1));
    }

    String label() {
      return along() ? labels.key(xKey) : "";
    }

    private Group group(Summary.Row row) {
      return new Group(by, row.group().values().subList(0, by.size()));
    }

    private String place(Summary.Row row) {
      return along() ? row.group().values().get(by.size()) : group(row).label();
    }
  }

  /** What the legend says beside the names: what whiskers are, and which bars are pale. */
  private static List<Legend.Entry> remarks(Summary summary, Spreads spread) {
    List<Legend.Entry> remarks = new ArrayList<>();
    if (spread != Spreads.NONE && summary.rows().stream().anyMatch(row -> row.n() > 1)) {
      remarks.add(spread.whisker());
    }
    if (summary.rows().stream().anyMatch(Summary.Row::unfinished)) {
      Pen pale = Pen.of(Style.translucent(Style.INK, Band.ALPHA));
      remarks.add(Legend.Entry.area(Choices.UNFINISHED, pale));
    }
    return remarks;
  }

  /** Where bars stand: categories, and which of how many series they are. */
  private record Place(List<String> categories, int index, int count) {}

  /** A series' finished runs, and apart from them what is unfinished. */
  private static List<Layer> bars(
      String name, Pen pen, Map<String, Summary.Row> rows, Place place, Spreads spread) {
    List<Layer> layers = new ArrayList<>();
    for (boolean unfinished : new boolean[] {false, true}) {
      Map<String, Summary.Row> own = new LinkedHashMap<>(rows);
      own.values().removeIf(row -> row.unfinished() != unfinished);
      if (!unfinished) {
        layers.add(new Look(name, pen, false).at(own, place, spread));
      } else if (!own.isEmpty()) {
        String said = name + " (" + Choices.UNFINISHED + ")";
        layers.add(new Look(said, pen, true).at(own, place, spread));
      }
    }
    return layers;
  }

  /** How a series looks. */
  private record Look(String name, Pen pen, boolean pale) {
    Layer at(Map<String, Summary.Row> rows, Place place, Spreads spread) {
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
      return new Columns(name, pen, x, y, lower, upper, 0.92 * width, pale);
    }
  }
}
