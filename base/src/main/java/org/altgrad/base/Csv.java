package org.altgrad.base;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated text as RFC 4180 has it: fields in quotes may hold commas, quotes and lines. */
public final class Csv {
  private final String text;
  private int at;
  private int line = 1;

  private Csv(String text) {
    this.text = text;
  }

  /**
   * One record with the line on which it begins.
   *
   * @param line from 1
   * @param fields its fields
   */
  public record Row(int line, List<String> fields) {}

  /**
   * The records of a text; empty lines are passed over.
   *
   * @throws IllegalArgumentException if a quoted field does not end, or goes on after its quote
   */
  public static List<Row> parse(String text) {
    Csv csv = new Csv(text);
    List<Row> rows = new ArrayList<>();
    while (csv.at < text.length()) {
      int first = csv.line;
      List<String> fields = csv.record();
      if (fields.size() > 1 || !fields.get(0).isEmpty()) {
        rows.add(new Row(first, fields));
      }
    }
    return rows;
  }

  /** One line of cells with its line break; quotes stand only where they are needed. */
  public static String line(List<?> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(",")) + "\n";
  }

  private static String cell(Object value) {
    String text = String.valueOf(value);
    boolean quote = text.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0);
    return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  /** Reads to the end of a record and past its line break. */
  private List<String> record() {
    List<String> fields = new ArrayList<>();
    while (true) {
      fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
      if (at == text.length() || text.charAt(at) != ',') {
        break;
      }
      at++;
    }
    if (at < text.length() && text.charAt(at) == '\r') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '\n') {
      at++;
      line++;
    }
    return fields;
  }

  private String plain() {
    int start = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private String quoted() {
    int first = line;
    StringBuilder field = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        if (at == text.length() || text.charAt(at) != '"') {
          requireEnd();
          return field.toString();
        }
      } else if (c == '\n') {
        line++;
      }
      field.append(c);
    }
    throw new IllegalArgumentException(first + ": a quoted field does not end");
  }

  private void requireEnd() {
    if (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      throw new IllegalArgumentException(line + ": text follows a field's closing quote");
    }
  }
}
