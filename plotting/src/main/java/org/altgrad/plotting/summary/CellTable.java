package org.altgrad.plotting.summary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.altgrad.base.Decimals;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Group;

/**
 * A summary as papers show it: a row for each group and split, in each cell a metric's mean and how
 * far it is spread.
 *
 * @param table the cells, none marked
 * @param best places (row, column) of the best of their columns
 * @param note what the numbers are, in sentences
 * @param bold what the marks in print say, a sentence; empty without marks
 * @param keys dotted ones by which rows and columns differ
 */
public record CellTable(
    TextTable table, Set<List<Integer>> best, String note, String bold, List<String> keys) {
  private static final String SPLIT = "split";

  /** Stands at a mean of unfinished runs. */
  private static final String UNFINISHED = "‡";

  /** A difference less probable than this is marked. */
  private static final double LEVEL = 0.05;

  /** What stands beside a mean. */
  public enum Spread {
    /** Standard deviation. */
    SD("standard deviation"),
    /** Standard error of the mean. */
    SE("standard error"),
    /** The interval that holds the mean with 95 %. */
    CI("95 % interval of the mean (Student's t, within the metric's range)");

    private final String title;

    Spread(String title) {
      this.title = title;
    }
  }

  /** Which value of a column is best. */
  public enum Best {
    /** As the metric's name tells. */
    AUTO,
    MAX,
    MIN,
    /** None is marked. */
    NONE
  }

  /**
   * How the cells lie.
   *
   * @param spread what stands beside a mean
   * @param pivot a key whose values become columns
   * @param best which cells are marked
   * @param test by which differences from a reference are marked
   */
  public record Layout(Spread spread, Optional<String> pivot, Best best, PairedTests.Test test) {}

  /** A column: a metric, of those groups that have a value of the pivot. */
  private record Column(String metric, Optional<String> value) {}

  /**
   * Lays a summary out.
   *
   * @param tests differences that are marked
   * @throws PlotException if the pivot is none of the summary's keys
   */
  public static CellTable of(Summary summary, Layout layout, Optional<PairedTests> tests) {
    layout
        .pivot()
        .filter(key -> !summary.keys().contains(key))
        .ifPresent(
            key -> {
              throw new PlotException("pivot: must be one of " + summary.keys() + " but is " + key);
            });
    int pivot = layout.pivot().map(summary.keys()::indexOf).orElse(-1);
    List<Column> columns = columns(summary, pivot);
    List<String> keys = new ArrayList<>(summary.keys());
    if (pivot >= 0) {
      keys.remove(pivot);
    }
    Map<List<String>, Summary.Row[]> lines = new LinkedHashMap<>();
    summary.rows().stream()
        .sorted(Comparator.comparing(Summary.Row::group))
        .forEach(
            row -> {
              List<String> place = new ArrayList<>(row.group().values());
              Optional<String> value = Optional.empty();
              if (pivot >= 0) {
                value = Optional.of(place.remove(pivot));
              }
              place.add(row.split());
              int column = columns.indexOf(new Column(row.metric(), value));
              lines.computeIfAbsent(place, p -> new Summary.Row[columns.size()])[column] = row;
            });
    List<String> header = new ArrayList<>(keys);
    header.add(SPLIT);
    Seeds seeds = Seeds.of(lines.values());
    header.addAll(seeds.column() ? List.of("n") : List.of());
    for (Column column : columns) {
      String of =
          layout.pivot().map(Group.shortNames(summary.keys())::get).map(k -> k + "=").orElse("");
      header.add(column.value().map(v -> column.metric() + ", " + of + v).orElse(column.metric()));
    }
    List<List<String>> cells = new ArrayList<>();
    lines.forEach(
        (place, rows) -> {
          List<String> line = new ArrayList<>(place);
          if (seeds.column()) {
            line.add(Integer.toString(seeds(rows).max().orElse(0)));
          }
          for (Summary.Row row : rows) {
            line.add(row == null ? "" : marked(row, layout, tests) + seeds.beside(row));
          }
          cells.add(line);
        });
    Set<List<Integer>> best = new HashSet<>();
    for (int j = 0; j < columns.size(); j++) {
      best.addAll(best(lines, j, header.size() - columns.size() + j, layout.best()));
    }
    return new CellTable(
        new TextTable(header, cells),
        Set.copyOf(best),
        note(summary, layout, tests, seeds),
        best.isEmpty() ? "" : bold(summary),
        List.copyOf(summary.keys()));
  }

  /** How many seeds the means of a row are over. */
  private static IntStream seeds(Summary.Row... rows) {
    return Arrays.stream(rows).filter(Objects::nonNull).mapToInt(Summary.Row::n).filter(n -> n > 0);
  }

  /**
   * Where it is said how many seeds means are over.
   *
   * @param usual most of those that are over several are over as many
   * @param column whether rows differ in it, and none within
   * @param differ whether any differ
   */
  private record Seeds(int usual, boolean column, boolean differ) {
    static Seeds of(Collection<Summary.Row[]> lines) {
      Map<Integer, Integer> counts = new TreeMap<>();
      lines.forEach(rows -> seeds(rows).forEach(n -> counts.merge(n, 1, Integer::sum)));
      int usual = counts.isEmpty() ? 0 : 1;
      for (Map.Entry<Integer, Integer> count : counts.entrySet()) {
        boolean more = usual <= 1 || count.getValue() >= counts.get(usual);
        usual = more ? count.getKey() : usual;
      }
      boolean differ = counts.size() > 1;
      boolean one = lines.stream().allMatch(rows -> seeds(rows).distinct().count() <= 1);
      return new Seeds(usual, differ && one, differ);
    }

    /** What stands at a mean over fewer or more. */
    String beside(Summary.Row row) {
      return column || row.n() == 0 || row.n() == usual ? "" : " (n=" + row.n() + ")";
    }

    /** In words. */
    String said() {
      return (column ? "n" : usual) + " seeds" + (column || !differ ? "" : ", or the n of a cell");
    }
  }

  private static String bold(Summary summary) {
    boolean several = summary.rows().stream().map(Summary.Row::split).distinct().count() > 1;
    boolean single =
        summary.rows().stream().anyMatch(row -> row.n() == 1)
            && summary.rows().stream().anyMatch(row -> row.n() > 1);
    return "Bold: the best mean of a column"
        + (single ? ", values of single seeds aside" : "")
        + (several ? ", for each split." : ".");
  }

  private static List<Column> columns(Summary summary, int pivot) {
    TreeSet<String> values = new TreeSet<>(Group::compareValues);
    if (pivot >= 0) {
      summary.rows().forEach(row -> values.add(row.group().values().get(pivot)));
    }
    Set<Column> columns = new LinkedHashSet<>();
    for (Summary.Row row : summary.rows()) {
      if (pivot < 0) {
        columns.add(new Column(row.metric(), Optional.empty()));
      }
      values.forEach(value -> columns.add(new Column(row.metric(), Optional.of(value))));
    }
    return List.copyOf(columns);
  }

  private static String marked(Summary.Row row, Layout layout, Optional<PairedTests> tests) {
    boolean significant =
        tests
            .map(all -> all.found().get(row))
            .filter(found -> found.p().get(layout.test().ordinal()) < LEVEL)
            .isPresent();
    return cell(row.statistics(), layout.spread())
        + (row.unfinished() ? UNFINISHED : "")
        + (significant ? "†" : "");
  }

  /**
   * The best of a column on each split; several where they are equal, none where there is one. What
   * one seed has reached is not compared with means over several.
   */
  private static Set<List<Integer>> best(
      Map<List<String>, Summary.Row[]> lines, int of, int column, Best asked) {
    Set<List<Integer>> best = new HashSet<>();
    Map<String, Double> top = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    List<Summary.Row> rows = new ArrayList<>();
    lines.values().forEach(all -> rows.add(all[of]));
    Map<String, Integer> least = new LinkedHashMap<>();
    rows.stream()
        .filter(Objects::nonNull)
        .forEach(row -> least.merge(row.split(), Math.min(row.n(), 2), Math::max));
    for (Summary.Row row : rows) {
      if (row != null
          && row.n() > 0
          && row.n() >= least.get(row.split())
          && Double.isFinite(row.statistics().mean())
          && sign(row, asked) != 0) {
        top.merge(row.split(), sign(row, asked) * row.statistics().mean(), Math::max);
        counts.merge(row.split(), 1, Integer::sum);
      }
    }
    for (int i = 0; i < rows.size(); i++) {
      Summary.Row row = rows.get(i);
      if (row != null
          && row.n() > 0
          && row.n() >= least.get(row.split())
          && counts.getOrDefault(row.split(), 0) > 1
          && sign(row, asked) * row.statistics().mean() == top.get(row.split())) {
        best.add(List.of(i, column));
      }
    }
    return best;
  }

  /** 1 where large is good, -1 where small is, 0 where that is not known. */
  private static int sign(Summary.Row row, Best asked) {
    return switch (asked) {
      case MAX -> 1;
      case MIN -> -1;
      case NONE -> 0;
      case AUTO -> At.largeIsGood(row.metric()).map(large -> large ? 1 : -1).orElse(0);
    };
  }

  private static String cell(Statistics s, Spread spread) {
    if (s.n() == 0) {
      return "";
    }
    double half =
        spread == Spread.SE ? s.se() : spread == Spread.SD ? s.sd() : (s.upper() - s.lower()) / 2;
    if (s.n() == 1 || !Double.isFinite(half)) {
      return number(s.mean(), Double.NaN);
    }
    return spread == Spread.CI
        ? number(s.mean(), half)
            + " ["
            + number(s.lower(), half)
            + ", "
            + number(s.upper(), half)
            + "]"
        : number(s.mean(), half) + " ± " + number(half, half);
  }

  /** A number with as many decimals as show two digits of its error; four digits without one. */
  private static String number(double value, double error) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    int decimals = error > 0 ? 1 - (int) Math.floor(Math.log10(error)) : -1;
    return error > 0 && decimals <= 6
        ? String.format(Locale.ROOT, "%." + Math.max(0, decimals) + "f", value)
        : Decimals.rounded(value, error > 0 && value == error ? 2 : 4);
  }

  private static String note(
      Summary summary, Layout layout, Optional<PairedTests> tests, Seeds seeds) {
    List<String> said = new ArrayList<>();
    if (seeds.usual() == 1) {
      said.add("One seed each.");
    } else if (seeds.usual() > 1) {
      String what = layout.spread() == Spread.CI ? "Mean and " : "Mean ± ";
      said.add(what + layout.spread().title + " over " + seeds.said() + ".");
    }
    if (summary.rows().stream().anyMatch(Summary.Row::unfinished)) {
      said.add(UNFINISHED + ": of unfinished runs, where no other is done.");
    }
    String mark = "†: p < " + LEVEL + " in " + layout.test().title();
    tests.ifPresent(all -> said.add(all.note(mark, List.of(layout.test()))));
    if (!summary.aside().isEmpty()) {
      said.add(summary.aside());
    }
    summary.notes().forEach(line -> said.add(line + "."));
    return String.join(" ", said);
  }

  /** For a terminal, with the note below. */
  public String toText() {
    return table.toText() + "\n" + note + "\n";
  }

  /** A Markdown table with the note below. */
  public String toMarkdown() {
    return emphasised().toMarkdown() + "\n" + caption() + "\n";
  }

  /**
   * A LaTeX table that needs the package booktabs, with the note as its caption. Keys have short
   * names, a split that all rows have stands in the caption, and one that some have above these,
   * for columns of print are narrow.
   */
  public String toLatex() {
    Map<String, String> names = Group.shortNames(keys);
    String caption = caption();
    for (String key : keys) {
      caption = caption.replace(key + "=", names.get(key) + "=");
    }
    List<String> header =
        table.header().stream().map(title -> names.getOrDefault(title, title)).toList();
    CellTable print = new CellTable(new TextTable(header, table.rows()), best, note, bold, keys);
    Set<String> splits = splits();
    if (splits.size() == 1) {
      print = print.without(header.indexOf(SPLIT));
      caption += " Split: " + splits.iterator().next() + ".";
    }
    boolean parts = splits.size() > 1 && splits.size() < table.rows().size();
    return LatexTable.of(
        print.table,
        print.best,
        caption,
        parts ? OptionalInt.of(header.indexOf(SPLIT)) : OptionalInt.empty());
  }

  private CellTable without(int column) {
    Set<List<Integer>> places = new HashSet<>();
    best.forEach(
        place -> {
          int at = place.get(1);
          places.add(List.of(place.get(0), at > column ? at - 1 : at));
        });
    List<List<String>> rows = table.rows().stream().map(row -> without(row, column)).toList();
    TextTable others = new TextTable(without(table.header(), column), rows);
    return new CellTable(others, places, note, bold, keys);
  }

  private static List<String> without(List<String> cells, int column) {
    List<String> others = new ArrayList<>(cells);
    others.remove(column);
    return others;
  }

  private Set<String> splits() {
    int column = table.header().indexOf(SPLIT);
    Set<String> all = new TreeSet<>();
    table.rows().forEach(row -> all.add(row.get(column)));
    return all;
  }

  private String caption() {
    return note + (bold.isEmpty() ? "" : " " + bold);
  }

  private TextTable emphasised() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < table.rows().size(); i++) {
      List<String> row = new ArrayList<>(table.rows().get(i));
      for (int j = 0; j < row.size(); j++) {
        if (best.contains(List.of(i, j))) {
          row.set(j, "**" + row.get(j) + "**");
        }
      }
      rows.add(row);
    }
    return new TextTable(table.header(), Collections.unmodifiableList(rows));
  }
}
