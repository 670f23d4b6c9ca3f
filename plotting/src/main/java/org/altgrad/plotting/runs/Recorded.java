package org.altgrad.plotting.runs;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.altgrad.base.Csv;
import org.altgrad.base.Durable;
import org.altgrad.base.Nearest;
import org.altgrad.base.Seal;
import org.altgrad.base.ShellCommand;
import org.altgrad.base.YamlFile;
import org.altgrad.plotting.PlotException;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** One recorded table: what a program recorded at one step, in long form. */
public final class Recorded {
  /** Beside the tables of a recording: what proves each of them. */
  public static final String SEALS = "seals.yaml";

  private final Path file;
  private final long step;
  private final List<String> columns;
  private final List<Csv.Row> rows;

  private Recorded(Path file, long step, List<String> columns, List<Csv.Row> rows) {
    this.file = file;
    this.step = step;
    this.columns = columns;
    this.rows = rows;
  }

  static Recorded read(Path file, long step) {
    List<Csv.Row> rows;
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      requireOwn(file, text);
      rows = Csv.parse(text);
    } catch (CharacterCodingException e) {
      throw new PlotException(file + ": not UTF-8 text", e);
    } catch (IOException e) {
      throw new PlotException(Durable.cannotRead(file, e), e);
    } catch (IllegalArgumentException e) {
      throw new PlotException(file + ":" + e.getMessage(), e);
    }
    if (rows.isEmpty()) {
      throw new PlotException(file + ": is empty; the first line names the columns");
    }
    List<String> columns = rows.get(0).fields();
    List<Csv.Row> body = rows.subList(1, rows.size());
    for (Csv.Row row : body) {
      if (row.fields().size() != columns.size()) {
        throw new PlotException(
            file
                + ":"
                + row.line()
                + ": "
                + row.fields().size()
                + " fields under "
                + columns.size()
                + " columns");
      }
    }
    return new Recorded(file, step, columns, List.copyOf(body));
  }

  /**
   * What proves a table to be a run's own, filed beside it in {@link #SEALS} under its name.
   *
   * @param run id of the run
   */
  public static String seal(String run, String text) {
    return Seal.ofText(run + "\n" + text);
  }

  /** Refuses what the run has not recorded; what older versions recorded has no seal. */
  private static void requireOwn(Path file, String text) {
    Path seals = file.resolveSibling(SEALS);
    Path place = file.toAbsolutePath().getParent().getParent().getParent();
    Path info = place.resolve(Run.INFO);
    if (!Files.exists(seals) || !Files.exists(info)) {
      return;
    }
    Object seal = YamlFile.read(seals, PlotException::new).get(file.getFileName().toString());
    Object run = YamlFile.read(info, PlotException::new).get("id");
    if (seal != null && !seal.equals(seal(String.valueOf(run), text))) {
      throw new PlotException(
          file
              + ": is not what the run has recorded; make it again with: "
              + ShellCommand.of("record", place, file.toAbsolutePath().getParent().getFileName()));
    }
  }

  /** Steps done when it was recorded. */
  public long step() {
    return step;
  }

  /** The file that it was read from, for messages. */
  public Path file() {
    return file;
  }

  /** Names of the columns. */
  public List<String> columns() {
    return columns;
  }

  /** Whether there is a column of a name. */
  public boolean has(String column) {
    return columns.contains(column);
  }

  /** Number of rows. */
  public int size() {
    return rows.size();
  }

  /**
   * A column as text.
   *
   * @param column its name
   * @throws PlotException if there is none
   */
  public List<String> texts(String column) {
    int index = index(column);
    return rows.stream().map(row -> row.fields().get(index)).toList();
  }

  /**
   * A column of numbers; an empty cell is NaN.
   *
   * @param column its name
   * @throws PlotException if there is none, or a cell is not a number
   */
  public double[] numbers(String column) {
    int index = index(column);
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(rows.get(i), index);
    }
    return values;
  }

  private double number(Csv.Row row, int index) {
    String text = row.fields().get(index).strip();
    switch (text.toLowerCase(Locale.ROOT)) {
      case "", "nan":
        return Double.NaN;
      case "inf", "+inf", "infinity":
        return Double.POSITIVE_INFINITY;
      case "-inf", "-infinity":
        return Double.NEGATIVE_INFINITY;
      default:
        try {
          return Double.parseDouble(text);
        } catch (NumberFormatException e) {
          throw new PlotException(
              file
                  + ":"
                  + row.line()
                  + ": "
                  + columns.get(index)
                  + " is '"
                  + text
                  + "', not a number",
              e);
        }
    }
  }

  private int index(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new PlotException(
          file + ": has no column '" + column + "'" + Nearest.hintAndList(column, columns));
    }
    return index;
  }

  /**
   * The rows split by the text of a column, in the order of first appearance.
   *
   * @param column its name
   */
  public Map<String, Recorded> by(String column) {
    int index = index(column);
    Function<Csv.Row, String> value = row -> row.fields().get(index);
    Map<String, Recorded> parts = new LinkedHashMap<>();
    rows.stream()
        .collect(Collectors.groupingBy(value, LinkedHashMap::new, Collectors.toList()))
        .forEach((text, part) -> parts.put(text, new Recorded(file, step, columns, part)));
    return parts;
  }

  /**
   * The rows whose cell in a column is as wanted.
   *
   * @param column its name
   * @param wanted tells of a cell's text
   */
  public Recorded where(String column, Predicate<String> wanted) {
    int index = index(column);
    return new Recorded(
        file,
        step,
        columns,
        rows.stream().filter(row -> wanted.test(row.fields().get(index))).toList());
  }

  /** As a Tablesaw table: columns whose cells are all numbers hold numbers, the others text. */
  public Table table() {
    Table table = Table.create(file.getParent().getFileName().toString());
    for (String column : columns) {
      try {
        table.addColumns(DoubleColumn.create(column, numbers(column)));
      } catch (PlotException e) {
        table.addColumns(StringColumn.create(column, new ArrayList<>(texts(column))));
      }
    }
    return table;
  }
}
