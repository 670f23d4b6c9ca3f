package org.altgrad.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Examples that are in two splits: the same to the byte in all that both splits have. */
public final class SharedExamples {
  private static final String TRAIN = "train";

  private SharedExamples() {}

  /** How many of some examples are among others; none where both have nothing in common. */
  public static long count(Split examples, Split others) {
    List<String> both = both(examples, others);
    if (both.isEmpty()) {
      return 0;
    }
    IntFunction<List<Object>> other = row -> example(others, both, row);
    Set<List<Object>> known =
        IntStream.range(0, others.count()).mapToObj(other).collect(Collectors.toSet());
    return IntStream.range(0, examples.count())
        .filter(row -> known.contains(example(examples, both, row)))
        .count();
  }

  /**
   * Says of which splits all examples are to train on, too.
   *
   * @param splits as a user has them, before anything is held out
   */
  public static List<String> notes(Map<String, Split> splits) {
    List<String> notes = new ArrayList<>();
    Split train = splits.get(TRAIN);
    splits.forEach(
        (name, split) -> {
          if (!name.equals(TRAIN) && isWithin(split, train)) {
            notes.add(
                ("all %d examples of %s are among those of train: what is measured on them says"
                        + " nothing of new ones")
                    .formatted(split.count(), name));
          }
        });
    return notes;
  }

  /** The first one tells most others without a look at all. */
  private static boolean isWithin(Split examples, Split others) {
    return examples.count() > 0
        && count(examples.prefix(1), others) == 1
        && count(examples, others) == examples.count();
  }

  private static List<String> both(Split one, Split other) {
    List<String> both = new ArrayList<>();
    one.columns()
        .forEach(
            (name, column) -> {
              Column its = other.columns().get(name);
              if (its != null
                  && its.type() == column.type()
                  && its.shape().equals(column.shape())) {
                both.add(name);
              }
            });
    one.texts().keySet().stream().filter(other.texts()::containsKey).forEach(both::add);
    return both;
  }

  private static List<Object> example(Split split, List<String> columns, int row) {
    List<Object> example = new ArrayList<>();
    for (String name : columns) {
      Column column = split.columns().get(name);
      example.add(column == null ? split.text(name).values().get(row) : bytes(column, row));
    }
    return example;
  }

  private static ByteBuffer bytes(Column column, int row) {
    ByteBuffer data = column.data();
    int each = data.remaining() / column.count();
    return data.slice(row * each, each);
  }
}
