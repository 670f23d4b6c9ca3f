package org.altgrad.data.format;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.altgrad.base.Csv;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
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
  public static void npz(List<Split> splits, OutputStream out) throws IOException {
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
   * @param names in place of numbers, by columns: of one number an example what is called 0, 1, …,
   *     of several what their places are called
   * @throws DataException if a column has different shapes in different splits
   */
  public static void csv(List<Split> splits, Map<String, List<String>> names, Writer out)
      throws IOException {
    out.write(Csv.line(head(splits, names)));
    Map<String, Integer> widths = new LinkedHashMap<>();
    columns(splits).forEach(name -> widths.put(name, any(splits, name).exampleSize()));
    Set<String> texts = texts(splits);
    for (Split split : splits) {
      for (int i = 0; i < split.count(); i++) {
        out.write(Csv.line(row(split, i, widths, names, texts)));
      }
    }
  }

  /**
   * What columns of such a table are called.
   *
   * @throws DataException if a column has different shapes in different splits
   */
  public static List<String> head(List<Split> splits, Map<String, List<String>> names) {
    List<String> head = new ArrayList<>(List.of(SPLIT));
    for (String name : columns(splits)) {
      Column any = any(splits, name);
      if (any.shape().isEmpty()) {
        head.add(name);
      } else if (names.containsKey(name)) {
        head.addAll(names.get(name));
      } else {
        for (int k = 0; k < any.exampleSize(); k++) {
          head.add(name + "_" + k);
        }
      }
    }
    head.addAll(texts(splits));
    return head;
  }

  private static Set<String> columns(List<Split> splits) {
    Set<String> names = new LinkedHashSet<>();
    splits.forEach(split -> names.addAll(split.columns().keySet()));
    return names;
  }

  private static Set<String> texts(List<Split> splits) {
    Set<String> texts = new LinkedHashSet<>();
    splits.forEach(split -> texts.addAll(split.texts().keySet()));
    return texts;
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
      Split split,
      int i,
      Map<String, Integer> widths,
      Map<String, List<String>> names,
      Set<String> texts) {
    List<String> cells = new ArrayList<>(List.of(split.name()));
    widths.forEach(
        (name, width) -> {
          Column column = split.columns().get(name);
          boolean word = column != null && column.shape().isEmpty() && names.containsKey(name);
          for (int k = 0; k < width; k++) {
            cells.add(
                column == null
                    ? ""
                    : word ? names.get(name).get(column.label(i)) : number(column, i, k));
          }
        });
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
