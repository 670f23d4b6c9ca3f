package org.altgrad.train.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.altgrad.data.Column;
import org.altgrad.data.Split;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.panel.HeatPanel;

/** Numbers of vectors as coloured tables. */
final class DataTables {
  private static final int DEFAULT_TIMES = 60;
  private static final int CELL = 46;
  private static final int ROW = 30;
  private static final int MARGINS = 150;
  private static final int MOST_COLUMNS = 24;

  private DataTables() {}

  /** One row for each example, with its target and environment. */
  static Figure table(String title, Split split, OptionalInt count) {
    int examples = Math.min(count.orElse(split.count()), split.count());
    List<String> columns = new ArrayList<>();
    int inputs = Math.min(MOST_COLUMNS, split.column("input").exampleSize());
    for (int k = 0; k < inputs; k++) {
      columns.add("input " + (k + 1));
    }
    boolean target = split.columns().containsKey("target");
    if (target) {
      columns.add("target");
    }
    List<String> rows = new ArrayList<>();
    double[][] values = new double[examples][columns.size()];
    for (int i = 0; i < examples; i++) {
      float[] input = split.column("input").values(i);
      for (int k = 0; k < inputs; k++) {
        values[i][k] = input[k];
      }
      if (target) {
        values[i][inputs] = split.column("target").values(i)[0];
      }
      rows.add(
          split.columns().containsKey("environment")
              ? "environment " + split.column("environment").label(i)
              : "example " + i);
    }
    return Figure.of(
        title,
        new HeatPanel("", "", "", columns, rows, values, "value", true),
        List.of(),
        MARGINS + 60 + CELL * columns.size(),
        60 + ROW * examples);
  }

  /** Time from left to right, one row for each number of a sample. */
  static Figure stream(String title, Split split, OptionalInt count) {
    int times = Math.min(count.orElse(DEFAULT_TIMES), split.count());
    List<String> rows = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    for (String name : List.of("input", "label", "z")) {
      Column column = split.column(name);
      for (int k = 0; k < column.exampleSize(); k++) {
        int at = k;
        rows.add(column.shape().isEmpty() ? name : name + " " + (k + 1));
        values.add(IntStream.range(0, times).mapToDouble(t -> column.values(t)[at]).toArray());
      }
    }
    List<String> columns = IntStream.range(0, times).mapToObj(String::valueOf).toList();
    return Figure.of(
        title,
        new HeatPanel(
            "", "sample", "", columns, rows, values.toArray(double[][]::new), "value", true),
        List.of(),
        780,
        70 + 24 * rows.size());
  }
}
