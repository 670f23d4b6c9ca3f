package org.altgrad.plotting.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.altgrad.plotting.panel.HeatPanel;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Pooled;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.summary.At;
import org.altgrad.plotting.summary.Summary;

/** Mean of one value per run over two configuration keys. */
final class HeatMap {
  /** What can be said about it. */
  record Options(
      Measured measured,
      @Option("key along the y axis") String rows,
      @Option("key along the x axis") String columns,
      @Option("texts in place of names, as accuracy=Accuracy (%)") Labels labels,
      Size size) {}

  private HeatMap() {}

  static Figure draw(RunSet runs, Options options) {
    List<String> keys = keys(runs, options);
    MetricSpec metric = options.measured().spec(runs);
    String split = options.measured().key(runs).split();
    At at = options.measured().moment(runs);
    Summary summary =
        Summary.of(runs, new Summary.Query(keys, List.of(metric.metric()), List.of(split), at));
    List<String> rows = values(summary, 0);
    List<String> columns = values(summary, 1);
    double[][] values = new double[rows.size()][columns.size()];
    for (double[] row : values) {
      Arrays.fill(row, Double.NaN);
    }
    for (Summary.Row row : summary.rows()) {
      int i = rows.indexOf(row.group().values().get(0));
      int j = columns.indexOf(row.group().values().get(1));
      values[i][j] = metric.apply(row.statistics().mean());
    }
    Labels labels = options.labels();
    Panel panel =
        new HeatPanel(
            "",
            labels.of(keys.get(1)),
            labels.of(keys.get(0)),
            columns.stream().map(labels::of).toList(),
            rows.stream().map(labels::of).toList(),
            values,
            metric.label(labels, split),
            false);
    long unfinished = summary.rows().stream().filter(Summary.Row::unfinished).count();
    List<Legend.Entry> legend = new ArrayList<>();
    if (unfinished > 0) {
      String text = unfinished + " of " + summary.rows().size() + " cells: " + Choices.UNFINISHED;
      legend.add(Legend.Entry.area(text, Pen.of(Style.AXIS)));
    }
    List<String> notes = Choices.beside(runs, keys);
    legend.addAll(Choices.remarks(notes));
    legend.addAll(Choices.averaged(Pooled.groups(runs, keys)));
    return options
        .size()
        .figure(panel, legend)
        .withNotes(Stream.concat(notes.stream(), summary.notes().stream()).toList());
  }

  private static List<String> keys(RunSet runs, Options options) {
    String row = Choices.key(runs, options.rows());
    String column = Choices.key(runs, options.columns());
    List<String> open = new ArrayList<>(runs.distinguishingKeys());
    open.removeAll(List.of(row, column));
    List<String> keys = new ArrayList<>();
    for (String key : List.of(row, column)) {
      if (!key.isEmpty()) {
        keys.add(key);
      } else if (!open.isEmpty()) {
        keys.add(open.remove(0));
      }
    }
    if (keys.size() != 2 || keys.get(0).equals(keys.get(1))) {
      throw new PlotException(
          "heat-map needs two keys that differ among the runs; name them as rows and columns");
    }
    return keys;
  }

  private static List<String> values(Summary summary, int key) {
    TreeSet<String> values = new TreeSet<>(Group::compareValues);
    summary.rows().forEach(row -> values.add(row.group().values().get(key)));
    return List.copyOf(values);
  }
}
