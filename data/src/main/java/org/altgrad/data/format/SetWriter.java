package org.altgrad.data.format;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.altgrad.base.Csv;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;
import org.altgrad.data.TextColumn;

/** Writes data sets in forms that this program, and others, read. */
public final class SetWriter {
  private static final String SPLIT = "split";

  private SetWriter() {}

  /**
   * Each column of each split as an array {@code <column>_<split>}, numbers as they are stored;
   * texts are left out.
   */
  public static void npz(DataSet data, List<Split> splits, OutputStream out) throws IOException {
    try (NpzWriter arrays = new NpzWriter(out)) {
      for (Split split : splits) {
        for (Column column : split.columns().values()) {
          arrays.add(column.name() + "_" + split.name(), column);
        }
      }
    }
  }

  /**
   * A row for each example of all splits: {@code split}, then the numbers as they are stored, of a
   * column of several {@code <column>_0}, {@code <column>_1}, …, then texts. What a split has not
   * is empty.
   *
   * @throws DataException if a column has different shapes in different splits
   */
  public static void csv(DataSet data, List<Split> splits, Writer out) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    Set<String> texts = new LinkedHashSet<>();
    splits.forEach(split -> names.addAll(split.columns().keySet()));
    splits.forEach(split -> texts.addAll(split.texts().keySet()));
    List<String> head = new ArrayList<>(List.of(SPLIT));
    List<Integer> widths = new ArrayList<>();
    for (String name : names) {
      Column any = any(splits, name);
      widths.add(any.exampleSize());
      if (any.shape().isEmpty()) {
        head.add(name);
      } else {
        for (int k = 0; k < any.exampleSize(); k++) {
          head.add(name + "_" + k);
        }
      }
    }
    head.addAll(texts);
    out.write(Csv.line(head));
    for (Split split : splits) {
      for (int i = 0; i < split.count(); i++) {
        out.write(Csv.line(row(split, i, List.copyOf(names), widths, texts)));
      }
    }
  }

  private static Column any(List<Split> splits, String name) {
    List<Column> all =
        splits.stream()
            .filter(split -> split.columns().containsKey(name))
            .map(split -> split.column(name))
            .toList();
    for (Column column : all) {
      if (!column.shape().equals(all.get(0).shape())) {
        throw new DataException(
            "column %s has shapes %s and %s; write one split at a time"
                .formatted(name, all.get(0).shape(), column.shape()));
      }
    }
    return all.get(0);
  }

  private static List<String> row(
      Split split, int i, List<String> names, List<Integer> widths, Set<String> texts) {
    List<String> cells = new ArrayList<>(List.of(split.name()));
    for (int c = 0; c < names.size(); c++) {
      Column column = split.columns().get(names.get(c));
      for (int k = 0; k < widths.get(c); k++) {
        cells.add(column == null ? "" : number(column, i, k));
      }
    }
    for (String name : texts) {
      TextColumn text = split.texts().get(name);
      cells.add(text == null ? "" : text.values().get(i));
    }
    return cells;
  }

  /** A number as it is stored, with as many digits as it needs. */
  private static String number(Column column, int i, int k) {
    var data = column.example(i);
    if (column.type() == ElementType.UINT8) {
      return Integer.toString(data.get(k) & 0xff);
    }
    return column.type() == ElementType.INT32
        ? Integer.toString(data.getInt(4 * k))
        : Float.toString(data.getFloat(4 * k));
  }
}
