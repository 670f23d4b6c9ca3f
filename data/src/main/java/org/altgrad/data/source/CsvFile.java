package org.altgrad.data.source;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.altgrad.base.Csv;
import org.altgrad.base.Nearest;
import org.altgrad.base.Place;
import org.altgrad.data.DataException;
import org.altgrad.data.MissingColumnException;
import org.altgrad.data.Provenance;
import org.altgrad.data.RowOrigin;
import org.altgrad.data.format.ContentStream;

/**
 * A user's table: a CSV file in UTF-8, gzipped or not, with a first line of names.
 *
 * @param path the file
 * @param head the names
 * @param rows the lines behind them, all with as many fields
 * @param provenance its checksum
 */
record CsvFile(Path path, List<String> head, List<Csv.Row> rows, Provenance provenance) {
  /** Pandas leaves the column of row numbers without a name, or calls it Unnamed: 0. */
  private static final Pattern NAMELESS = Pattern.compile("|Unnamed: [0-9]+");

  private static final Pattern IDENTIFIER =
      Pattern.compile(".*[a-z](Id|ID)|(.*[^A-Za-z])?(?i:id|idx|index|uid|row|nr|no|key)");

  /** What a field of a number begins with. */
  private static final String NUMBER = "+-.0123456789I";

  /** Names that a line has room for. */
  private static final int SHOWN = 6;

  /**
   * Reads a file.
   *
   * @param form completes "must be a CSV file with"
   * @throws DataException if it is not there, has no lines behind the first, or lines of other
   *     lengths
   */
  static CsvFile read(Path path, String form) {
    if (!Files.isRegularFile(path)) {
      throw new DataException(
          path + ": must be a CSV file with " + form + " but " + Place.found(path));
    }
    byte[] bytes;
    String sha256;
    try (ContentStream in =
        ContentStream.of(path.toString(), Files.newInputStream(path), true, false)) {
      bytes = in.readAllBytes();
      sha256 = in.finish(Long.MAX_VALUE).sha256();
    } catch (IOException e) {
      throw new DataException("cannot read %s (%s)".formatted(path, DataException.reason(e)), e);
    }
    List<Csv.Row> rows;
    try {
      rows = Csv.parse(text(path, bytes));
    } catch (IllegalArgumentException e) {
      throw new DataException(path + ":" + e.getMessage(), e);
    }
    if (rows.size() < 2) {
      throw new DataException(
          path + ": must be a CSV file with " + form + " but has no line behind the first");
    }
    List<String> head = rows.get(0).fields().stream().map(String::strip).toList();
    requireNames(path, head);
    for (Csv.Row row : rows) {
      if (row.fields().size() != head.size()) {
        throw new DataException(
            "%s:%d: must have %d fields, as the first line, but has %d"
                .formatted(path, row.line(), head.size(), row.fields().size()));
      }
    }
    Provenance provenance =
        new Provenance(path.getFileName().toString(), sha256, bytes.length, path.toString());
    return new CsvFile(path, head, rows.subList(1, rows.size()), provenance);
  }

  /** What is parted by something else is one column; of two of a name only one would be read. */
  private static void requireNames(Path path, List<String> head) {
    if (head.size() == 1 && head.get(0).matches(".*[;\t].*")) {
      String by = head.get(0).contains(";") ? "semicolons" : "tabs";
      throw new DataException(
          "%s:1: must have commas between its columns but has one column '%s'; write the file with"
                  .formatted(path, head.get(0))
              + " commas for "
              + by
              + ", and decimal points");
    }
    for (int i = 0; i < head.size(); i++) {
      int first = head.indexOf(head.get(i));
      if (first < i) {
        throw new DataException(
            "%s:1: must name each column once but columns %d and %d are both '%s'"
                .formatted(path, first + 1, i + 1, head.get(i)));
      }
    }
  }

