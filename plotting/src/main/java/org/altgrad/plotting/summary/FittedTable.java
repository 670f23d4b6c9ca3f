package org.altgrad.plotting.summary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A table for a terminal of some width, of which no line is wider. Texts and names of columns are
 * shortened, the widest ones first, and where that is not enough columns are left out. Names that
 * differ are shown so that they still do, and the two ends of an interval ({@code lower95} and
 * {@code upper95}) stay or go together.
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

  /** An end of an interval, and of which share. */
  private static final Pattern END = Pattern.compile("(lower|upper)(\\d+)");

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
   * @param last columns that are left out after all others, as the numbers that a table is for, the
   *     first of them last; of the others those to the right go first
   */
  public static FittedTable of(TextTable whole, int width, List<String> last) {
    return of(whole, width, last, List.of());
  }

  /**
   * The same with columns that are left whole while others can be left out.
   *
   * @param uncut of them, those named last are cut first
   */
  public static FittedTable of(TextTable whole, int width, List<String> last, List<String> uncut) {
    TextTable table = whole.printed();
    List<Integer> order = new ArrayList<>();
    IntStream columns = IntStream.range(0, table.header().size());
    columns.boxed().sorted(Comparator.comparingInt(j -> place(last, table, j))).forEach(order::add);
    List<List<Integer>> units = units(table.header(), order);
    List<String> kept = uncut.stream().filter(table.header()::contains).toList();
    int count = units.size();
    for (int most = kept.size(); most > 0; most--) {
      List<String> held = kept.subList(0, most);
      for (; count >= holding(units, table.header(), held); count--) {
        Optional<FittedTable> fitted = fitted(table, units.subList(0, count), width, held, false);
        if (fitted.isPresent()) {
          return fitted.get();
        }
      }
      count++;
    }
    for (count = units.size(); ; count--) {
      boolean one = count <= 1;
      Optional<FittedTable> fitted = fitted(table, units.subList(0, count), width, List.of(), one);
      if (fitted.isPresent()) {
        return fitted.get();
      }
    }
  }

  /** How many of the first units it takes to have some columns. */
  private static int holding(List<List<Integer>> units, List<String> header, List<String> names) {
    int count = 0;
    for (int i = 0; i < units.size(); i++) {
      boolean named = units.get(i).stream().map(header::get).anyMatch(names::contains);
      count = named ? i + 1 : count;
    }
    return count;
  }

  /**
   * Some columns, if they fit.
   *
   * @param uncut names of those that may not be cut
   * @param atAnyPrice whether all may be cut to whatever is left
   */
  private static Optional<FittedTable> fitted(
      TextTable table,
      List<List<Integer>> units,
      int width,
      List<String> uncut,
      boolean atAnyPrice) {
    List<Integer> shown = units.stream().flatMap(List::stream).sorted().toList();
    List<String> names = shown.stream().map(table.header()::get).toList();
    int[] widths = table.widths(shown);
    int[] least = table.leastWidths(shown, LEAST);
    for (int j = 0; j < least.length; j++) {
      least[j] = atAnyPrice ? 1 : uncut.contains(names.get(j)) ? widths[j] : least[j];
    }
    boolean narrower = total(widths) > width;
    if (!atAnyPrice && total(least) > width) {
      return Optional.empty();
    }
    shrink(widths, least, width);
    if (!atAnyPrice && !CutNames.distinct(names, widths)) {
      return Optional.empty();
    }
    List<String> out = new ArrayList<>(table.header());
    names.forEach(out::remove);
    return Optional.of(new FittedTable(table.columns(shown, widths).toText(), narrower, out));
  }

  private static int place(List<String> last, TextTable table, int column) {
    int at = last.indexOf(table.header().get(column));
    return at < 0 ? last.size() : at;
  }

  /** The columns in their order, with the two ends of an interval at the place of the first. */
  private static List<List<Integer>> units(List<String> header, List<Integer> order) {
    Map<String, List<Integer>> units = new LinkedHashMap<>();
    for (int j : order) {
      String name = header.get(j);
      boolean paired = END.matcher(name).matches() && header.contains(otherEnd(name));
      String unit = paired ? END.matcher(name).replaceFirst("$2") : "column " + j;
      units.computeIfAbsent(unit, key -> new ArrayList<>()).add(j);
    }
    return List.copyOf(units.values());
  }

  private static String otherEnd(String name) {
    return name.startsWith("lower") ? "upper" + name.substring(5) : "lower" + name.substring(5);
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
}
