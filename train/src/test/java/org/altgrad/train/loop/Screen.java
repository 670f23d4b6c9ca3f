package org.altgrad.train.loop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal of some width shows of what was written to it: lines that wrap at its edge,
 * unless they are told not to, returns, and erased rests of lines. Anything else is refused.
 */
public final class Screen {
  private static final Pattern CODE = Pattern.compile("\\G\033\\[(\\??)(\\d*)([A-Za-z])");

  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private int width;
  private int row;
  private int column;
  private boolean wraps = true;

  public Screen(int width) {
    this.width = width;
  }

  /** From now on it is so wide; what lies beyond is gone. */
  public void resize(int columns) {
    width = columns;
    column = Math.min(column, columns - 1);
    rows.forEach(line -> line.setLength(Math.min(line.length(), columns)));
  }

  public void write(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Matcher code = CODE.matcher(text);
    for (int i = 0; i < text.length(); ) {
      if (code.find(i)) {
        apply(code.group(1) + code.group(3), Optional.of(code.group(2)).filter(n -> !n.isEmpty()));
        i = code.end();
      } else {
        put(text.charAt(i++));
      }
    }
  }

  private void apply(String what, Optional<String> number) {
    switch (what) {
      case "K" -> rows.get(row).setLength(Math.min(rows.get(row).length(), column));
      case "J" -> {
        apply("K", number);
        while (rows.size() > row + 1) {
          rows.remove(rows.size() - 1);
        }
      }
      case "A" -> row = Math.max(0, row - number.map(Integer::valueOf).orElse(1));
      case "?l", "?h" -> {
        require(number.equals(Optional.of("7")), what);
        wraps = what.equals("?h");
      }
      default -> require(false, what);
    }
  }

  private static void require(boolean known, String what) {
    if (!known) {
      throw new IllegalArgumentException("unknown code " + what);
    }
  }

  private void put(char c) {
    if (c == '\r') {
      column = 0;
    } else if (c == '\n') {
      down();
      column = 0;
    } else {
      require(c >= ' ', "" + (int) c);
      if (column == width && wraps) {
        down();
        column = 0;
      }
      StringBuilder line = rows.get(row);
      int at = Math.min(column, width - 1);
      while (line.length() <= at) {
        line.append(' ');
      }
      line.setCharAt(at, c);
      column = Math.min(column + 1, width);
    }
  }

  private void down() {
    row++;
    while (rows.size() <= row) {
      rows.add(new StringBuilder());
    }
  }

  /** Its lines without blanks at their ends. */
  public List<String> lines() {
    return rows.stream().map(line -> line.toString().stripTrailing()).toList();
  }

  /** All that stands on it, one line after the other as if none had wrapped. */
  public String text() {
    StringBuilder text = new StringBuilder();
    rows.forEach(line -> text.append(line).append(line.length() < width ? "\n" : ""));
    return text.toString();
  }

  /**
   * A text in which parts of lines stand apart by a blank, whether their line was broken or not.
   */
  public static String unbroken(String text) {
    return text.replaceAll("\\n  |  (?:\\|  )?", " ");
  }
}
