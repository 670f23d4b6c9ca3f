package org.altgrad.plotting.summary;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.base.Decimals;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;

/**
 * One row for each network of each run, with columns of one's own. A column is
 *
 * <ul>
 *   <li>{@code METRIC@SPLIT}, or {@code METRIC@SPLIT at WHEN} with a moment as {@link At#parse}
 *       reads it; a {@code -} before it turns the sign, {@code 1/} takes the inverse, and {@code
 *       check of} before that asks for the number of the metric's value in the run, from 0; with
 *       {@code *} for the end of the metric's name there is a column for each, and the column's own
 *       {@code *} stands for that end;
 *   <li>a key of the configuration, {@code run} (its name), {@code model} (the network's number) or
 *       {@code network_seed}, where each network has one of its own;
 *   <li>and {@code else VALUE} behind either, for runs that have none; else the cell is empty.
 * </ul>
 *
 * @param columns what stands in each column, by its name
 */
public record RunTable(Map<String, String> columns) {
  private static final Pattern METRIC =
      Pattern.compile("(check of )?(-|1/)?([^\\s@]+)@(\\S+)(?: at (\\S+))?(?: else (\\S+))?");
  private static final Pattern KEY = Pattern.compile("(\\S+)(?: else (\\S+))?");

  /**
   * Keeps the order of the columns.
   *
   * @throws PlotException if a column is none
   */
  public RunTable {
    columns = new LinkedHashMap<>(columns);
    columns.forEach(RunTable::column);
  }

  /** One network of a run; {@code several} if there are others. */
  private record Row(Run run, int model, boolean several) {
    Metrics.Key key(String split, String metric) {
      Metrics.Key key = Metrics.Key.of(split, metric);
      Metrics.Key own = new Metrics.Key(split, key.metric(), OptionalInt.of(model));
      // What some network has of its own is no other one's, and no mean of theirs.
      boolean each =
          run.metrics().samples(key.plain()).stream().anyMatch(k -> k.model().isPresent());
      return several && each ? own : key;
    }

    String text(String key) {
      return switch (key) {
        case "model" -> Integer.toString(run.network(model));
        case "network_seed" ->
            run.config().get("trainer.seeds") instanceof List<?> seeds
                ? seeds.get(model).toString()
                : Long.toString(Long.parseLong(run.value("seed")) + run.network(model));
        default -> run.value(key);
      };
    }
  }

  private interface Cell {
    /** What stands there; null if the run has none. */
    String of(Row row, DoubleFunction<String> format);
  }

  private record Column(String name, String metric, String split, Cell cell, String otherwise) {}

  private static Column column(String name, String text) {
    Matcher m = METRIC.matcher(text);
    if (!m.matches()) {
      Matcher key = KEY.matcher(text);
      if (!key.matches()) {
        throw new PlotException(
            "column "
                + name
                + ": must be METRIC@SPLIT, perhaps with - or 1/ before it and ' at WHEN' behind it,"
                + " or a key, but is '"
                + text
                + "'");
      }
      return new Column(
          name,
          "",
          "",
          (row, format) -> "-".equals(row.text(key.group(1))) ? null : row.text(key.group(1)),
          key.group(2));
    }
    String metric = m.group(3);
    String split = m.group(4);
    At at = m.group(5) == null ? new At.Last() : At.parse(m.group(5));
    boolean number = m.group(1) != null;
    String sign = Objects.requireNonNullElse(m.group(2), "");
    Cell cell =
        (row, format) -> {
          Metrics.Key key = row.key(split, metric);
          Metrics metrics = at.among(row.run());
          int index = at.index(metrics, key);
          if (index < 0 || number) {
            return index < 0 ? null : Integer.toString(index);
          }
          double value = metrics.tracks().get(key).value()[index];
          return format.apply(sign.equals("-") ? -value : sign.isEmpty() ? value : inverse(value));
        };
    return new Column(name, metric, split, cell, m.group(6));
  }

  /** Of a float, which is known to six digits, so many: the 10 whose inverse is 0.099999994. */
  private static double inverse(double value) {
    double inverse = 1 / value;
    return value == (float) value && Double.isFinite(inverse)
        ? new BigDecimal(inverse).round(new MathContext(6)).doubleValue()
        : inverse;
  }

  /** With all digits. */
  public TextTable exact(RunSet runs) {
    return of(runs, Double::toString);
  }

  /** With five digits. */
  public TextTable rounded(RunSet runs) {
    return of(runs, v -> Decimals.rounded(v, 5));
  }

  private TextTable of(RunSet runs, DoubleFunction<String> format) {
    List<Column> all = new ArrayList<>();
    columns.forEach((name, text) -> all.addAll(expanded(name, text, runs)));
    List<List<String>> lines = new ArrayList<>();
    for (Run run : runs.runs()) {
      int networks =
          1
              + run.metrics().tracks().keySet().stream()
                  .mapToInt(key -> key.model().orElse(0))
                  .max()
                  .orElse(0);
      for (int m = 0; m < networks; m++) {
        Row row = new Row(run, m, networks > 1);
        lines.add(
            all.stream()
                .map(
                    c ->
                        Objects.requireNonNullElse(
                            c.cell().of(row, format),
                            Objects.requireNonNullElse(c.otherwise(), "")))
                .toList());
      }
    }
    return new TextTable(all.stream().map(Column::name).toList(), lines);
  }

  /** A column for each end that the metrics of the runs have in place of the star. */
  private static List<Column> expanded(String name, String text, RunSet runs) {
    Column column = column(name, text);
    int star = column.metric().indexOf('*');
    if (star < 0) {
      return List.of(column);
    }
    String begin = column.metric().substring(0, star);
    TreeSet<String> ends =
        new TreeSet<>(java.util.Comparator.comparing(String::length).thenComparing(s -> s));
    for (Run run : runs.runs()) {
      run.metrics().tracks().keySet().stream()
          .filter(key -> key.split().equals(column.split()) && key.metric().startsWith(begin))
          .forEach(key -> ends.add(key.metric().substring(begin.length())));
    }
    return ends.stream()
        .map(end -> column(name.replace("*", end), text.replace("*", end)))
        .toList();
  }
}
