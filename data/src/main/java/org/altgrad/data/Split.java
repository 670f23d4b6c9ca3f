package org.altgrad.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One part of a data set: columns with the same number of examples.
 *
 * @param name {@code train}, {@code test}, ...
 * @param count number of examples
 * @param columns its columns by name, in their order
 */
public record Split(String name, int count, Map<String, Column> columns) {

  public Split {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    columns.forEach(
        (key, column) -> {
          if (column.count() != count || !column.name().equals(key)) {
            throw new IllegalArgumentException(
                "split %s of %d examples: column %s is called %s and has %d"
                    .formatted(name, count, key, column.name(), column.count()));
          }
        });
  }

  /** A split of the given columns, which must have the same number of examples. */
  public static Split of(String name, Column... columns) {
    Map<String, Column> byName = new LinkedHashMap<>();
    for (Column column : columns) {
      byName.put(column.name(), column);
    }
    return new Split(name, columns[0].count(), byName);
  }

  /**
   * The column of that name.
   *
   * @throws DataException if there is none
   */
  public Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new DataException(
          "split %s has no column %s; it has %s"
              .formatted(this.name, name, List.copyOf(columns.keySet())));
    }
    return column;
  }

  /** The same examples with further columns, or others in place of those of the same name. */
  public Split with(Column... more) {
    Map<String, Column> byName = new LinkedHashMap<>(columns);
    for (Column column : more) {
      byName.put(column.name(), column);
    }
    return new Split(name, count, byName);
  }

  /** The same split by another name. */
  public Split named(String other) {
    return new Split(other, count, columns);
  }

  /** The first {@code n} examples, as views; all of them if there are fewer. */
  public Split prefix(int n) {
    return n >= count ? this : each(n, column -> column.prefix(n));
  }

  /** The examples from {@code first} on, as views. */
  public Split from(int first) {
    return each(count - first, column -> column.from(first));
  }

  /** A copy of the examples {@code rows}, in that order. */
  public Split rows(int[] rows) {
    return each(rows.length, column -> column.rows(rows));
  }

  private Split each(int count, UnaryOperator<Column> change) {
    Map<String, Column> changed = new LinkedHashMap<>();
    columns.forEach((key, column) -> changed.put(key, change.apply(column)));
    return new Split(name, count, changed);
  }
}
