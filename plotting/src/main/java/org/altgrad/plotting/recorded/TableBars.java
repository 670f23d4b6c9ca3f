package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.kind.Spreads;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Columns;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.summary.Statistics;

/** Bars by name, one for each group of runs. */
final class TableBars {
  /** What can be said about it. */
  record Options(
      Source source,
      @Option(value = "column with the names along the x axis", data = true) String x,
      @Option(value = "column with the values", data = true) String y,
      @Option(value = "ci95, sd, se or none, over seeds", fallback = "sd") Spreads error,
      @Option(value = "logarithmic y axis", fallback = "false") boolean logY,
      Size size) {}

  private TableBars() {}

  static Figure draw(RunSet runs, Options options) {
    List<RecordedRun> all = options.source().runs(runs);
    Map<Group, Map<String, Map<Run, List<Double>>>> groups = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>();
    for (RecordedRun run : all) {
      List<String> places = run.table().texts(options.x());
      double[] values = run.table().numbers(options.y());
      names.addAll(places);
      Map<String, Map<Run, List<Double>>> own =
          groups.computeIfAbsent(run.group(), g -> new LinkedHashMap<>());
      for (int i = 0; i < values.length; i++) {
        own.computeIfAbsent(places.get(i), n -> new LinkedHashMap<>())
            .computeIfAbsent(run.run(), r -> new ArrayList<>())
            .add(values[i]);
      }
    }
    List<Layer> bars = new ArrayList<>();
    List<Legend.Entry> legend = new ArrayList<>();
    groups.forEach(
        (group, values) -> {
          Pen pen = Pen.of(Style.color(bars.size()));
          legend.add(Legend.Entry.area(group.label(), pen));
          bars.add(
              bars(
                  group.label(),
                  pen,
                  values,
                  List.copyOf(names),
                  new double[] {bars.size(), groups.size()},
                  options));
        });
    Source source = options.source();
    String label = source.name(options.y());
    XyPanel panel =
        new XyPanel(
            "",
            Axis.names(
                source.labels().getOrDefault(options.x(), ""),
                names.stream().map(source::name).toList()),
            options.logY() ? Axis.log(label) : Axis.linear(label),
            bars);
    return options
        .size()
        .figure(panel, legend.size() > 1 ? legend : List.of())
        .withNotes(source.averaged(runs));
  }

  /**
   * @param place number of the group, and of how many
   */
  private static Layer bars(
      String name,
      Pen pen,
      Map<String, Map<Run, List<Double>>> values,
      List<String> names,
      double[] place,
      Options options) {
    Spreads spread = options.error();
    double width = 0.8 / place[1];
    int n = names.size();
    double[] x = new double[n];
    double[] y = new double[n];
    double[] lower = new double[n];
    double[] upper = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = i + (place[0] - (place[1] - 1) / 2.0) * width;
      Map<Run, List<Double>> runs = values.get(names.get(i));
      List<Double> own = runs == null ? List.of(Double.NaN) : RecordedRun.bySeed(runs);
      Statistics s =
          Statistics.of(options.y(), own.stream().mapToDouble(Double::doubleValue).toArray());
      y[i] = s.mean();
      lower[i] = spread.lower(s);
      upper[i] = spread.upper(s);
    }
    return new Columns(name, pen, x, y, lower, upper, 0.92 * width, false);
  }
}
