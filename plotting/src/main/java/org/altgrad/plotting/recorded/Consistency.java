package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.kind.Spreads;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Columns;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.panel.HeatPanel;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.summary.Statistics;

/** How alike environments are in their gradients and in their curvature. */
final class Consistency {
  private Consistency() {}

  /** One matrix a run; one a layer too if the recording has the column layer. */
  static Figure cosines(RunSet runs, Options options) {
    List<List<Panel>> rows = new ArrayList<>();
    List<Panel> oneRow = new ArrayList<>();
    for (RecordedRun run : RecordedRun.all(runs, options, "cosines")) {
      Recorded table = run.table(options);
      if (table.has("layer")) {
        List<Panel> row = new ArrayList<>();
        table.by("layer").forEach((layer, part) -> row.add(matrix(run.title(layer), part)));
        rows.add(row);
      } else {
        oneRow.add(matrix(run.caption(), table));
      }
    }
    if (!oneRow.isEmpty()) {
      rows.add(oneRow);
    }
    return options.figure(rows, List.of());
  }

  private static Panel matrix(String title, Recorded table) {
    List<String> a = table.texts("env_a");
    List<String> b = table.texts("env_b");
    double[] cosine = table.numbers("cosine");
    TreeSet<String> sorted = new TreeSet<>(Group::compareValues);
    sorted.addAll(a);
    sorted.addAll(b);
    List<String> names = List.copyOf(sorted);
    double[][] values = new double[names.size()][names.size()];
    for (double[] row : values) {
      Arrays.fill(row, Double.NaN);
    }
    for (int k = 0; k < cosine.length; k++) {
      int i = names.indexOf(a.get(k));
      int j = names.indexOf(b.get(k));
      values[i][j] = cosine[k];
      // Half of a symmetric matrix is enough.
      values[j][i] = Double.isNaN(values[j][i]) ? cosine[k] : values[j][i];
    }
    return new HeatPanel(title, "environment", "environment", names, names, values, "cosine", true);
  }

  /** Bars by layer, one for each group of runs. */
  static Figure hessian(RunSet runs, Options options) {
    Spreads spread = Spreads.named(options.choice("error", "ci95", "sd", "se", "none"));
    List<RecordedRun> all = RecordedRun.all(runs, options, "hessian");
    Map<Group, Map<String, List<Double>>> groups = new LinkedHashMap<>();
    LinkedHashSet<String> layers = new LinkedHashSet<>();
    for (RecordedRun run : all) {
      Recorded table = run.table(options);
      List<String> names = table.texts("layer");
      double[] ratios = table.numbers("log_ratio");
      layers.addAll(names);
      for (int i = 0; i < ratios.length; i++) {
        groups
            .computeIfAbsent(run.group(), g -> new LinkedHashMap<>())
            .computeIfAbsent(names.get(i), n -> new ArrayList<>())
            .add(ratios[i]);
      }
    }
    Map<Group, Pen> pens = RecordedRun.pens(all);
    List<String> names = List.copyOf(layers);
    List<Layer> bars = new ArrayList<>();
    List<Legend.Entry> legend = new ArrayList<>();
    groups.forEach(
        (group, values) -> {
          bars.add(
              bars(
                  group.label(),
                  pens.get(group),
                  values,
                  names,
                  bars.size(),
                  groups.size(),
                  spread));
          legend.add(Legend.Entry.area(group.label(), pens.get(group)));
        });
    Axis y = Axis.linear("Σ ln (arithmetic / geometric mean)");
    XyPanel panel = new XyPanel("", Axis.names("", names), y, bars);
    return options.figure(List.of(List.of(panel)), legend.size() > 1 ? legend : List.of());
  }

  private static Layer bars(
      String name,
      Pen pen,
      Map<String, List<Double>> values,
      List<String> layers,
      int index,
      int count,
      Spreads spread) {
    double width = 0.8 / count;
    int n = layers.size();
    double[] x = new double[n];
    double[] y = new double[n];
    double[] lower = new double[n];
    double[] upper = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = i + (index - (count - 1) / 2.0) * width;
      List<Double> own = values.getOrDefault(layers.get(i), List.of(Double.NaN));
      Statistics s = Statistics.of(own.stream().mapToDouble(Double::doubleValue).toArray());
      y[i] = s.mean();
      lower[i] = spread.lower(s);
      upper[i] = spread.upper(s);
    }
    return new Columns(name, pen, x, y, lower, upper, 0.92 * width, false);
  }
}
