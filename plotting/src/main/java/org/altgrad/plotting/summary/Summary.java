package org.altgrad.plotting.summary;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Runs in groups, each group described by statistics over its runs.
 *
 * @param keys the configuration keys that form the groups
 * @param rows one row for each group, split and metric that has values
 */
public record Summary(List<String> keys, List<Row> rows) {

  /**
   * One group on one split and metric.
   *
   * @param group the group
   * @param split the split
   * @param metric the metric
   * @param statistics over the group's runs that have a value, and over the networks within a run
   * @param unfinished how many of those runs are not DONE
   */
  public record Row(
      Group group, String split, String metric, Statistics statistics, int unfinished) {}

  /**
   * Which numbers to summarise.
   *
   * @param by keys to group by, whole or their last parts; null for those that tell the runs apart
   * @param metrics metrics; empty for all
   * @param splits splits; empty for all
   * @param at the moment of each run
   */
  public record Query(List<String> by, List<String> metrics, List<String> splits, At at) {}

  /**
   * Summarises runs.
   *
   * @param runs the runs
   * @param query what is asked
   * @throws PlotException if a key, metric or split is unknown, or no run has a value
   */
  public static Summary of(RunSet runs, Query query) {
    runs.requireMetrics(query.metrics());
    runs.requireSplits(query.splits());
    List<String> keys = query.by() == null ? runs.distinguishingKeys() : runs.keys(query.by());
    Map<Group, RunSet> groups = runs.groupBy(keys);
    Set<Metrics.Key> wanted = new LinkedHashSet<>();
    for (Run run : runs.runs()) {
      run.metrics().tracks().keySet().stream()
          .map(k -> query.metrics().contains(k.metric()) ? k : k.plain())
          .filter(k -> query.metrics().isEmpty() || query.metrics().contains(k.metric()))
          .filter(k -> query.splits().isEmpty() || query.splits().contains(k.split()))
          .forEach(wanted::add);
    }
    List<Row> rows = new ArrayList<>();
    for (Metrics.Key key : wanted) {
      groups.forEach((group, members) -> addRow(rows, group, members, key, query.at()));
    }
    if (rows.isEmpty()) {
      throw new PlotException("no run has a value of that metric and split at that moment");
    }
    return new Summary(keys, List.copyOf(rows));
  }

  private static void addRow(List<Row> rows, Group group, RunSet members, Metrics.Key key, At at) {
    List<Double> values = new ArrayList<>();
    int unfinished = 0;
    for (Run run : members.runs()) {
      double[] own = at.values(run.metrics(), key);
      for (double value : own) {
        values.add(value);
      }
      unfinished += own.length == 0 || run.done() ? 0 : 1;
    }
    if (!values.isEmpty()) {
      Statistics statistics =
          Statistics.of(values.stream().mapToDouble(Double::doubleValue).toArray());
      rows.add(new Row(group, key.split(), key.metric(), statistics, unfinished));
    }
  }

  /** Whether any run in the table did not come to its end. */
  public boolean anyUnfinished() {
    return rows.stream().anyMatch(row -> row.unfinished() > 0);
  }

  /**
   * With rounded numbers (five digits), for terminals and documents. Where no group has more than
   * one run there is nothing to describe: the one value stands in place of the statistics.
   */
  public TextTable rounded() {
    DoubleFunction<String> format = v -> String.format(Locale.ROOT, "%.5g", v);
    return rows.stream().allMatch(row -> row.statistics().n() == 1)
        ? values(format)
        : cells(format);
  }

  private TextTable values(DoubleFunction<String> format) {
    List<String> header = new ArrayList<>(keys);
    header.addAll(List.of("split", "metric", "value"));
    if (anyUnfinished()) {
      header.add("unfinished");
    }
    List<List<String>> lines = new ArrayList<>();
    for (Row row : rows) {
      List<String> line = new ArrayList<>(row.group().values());
      line.addAll(List.of(row.split(), row.metric(), cell(row.statistics().mean(), format)));
      if (anyUnfinished()) {
        line.add(Integer.toString(row.unfinished()));
      }
      lines.add(line);
    }
    return new TextTable(header, lines);
  }

  /** With all digits, for files. */
  public TextTable exact() {
    return cells(Double::toString);
  }

  private TextTable cells(DoubleFunction<String> format) {
    List<String> header = new ArrayList<>(keys);
    header.addAll(List.of("split", "metric", "n", "mean", "sd", "se", "lower95", "upper95"));
    header.addAll(List.of("min", "max"));
    if (anyUnfinished()) {
      header.add("unfinished");
    }
    List<List<String>> lines = new ArrayList<>();
    for (Row row : rows) {
      Statistics s = row.statistics();
      List<String> line = new ArrayList<>(row.group().values());
      line.addAll(List.of(row.split(), row.metric(), Integer.toString(s.n())));
      line.add(cell(s.mean(), format));
      for (double spread : new double[] {s.sd(), s.se(), s.lower(), s.upper()}) {
        line.add(s.n() == 1 ? "" : cell(spread, format));
      }
      line.add(cell(s.min(), format));
      line.add(cell(s.max(), format));
      if (anyUnfinished()) {
        line.add(Integer.toString(row.unfinished()));
      }
      lines.add(line);
    }
    return new TextTable(header, lines);
  }

  private static String cell(double value, DoubleFunction<String> format) {
    return Double.isFinite(value) ? format.apply(value) : Double.toString(value);
  }

  /** The same as a Tablesaw table; NaN is a missing value there. */
  public Table table() {
    Table table = Table.create("summary");
    for (int k = 0; k < keys.size(); k++) {
      int index = k;
      table.addColumns(
          StringColumn.create(
              keys.get(k), rows.stream().map(row -> row.group().values().get(index))));
    }
    table.addColumns(
        StringColumn.create("split", rows.stream().map(Row::split)),
        StringColumn.create("metric", rows.stream().map(Row::metric)),
        IntColumn.create("n", rows.stream().mapToInt(row -> row.statistics().n()).toArray()),
        column("mean", Statistics::mean),
        column("sd", Statistics::sd),
        column("se", Statistics::se),
        column("lower95", Statistics::lower),
        column("upper95", Statistics::upper),
        column("min", Statistics::min),
        column("max", Statistics::max));
    if (anyUnfinished()) {
      table.addColumns(
          IntColumn.create("unfinished", rows.stream().mapToInt(Row::unfinished).toArray()));
    }
    return table;
  }

  private DoubleColumn column(String name, ToDoubleFunction<Statistics> value) {
    return DoubleColumn.create(
        name, rows.stream().mapToDouble(row -> value.applyAsDouble(row.statistics())).toArray());
  }
}
