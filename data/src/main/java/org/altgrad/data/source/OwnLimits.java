package org.altgrad.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.altgrad.base.Require;
import org.altgrad.data.DataException;
import org.altgrad.data.Split;

/**
 * How much of a user's data is used.
 *
 * @param classes how many classes there are; empty for those of the labels to train on
 * @param trainLimit use the first so many training examples, those that are held out included
 * @param testLimit use the first so many test examples, of those held out, too
 */
public record OwnLimits(
    Optional<Integer> classes, Optional<Integer> trainLimit, Optional<Integer> testLimit) {
  public OwnLimits {
    Require.atLeast("classes", classes.orElse(2), 2);
    Require.atLeast("trainLimit", trainLimit.orElse(1), 1);
    Require.atLeast("testLimit", testLimit.orElse(1), 1);
  }

  OptionalInt asInt() {
    return classes.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /**
   * How many classes there are: as many as were asked for, or as the labels to train on have.
   *
   * @param key what labels are called there
   */
  int classes(Split train, String key) {
    return classes.orElseGet(() -> ClassNumbers.count(train, key));
  }

  /** All splits, with those held out that a user has none of. */
  Split[] completed(HoldOut heldOut, Map<String, Split> splits) {
    Split train = splits.get("train");
    List<Split> all =
        new ArrayList<>(
            heldOut.complete(
                train,
                Optional.ofNullable(splits.get("validation")),
                Optional.ofNullable(splits.get("test"))));
    all.replaceAll(
        split ->
            split.name().equals("test") ? split.prefix(testLimit.orElse(split.count())) : split);
    splits.values().stream()
        .filter(split -> !List.of("train", "validation", "test").contains(split.name()))
        .forEach(all::add);
    for (Split split : all) {
      train
          .columns()
          .forEach(
              (name, column) -> {
                if (split.columns().containsKey(name)
                    && !split.column(name).shape().equals(column.shape())) {
                  throw new DataException(
                      "split %s: %s: must have shape %s, as to train on, but has %s"
                          .formatted(
                              split.name(), name, column.shape(), split.column(name).shape()));
                }
              });
    }
    return all.toArray(Split[]::new);
  }
}
