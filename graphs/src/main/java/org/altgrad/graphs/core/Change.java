package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * A part of a step that changes variables: what it reads before anything changes, and what it
 * changes then. Parts are joined by {@link #and}; only the whole is put behind a barrier, so that
 * no part sees what another has already changed.
 *
 * @param reads what must be computed before any variable changes
 * @param updates the changes, made through operations that wait for all reads of the whole
 */
public record Change(List<Op> reads, Function<Ops, List<Op>> updates) {
  /** Nothing changes. */
  public static final Change NONE = new Change(List.of(), after -> List.of());

  public Change {
    reads = List.copyOf(reads);
  }

  /**
   * A variable gets a value.
   *
   * @param value something computed. The bare value of another variable, which may be the memory
   *     itself of that variable, would be changed with it: give a copy of it, {@code x.plus(0)}
   */
  public static <T extends TNumber> Change set(Variables.Entry<T> variable, Expr<T> value) {
    return new Change(List.of(value), after -> List.of(after.assign(variable.ref(), value)));
  }

  /**
   * Variables get values.
   *
   * @param values as many, in the same order
   */
  public static <T extends TNumber> Change set(
      List<Variables.Entry<T>> variables, List<Expr<T>> values) {
    if (variables.size() != values.size()) {
      throw new IllegalArgumentException(values.size() + " values for " + variables.size());
    }
    Change all = NONE;
    for (int i = 0; i < values.size(); i++) {
      all = all.and(set(variables.get(i), values.get(i)));
    }
    return all;
  }

  /** This and another, at once. */
  public Change and(Change other) {
    List<Op> all = new ArrayList<>(reads);
    all.addAll(other.reads);
    return new Change(
        all,
        after -> {
          List<Op> changes = new ArrayList<>(updates.apply(after));
          changes.addAll(other.updates.apply(after));
          return changes;
        });
  }

  /**
   * The operation that makes the change.
   *
   * @param before what else must be computed before any variable changes
   */
  public Op apply(Ops tf, List<? extends Op> before) {
    List<Op> all = new ArrayList<>(before);
    all.addAll(reads);
    return tf.withControlDependencies(updates.apply(Variables.after(tf, all))).noOp();
  }
}
