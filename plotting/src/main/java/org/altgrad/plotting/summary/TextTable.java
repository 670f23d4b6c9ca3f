package org.altgrad.plotting.summary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.altgrad.base.Csv;
import org.altgrad.base.JsonText;

/**
 * A table of text, to be shown or written.
 *
 * @param header names of the columns
 * @param rows cells, as many in each row as there are columns
 */
public record TextTable(List<String> header, List<List<String>> rows) {
  private static final Pattern BREAKING =
      Pattern.compile("\\s*[\\p{Cntrl}\\x{80}-\\x{9f}\\u2028\\u2029]+\\s*");

  /** Copies the lists and checks that the rows are as wide as the header. */
  public TextTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(row.size() + " cells under " + header.size());
      }
    }
  }

  /** Aligned columns for a terminal: numbers to the right, text to the left. */
  public String toText() {
    return printed().lines();
  }

  private String lines() {
    int[] widths = widths(header, rows);
    StringBuilder out = new StringBuilder();
    out.append(textLine(header, widths)).append('\n');
    List<String> rules = new ArrayList<>();
    for (int width : widths) {
      rules.add("-".repeat(width));
    }
    out.append(String.join("  ", rules)).append('\n');
    rows.forEach(row -> out.append(textLine(row, widths)).append('\n'));
    return out.toString();
  }

  private String textLine(List<String> row, int[] widths) {
    List<String> cells = new ArrayList<>();
    for (int j = 0; j < row.size(); j++) {
      cells.add(pad(row.get(j), widths[j], numeric(j)));
    }
    return String.join("  ", cells).stripTrailing();
  }

  /** A Markdown table, aligned as {@link #toText()}. */
  public String toMarkdown() {
    List<List<String>> escaped =
        printed().rows.stream()
            .map(row -> row.stream().map(cell -> cell.replace("|", "\\|")).toList())
            .toList();
    int[] widths = widths(header, escaped);
    StringBuilder out = new StringBuilder(markdownLine(header, widths));
    out.append('|');
    for (int j = 0; j < widths.length; j++) {
      int dashes = Math.max(3, widths[j]);
      out.append(' ')
          .append("-".repeat(numeric(j) ? dashes - 1 : dashes))
          .append(numeric(j) ? ": |" : " |");
    }
    out.append('\n');
    escaped.forEach(row -> out.append(markdownLine(row, widths)));
    return out.toString();
  }

  private String markdownLine(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int j = 0; j < row.size(); j++) {
      line.append(' ').append(pad(row.get(j), Math.max(3, widths[j]), numeric(j))).append(" |");
    }
    return line.append('\n').toString();
  }

  /** A LaTeX table that needs the package booktabs. */
  public String toLatex() {
    return LatexTable.of(this, Set.of(), "", OptionalInt.empty());
  }

  /** CSV (RFC 4180) with quotes only where needed. */
  public String toCsv() {
    return Csv.line(header) + rows.stream().map(Csv::line).collect(Collectors.joining());
  }

  /** JSON: a list of the rows by the columns' names, numbers as numbers, empty cells as null. */
  public String toJson() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (List<String> row : rows) {
      Map<String, Object> named = new LinkedHashMap<>();
      for (int j = 0; j < row.size(); j++) {
        String cell = row.get(j);
        boolean number = !cell.isEmpty() && numberOrEmpty(cell);
        named.put(header.get(j), cell.isEmpty() ? null : number ? Double.valueOf(cell) : cell);
      }
      all.add(named);
    }
    return JsonText.write(all);
  }

  /** How wide some columns are. */
  int[] widths(List<Integer> columns) {
    int[] all = widths(header, rows);
    return columns.stream().mapToInt(j -> all[j]).toArray();
  }

  /** How wide they are at least, if texts and names may be shortened and no number may. */
  int[] leastWidths(List<Integer> columns, int shortest) {
    int[] all = widths(header, rows);
    int[] cells = widths(header.stream().map(name -> "").toList(), rows);
    return columns.stream()
        .mapToInt(j -> Math.min(all[j], Math.max(shortest, ofNumbers(j) ? cells[j] : 0)))
        .toArray();
  }

  /** Some of its columns, with what is wider than that cut. */
  TextTable columns(List<Integer> columns, int... widths) {
    List<String> names = CutNames.of(columns.stream().map(header::get).toList(), widths);
    List<List<String>> shown = new ArrayList<>();
    for (int j = 0; j < widths.length; j++) {
      int column = columns.get(j);
      shown.add(CutNames.column(rows.stream().map(row -> row.get(column)).toList(), widths[j]));
    }
    List<List<String>> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      int at = i;
      List<String> line = new ArrayList<>(shown.stream().map(column -> column.get(at)).toList());
      apart(columns.stream().map(rows.get(i)::get).toList(), line, widths);
      lines.add(line);
    }
    return new TextTable(names, lines);
  }

  /** Cells side by side that differ are cut so that they still do. */
  private static void apart(List<String> whole, List<String> line, int... widths) {
    for (int j = 1; j < widths.length; j++) {
      String left = whole.get(j - 1);
      String right = whole.get(j);
      if (!left.equals(right) && line.get(j - 1).equals(line.get(j))) {
        List<String> cut = CutNames.of(List.of(left, right), widths[j - 1], widths[j]);
        line.set(j - 1, cut.get(0));
        line.set(j, cut.get(1));
      }
    }
  }

  /** The same for lines of print: what would break or draw over a line is a blank in them. */
  TextTable printed() {
    return new TextTable(
        header.stream().map(TextTable::printed).toList(),
        rows.stream().map(row -> row.stream().map(TextTable::printed).toList()).toList());
  }

  private static String printed(String cell) {
    return BREAKING.matcher(cell).replaceAll(" ").strip();
  }

  private static int[] widths(List<String> header, List<List<String>> rows) {
    int[] widths = new int[header.size()];
    for (int j = 0; j < widths.length; j++) {
      widths[j] = header.get(j).length();
      for (List<String> row : rows) {
        widths[j] = Math.max(widths[j], row.get(j).length());
      }
    }
    return widths;
  }

  private boolean numeric(int column) {
    return rows.stream().map(row -> row.get(column)).allMatch(TextTable::numberOrEmpty)
        && rows.stream().anyMatch(row -> !row.get(column).isEmpty());
  }

  /** Whether no cell of a column is a text; one without a value may be a dash. */
  private boolean ofNumbers(int column) {
    return rows.stream()
        .map(row -> row.get(column))
        .allMatch(cell -> cell.equals("-") || plain(cell));
  }

  /** Whether it is a number, with or without what is beside it. */
  private static boolean plain(String cell) {
    return numberOrEmpty(cell.replaceFirst("‡?†?( \\(n=\\d+\\))?$", "").split(" (?=[±\\[])", 2)[0]);
  }

  /** Whether a column holds numbers alone, with or without what is beside them. */
  boolean right(int column) {
    return rows.stream().map(row -> row.get(column)).allMatch(TextTable::plain)
        && rows.stream().anyMatch(row -> !row.get(column).isEmpty());
  }

  private static boolean numberOrEmpty(String cell) {
    try {
      return cell.isEmpty() || !Double.isNaN(Double.parseDouble(cell)) || cell.equals("NaN");
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String pad(String cell, int width, boolean right) {
    String space = " ".repeat(width - cell.length());
    return right ? space + cell : cell + space;
  }
}
