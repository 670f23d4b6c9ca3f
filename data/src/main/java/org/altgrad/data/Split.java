package org.altgrad.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One part of a data set: columns with the same number of examples.
 *
 * @param name {@code train}, {@code test}, ...
 * @param count number of examples
 * @param columns its columns of numbers by name, in their order
 * @param texts its columns of text by name, in their order
 * @param origin where they stand in a user's own data
 */
public record Split(
    String name,
    int count,
    Map<String, Column> columns,
    Map<String, TextColumn> texts,
    Optional<RowOrigin> origin) {

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
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    texts.forEach(
        (key, column) -> {
          if (column.values().size() != count || !column.name().equals(key)) {
            throw new IllegalArgumentException(
                "split %s of %d examples: text column %s is called %s and has %d"
                    .formatted(name, count, key, column.name(), column.values().size()));
          }
        });
    if (origin.isPresent() && origin.get().numbers().count() != count) {
      throw new IllegalArgumentException(
          "split %s of %d examples: their origin has %d"
              .formatted(name, count, origin.get().numbers().count()));
    }
  }

  /** A split of the given columns, which must have the same number of examples. */
  public static Split of(String name, Column... columns) {
    Map<String, Column> byName = new LinkedHashMap<>();
    for (Column column : columns) {
      byName.put(column.name(), column);
    }
    return new Split(name, columns[0].count(), byName, Map.of(), Optional.empty());
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

  /**
   * The column of text of that name.
   *
   * @throws DataException if there is none
   */
  public TextColumn text(String name) {
    TextColumn column = texts.get(name);
    if (column == null) {
      throw new DataException(
          "split %s has no text column %s; it has %s"
              .formatted(this.name, name, List.copyOf(texts.keySet())));
    }
    return column;
  }

  /** The same examples with further columns, or others in place of those of the same name. */
  public Split with(Column... more) {
    Map<String, Column> byName = new LinkedHashMap<>(columns);
    for (Column column : more) {
      byName.put(column.name(), column);
    }
    return new Split(name, count, byName, texts, origin);
  }

  /** The same examples with a further column of text, or another in place of one of its name. */
  public Split with(TextColumn more) {
    Map<String, TextColumn> byName = new LinkedHashMap<>(texts);
    byName.put(more.name(), more);
    return new Split(name, count, columns, byName, origin);
  }

  /** The same examples, of which it is known where they stand. */
  public Split with(RowOrigin from) {
    return new Split(name, count, columns, texts, Optional.of(from));
  }

  /** The same split by another name. */
  public Split named(String other) {
    return new Split(other, count, columns, texts, origin);
  }

  /** Whether another has the same examples, wherever they stand. */
  public boolean sameExamples(Split other) {
    return columns.equals(other.columns) && texts.equals(other.texts);
  }

  /** The first {@code n} examples, as views; all of them if there are fewer. */
  public Split prefix(int n) {
    return n >= count ? this : each(range(0, n), column -> column.prefix(n));
  }

  /** The examples from {@code first} on, as views. */
  public Split from(int first) {
    return each(range(first, count), column -> column.from(first));
  }

  /** A copy of the examples {@code rows}, in that order. */
  public Split rows(int[] rows) {
    return each(rows, column -> column.rows(rows));
  }

  /** All that is in it: columns one after the other as they lie in memory, then texts. */
  public Stream<ByteBuffer> content() {
    return Stream.concat(
        columns.values().stream().map(Column::data),
        texts.values().stream()
            .flatMap(column -> column.values().stream())
            .map(text -> ByteBuffer.wrap((text + "\0").getBytes(StandardCharsets.UTF_8))));
  }

  private Split each(int[] rows, UnaryOperator<Column> change) {
    Map<String, Column> changed = new LinkedHashMap<>();
    columns.forEach((key, column) -> changed.put(key, change.apply(column)));
    Map<String, TextColumn> changedTexts = new LinkedHashMap<>();
    texts.forEach((key, column) -> changedTexts.put(key, column.rows(rows)));
    Optional<RowOrigin> from = origin.map(own -> own.each(change));
    return new Split(name, rows.length, changed, changedTexts, from);
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }
}
