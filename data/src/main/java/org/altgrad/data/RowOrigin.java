package org.altgrad.data;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Where the examples of a split stand in what a user gave, so that what is found of them can be
 * joined with it. It is nothing that can be learned from, and part of no checksum.
 *
 * @param given the file or folder
 * @param numbers of the examples in it, a column called as what they count: {@code line} (from 1)
 *     of a table, {@code array_row} (from 0) of an array, {@code file} of a folder
 * @param files what the numbers of files stand for; empty where numbers stand for themselves
 */
public record RowOrigin(String given, Column numbers, List<String> files) {

  public RowOrigin {
    files = List.copyOf(files);
  }

  /** Lines of a table. */
  public static RowOrigin lines(String table, int[] lines) {
    return new RowOrigin(table, Column.integers("line", lines), List.of());
  }

  /** All rows of an array in their order. */
  public static RowOrigin rows(String array, int count) {
    int[] rows = IntStream.range(0, count).toArray();
    return new RowOrigin(array, Column.integers("array_row", rows), List.of());
  }

  /** Files of a folder, by their paths below it: an example is the file of its number. */
  public static RowOrigin files(String folder, int[] numbers, List<String> files) {
    return new RowOrigin(folder, Column.integers("file", numbers), files);
  }

  /** What the places are called. */
  public String name() {
    return numbers.name();
  }

  /** The place of an example. */
  public String place(int example) {
    int number = numbers.label(example);
    return files.isEmpty() ? Integer.toString(number) : files.get(number);
  }

  RowOrigin each(UnaryOperator<Column> change) {
    return new RowOrigin(given, change.apply(numbers), files);
  }
}
