package org.altgrad.data;

import java.util.Arrays;
import java.util.List;

/**
 * One text for each example of a split.
 *
 * @param name such as {@code text}
 * @param values the texts, in the order of the examples
 */
public record TextColumn(String name, List<String> values) {

  public TextColumn {
    values = List.copyOf(values);
  }

  /** A copy of the texts of the examples {@code rows}, in that order. */
  TextColumn rows(int[] rows) {
    return new TextColumn(name, Arrays.stream(rows).mapToObj(values::get).toList());
  }
}
