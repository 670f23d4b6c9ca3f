package org.altgrad.plotting.summary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table for a terminal of some width, of which no line is wider. Texts and names of columns are
 * shortened, the widest ones first, and where that is not enough columns are left out.
 *
 * @param text its lines
 * @param shortened whether some cell or name is not whole
 * @param leftOut names of the columns that are not there, in the table's order
 */
public record FittedTable(String text, boolean shortened, List<String> leftOut) {
  /** Texts are not shortened to less, unless nothing but them is left. */
  private static final int LEAST = 10;

  private static final int GAP = 2;
  private static final String MORE = "…";

  /** Copies the list. */
  public FittedTable {
    leftOut = List.copyOf(leftOut);
  }

  /** Whether everything is there. */
  public boolean whole() {
    return !shortened && leftOut.isEmpty();
  }

  /**
   * Fits a table.
   *
   * @param width of the terminal in characters
   * @param last columns that are left out after all others, as the numbers that a table is for;
   *     otherwise those to the right go first
   */
  public static FittedTable of(TextTable table, int width, Collection<String> last) {
    List<Integer> order = new ArrayList<>();
    for (boolean kept : new boolean[] {true, false}) {
      IntStream.range(0, table.header().size())
          .filter(j -> last.contains(table.header().get(j)) == kept)
          .forEach(order::add);
    }
    for (int count = order.size(); ; count--) {
      List<Integer> columns = order.subList(0, count).stream().sorted().toList();
      int[] widths = table.widths(columns);
      boolean one = count == 1;
      int[] least = table.leastWidths(columns, LEAST);
      if (one || total(least) <= width) {
        boolean narrower = total(widths) > width;
        shrink(widths, one ? new int[] {1} : least, width);
        List<String> out = new ArrayList<>(table.header());
        columns.forEach(j -> out.remove(table.header().get(j)));
        return new FittedTable(table.columns(columns, widths).toText(), narrower, out);
      }
    }
  }

  private static int total(int... widths) {
    return Arrays.stream(widths).sum() + GAP * (widths.length - 1);
  }

  private static void shrink(int[] widths, int[] least, int width) {
    while (total(widths) > width) {
      int widest = -1;
      for (int j = 0; j < widths.length; j++) {
        boolean may = widths[j] > least[j];
        widest = may && (widest < 0 || widths[j] > widths[widest]) ? j : widest;
      }
      if (widest < 0) {
        return;
      }
      widths[widest]--;
    }
  }

  /** A cell that may not be wider. */
  static String cut(String cell, int width) {
    return cell.length() <= width ? cell : cell.substring(0, width - 1) + MORE;
  }

  /** A column's name that may not be wider: of a key its end says the most. */
  static String cutName(String name, int width) {
    return name.length() <= width || name.indexOf('.') < 0
        ? cut(name, width)
        : MORE + name.substring(name.length() - width + 1);
  }
}
