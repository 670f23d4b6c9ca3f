package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.panel.HeatPanel;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;

/** Values over pairs of names, as coloured squares. */
final class Matrix {
  /** Which columns are drawn. */
  record Data(
      @Option(value = "column with the names of rows", data = true) String row,
      @Option(value = "column with the names of columns", data = true) String column,
      @Option(value = "column with the values", data = true) String value,
      @Option(value = "column with one panel for each of its values", data = true) String panel) {}

  /** What can be said about it. */
  record Options(
      Source source,
      Data data,
      @Option(value = "whether values have a sign: 0 is white", fallback = "true") boolean signed,
      @Option(value = "whether half of the pairs says all", fallback = "true", data = true)
          boolean symmetric,
      Size size) {}

  private Matrix() {}

  /** One matrix a run; one a panel too if the recording has that column. */
  static Figure draw(RunSet runs, Options options) {
    List<List<Panel>> rows = new ArrayList<>();
    List<Panel> oneRow = new ArrayList<>();
    String column = options.data().panel();
    for (RecordedRun run : options.source().runs(runs)) {
      List<Panel> row = new ArrayList<>();
      Source.parts(run.table(), column)
          .forEach(
              (name, part) ->
                  row.add(matrix(run.title(options.source().name(name)), part, options)));
      if (run.table().has(column)) {
        rows.add(row);
      } else {
        oneRow.addAll(row);
      }
    }
    if (!oneRow.isEmpty()) {
      rows.add(oneRow);
    }
    return options.size().figure(rows, List.of());
  }

  private static Panel matrix(String title, Recorded table, Options options) {
    Data data = options.data();
    List<String> a = table.texts(data.row());
    List<String> b = table.texts(data.column());
    double[] value = table.numbers(data.value());
    TreeSet<String> rows = new TreeSet<>(Group::compareValues);
    rows.addAll(a);
    TreeSet<String> columns = new TreeSet<>(Group::compareValues);
    columns.addAll(b);
    if (options.symmetric()) {
      rows.addAll(columns);
      columns.addAll(rows);
    }
    List<String> rowNames = List.copyOf(rows);
    List<String> columnNames = List.copyOf(columns);
    double[][] values = new double[rowNames.size()][columnNames.size()];
    for (double[] row : values) {
      Arrays.fill(row, Double.NaN);
    }
    for (int k = 0; k < value.length; k++) {
      int i = rowNames.indexOf(a.get(k));
      int j = columnNames.indexOf(b.get(k));
      values[i][j] = value[k];
      if (options.symmetric() && Double.isNaN(values[j][i])) {
        values[j][i] = value[k];
      }
    }
    Source source = options.source();
    return new HeatPanel(
        title,
        source.name(data.column()),
        source.name(data.row()),
        columnNames,
        rowNames,
        values,
        source.name(data.value()),
        options.signed());
  }
}
