package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A part of a step that changes variables: what it reads before anything changes, and what it
 * changes then. Parts are joined by {@link #and}; only the whole is put behind a barrier, so that
 * no part sees what another has already changed.
 *
 * @param assignments each variable at most once
 */
public record Change(List<Assignment<?>> assignments) {
  /** Nothing changes. */
  public static final Change NONE = new Change(List.of());

  public Change {
    assignments = List.copyOf(assignments);
  }

  /**
   * One variable that changes.
   *
   * @param <T> type of its elements
   */
  public sealed interface Assignment<T extends TNumber> {
    Variables.Entry<T> variable();

    /** What must be computed before any variable changes. */
    Expr<T> value();

    /** The change in place, by operations that wait for all that the step reads. */
    Op inPlace(Ops after);

    /** The variable's next value, where it is the variable of a loop. */
    Expr<T> next(Expr<T> now);
  }

  private record Replaced<T extends TNumber>(Variables.Entry<T> variable, Expr<T> value)
      implements Assignment<T> {
    @Override
    public Op inPlace(Ops after) {
      return after.assign(variable.ref(), value);
    }

    @Override
    public Expr<T> next(Expr<T> now) {
      return value;
    }
  }

  private record Added<T extends TNumber>(Variables.Entry<T> variable, Expr<T> value)
      implements Assignment<T> {
    @Override
    public Op inPlace(Ops after) {
      return after.assignAdd(variable.ref(), value);
    }

    @Override
    public Expr<T> next(Expr<T> now) {
      return now.plus(value);
    }
  }

  private record Row<T extends TNumber>(
      Variables.Entry<T> variable, Operand<TInt64> row, Expr<T> value) implements Assignment<T> {
    @Override
    public Op inPlace(Ops after) {
      return after.scatterUpdate(variable.ref(), row, value);
    }

    @Override
    public Expr<T> next(Expr<T> now) {
      Ops tf = now.nodes().tf();
      Operand<TInt64> place = tf.reshape(row, tf.constant(new int[] {1, 1}));
      return now.nodes().of(tf.tensorScatterNdUpdate(now, place, value.expand(0)));
    }
  }

  /**
   * A variable gets a value.
   *
   * @param value something computed. The bare value of another variable, which may be the memory
   *     itself of that variable, would be changed with it: give a copy of it, {@code x.plus(0)}
   */
  public static <T extends TNumber> Change set(Variables.Entry<T> variable, Expr<T> value) {
    return new Change(List.of(new Replaced<>(variable, value)));
  }

  /** A value is added to a variable. */
  public static <T extends TNumber> Change add(Variables.Entry<T> variable, Expr<T> value) {
    return new Change(List.of(new Added<>(variable, value)));
  }

  /**
   * A row of a variable gets a value.
   *
   * @param row scalar
   * @param value shaped like a row; as for {@link #set(Variables.Entry, Expr)}
   */
  public static <T extends TNumber> Change setRow(
      Variables.Entry<T> variable, Operand<TInt64> row, Expr<T> value) {
    return new Change(List.of(new Row<>(variable, row, value)));
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
    List<Assignment<?>> all = new ArrayList<>(assignments);
    all.addAll(other.assignments);
    return new Change(all);
  }

  /** What must be computed before any variable changes. */
  public List<Op> reads() {
    return assignments.stream().<Op>map(Assignment::value).toList();
  }

  /** The changes, by operations that wait for all reads of the step. */
  public List<Op> updates(Ops after) {
    return assignments.stream().map(assignment -> assignment.inPlace(after)).toList();
  }

  /**
   * The operation that makes the change.
   *
   * @param before what else must be computed before any variable changes
   */
  public Op apply(Ops tf, List<? extends Op> before) {
    List<Op> all = new ArrayList<>(before);
    all.addAll(reads());
    return tf.withControlDependencies(updates(Variables.after(tf, all))).noOp();
  }
}
