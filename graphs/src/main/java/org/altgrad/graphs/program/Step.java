package org.altgrad.graphs.program;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.RowKeys;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * What a training step of one or several networks is made from, whether it is a call of its own or
 * one of many in a loop: see {@link StepLoop}.
 *
 * @param nodes of the graph that the step stands in
 * @param seeds of the networks
 * @param number of the step, a scalar
 * @param values of all variables before the step, by name
 * @param columns of the batch by name, each [networks, batch, ...example]
 * @param counted [batch] of 1 for each example, and 0 for what fills up the last batch of an epoch
 */
public record Step<T extends TNumber>(
    Nodes<T> nodes,
    List<Long> seeds,
    Operand<TInt64> number,
    Map<String, Expr<?>> values,
    Map<String, Expr<T>> columns,
    Expr<T> counted) {
  /** A column that every split has: the number of each example in it. */
  public static final String ROW = "row";

  /** The networks' parameters as values: [networks, ...shape]. */
  public Parameters<T> parameters() {
    return Parameters.given(seeds.size(), this::value);
  }

  /** The value of a variable before the step. */
  public Expr<T> value(String variable) {
    return nodes.typed(found(values, "variable", variable));
  }

  /** The value of a variable before the step. */
  public Expr<T> value(Variables.Entry<T> variable) {
    return value(variable.name());
  }

  /** A column of the batch, [networks, batch, ...example]. */
  public Expr<T> column(String name) {
    return found(columns, "column", name);
  }

  /** The examples' numbers in the split, [networks, batch], if {@link #ROW} is read. */
  public Expr<TInt32> rows() {
    return column(ROW).cast(TInt32.class);
  }

  /**
   * The rows of a variable that are the batch's.
   *
   * @param variable [networks, examples, ...]
   * @return [networks, batch, ...]
   */
  public Expr<T> ofBatch(Variables.Entry<T> variable) {
    Ops tf = nodes.tf();
    return nodes.of(tf.gather(value(variable), rows(), tf.constant(1), Gather.batchDims(1L)));
  }

  private static <V> V found(Map<String, V> all, String what, String name) {
    V value = all.get(name);
    if (value == null) {
      Set<String> known = all.keySet();
      throw new IllegalArgumentException(
          "the step has no " + what + " '" + name + "', only " + known);
    }
    return value;
  }

  /**
   * Streams in which each network draws what it would draw alone, for tensors [networks, ...], the
   * same inside of loops and outside.
   */
  public Randoms randoms() {
    // The networks' seeds are in the keys.
    return new Randoms(0, number).byRow(RowKeys.ofSeeds(nodes, seeds));
  }

  /**
   * Mean over the examples.
   *
   * @param values [networks, batch]
   * @return [networks]
   */
  public Expr<T> mean(Expr<T> values) {
    return values.times(counted).sum(1).over(counted.sum(0));
  }
}
