package org.altgrad.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.altgrad.data.Column;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/** Parts a training split into one to train on and one to choose by. */
final class HoldOut {
  private HoldOut() {}

  /**
   * The splits {@code train} and, if it is not empty, {@code validation}: of each environment a
   * random part.
   *
   * @param split a split with a column {@code environment}
   * @param share share of the validation split, in [0, 1); rounded for each environment so that an
   *     example is left to train on
   */
  static List<Split> of(Split split, double share, RandomStream random) {
    if (share == 0) {
      return new ArrayList<>(List.of(split));
    }
    Column environment = split.column("environment");
    int count = 1 + max(environment);
    boolean[] held = new boolean[split.count()];
    for (int e = 0; e < count; e++) {
      int own = e;
      int[] rows = rows(split.count(), i -> environment.label(i) == own);
      int[] order = random.permutation(rows.length);
      int wanted = (int) Math.min(Math.round(share * rows.length), rows.length - 1L);
      for (int k = 0; k < wanted; k++) {
        held[rows[order[k]]] = true;
      }
    }
    List<Split> parts = new ArrayList<>();
    parts.add(split.rows(rows(held.length, i -> !held[i])).named("train"));
    int[] validation = rows(held.length, i -> held[i]);
    if (validation.length > 0) {
      parts.add(split.rows(validation).named("validation"));
    }
    return parts;
  }

  private static int max(Column environment) {
    int max = 0;
    for (int i = 0; i < environment.count(); i++) {
      max = Math.max(max, environment.label(i));
    }
    return max;
  }

  private static int[] rows(int count, IntPredicate wanted) {
    return IntStream.range(0, count).filter(wanted).toArray();
  }
}