  private static String text(Path path, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new DataException(path + ": must be UTF-8 but is not", e);
    }
  }

  /** The same file with its first rows only, if there is a limit. */
  CsvFile prefix(Optional<Integer> limit) {
    int count = Math.min(limit.orElse(rows.size()), rows.size());
    return new CsvFile(path, head, rows.subList(0, count), provenance);
  }

  /** The same head over other rows. */
  CsvFile with(List<Csv.Row> others) {
    return new CsvFile(path, head, others, provenance);
  }

  /**
   * Of some columns the names of those that number the rows: without a name, or called as
   * identifiers are, with whole numbers that are all different. A network can learn rows by heart
   * from them, and nothing else.
   *
   * @param columns indices
   */
  List<String> identifiers(int[] columns) {
    return IntStream.of(columns)
        .filter(
            column ->
                NAMELESS.matcher(head.get(column)).matches()
                    || IDENTIFIER.matcher(head.get(column)).matches() && numbersRows(column))
        .mapToObj(head::get)
        .toList();
  }

  /** Says so of columns of which there is one or more. */
  String numbering(List<String> columns) {
    boolean one = columns.size() == 1;
    boolean all = columns.stream().mapToInt(head::indexOf).allMatch(this::numbersRows);
    String what =
        all
            ? "number%s the rows (whole numbers, all different)".formatted(one ? "s" : "")
            : "may number the rows";
    return "the column%s %s of %s %s, and %s read as %s"
        .formatted(
            one ? "" : "s",
            called(columns),
            path.getFileName(),
            what,
            one ? "is" : "are",
            one ? "an input" : "inputs");
  }

  /** Whether a column has a number in any row. */
  boolean hasNumbers(int column) {
    return rows.stream().anyMatch(row -> isNumber(row.fields().get(column).strip()));
  }

  private static boolean isNumber(String field) {
    try {
      return !field.isEmpty()
          && NUMBER.indexOf(field.charAt(0)) >= 0
          && !Double.isNaN(Double.parseDouble(field));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** That some columns are no inputs, for there is no number in them. */
  String leftOut(List<String> columns) {
    List<String> first = columns.subList(0, Math.min(SHOWN, columns.size()));
    int more = columns.size() - first.size();
    return "left out of the inputs, for %s has no numbers there: %s"
        .formatted(path.getFileName(), called(first) + (more > 0 ? " and " + more + " more" : ""));
  }

  private static String called(List<String> columns) {
    return columns.stream()
        .map(own -> own.isEmpty() ? "without a name" : own)
        .collect(joining(", "));
  }

  private boolean numbersRows(int column) {
    List<String> all = rows.stream().map(row -> row.fields().get(column).strip()).toList();
    return all.size() > 1
        && all.stream().allMatch(field -> field.matches("[0-9]+([.]0*)?"))
        && all.stream().distinct().count() == all.size();
  }

  /** Where the rows stand. */
  RowOrigin lines() {
    return RowOrigin.lines(path.toString(), rows.stream().mapToInt(Csv.Row::line).toArray());
  }

  /** Where a row stands, for the beginning of messages. */
  String place(Csv.Row row) {
    return path + ":" + row.line() + ": ";
  }

  /**
   * Index of a column.
   *
   * @throws DataException if there is none of that name
   */
  int column(String name) {
    return column(Optional.empty(), name);
  }

  /**
   * Index of the column that a setting names.
   *
   * @param setting its key, for the message
   * @throws DataException if there is none of that name
   */
  int column(String setting, String name) {
    return column(Optional.of(setting), name);
  }

  private int column(Optional<String> setting, String name) {
    int index = head.indexOf(name);
    if (index < 0) {
      String by = setting.map(key -> " (" + key + ")").orElse("");
      throw new MissingColumnException(
          "%s:1: must name a column %s%s%s"
              .formatted(path, name, by, Nearest.hintAndList(name, head)),
          setting.orElse(""),
          name,
          path,
          head);
    }
    return index;
  }

  /**
   * What stands in a column of words.
   *
   * @throws DataException if nothing does: a value that is missing is no word of its own
   */
  String word(Csv.Row row, int column) {
    String word = row.fields().get(column).strip();
    if (word.isEmpty()) {
      throw new DataException(
          place(row) + head.get(column) + ": must be a word or number but is empty");
    }
    return word;
  }

  /**
   * Numbers of a row.
   *
   * @param columns indices of their columns
   * @throws DataException if one is no finite number
   */
  float[] numbers(Csv.Row row, int[] columns) {
    return numbers(row, columns, "");
  }

  /**
   * The same.
   *
   * @param advice what else can be done about one that is none; may be empty
   * @throws DataException if one is no finite number
   */
  float[] numbers(Csv.Row row, int[] columns, String advice) {
    float[] numbers = new float[columns.length];
    for (int k = 0; k < numbers.length; k++) {
      String field = row.fields().get(columns[k]).strip();
      try {
        numbers[k] = Float.parseFloat(field);
      } catch (NumberFormatException e) {
        numbers[k] = Float.NaN;
      }
      if (!Float.isFinite(numbers[k])) {
        boolean large = Float.isInfinite(numbers[k]) && field.matches(".*[0-9].*");
        throw new DataException(
            "%s%s: must be a number%s but is '%s'%s"
                .formatted(
                    place(row),
                    called(List.of(head.get(columns[k]))),
                    large ? " of at most 3.4e38" : "",
                    field,
                    advice.isEmpty() ? "" : "; mend it" + advice));
      }
    }
    return numbers;
  }

  /**
   * The labels of all rows.
   *
   * @param column index of their column
   * @param classes how many there are, 0 if that is not known
   * @throws DataException if one is no whole number, or none of 0..classes-1
   */
  int[] labels(int column, int classes) {
    return rows.stream().mapToInt(row -> label(row, column, classes)).toArray();
  }

  private int label(Csv.Row row, int column, int classes) {
    String field = row.fields().get(column).strip();
    int label;
    try {
      label = Integer.parseInt(field);
    } catch (NumberFormatException e) {
      label = -1;
    }
    if (label < 0 || label > ClassNumbers.LARGEST || classes > 0 && label >= classes) {
      boolean large = field.matches("[+]?[0-9]{9,}");
      String range = ClassNumbers.range(classes, large ? Double.parseDouble(field) : label);
      throw new DataException(
          "%slabel: must be a whole number %s but is '%s'".formatted(place(row), range, field));
    }
    return label;
  }
}
