package org.altgrad.graphs.biohsic.reservoir;

import java.util.Locale;
import org.altgrad.graphs.biohsic.Objective;
import org.altgrad.graphs.biohsic.Signal;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * What a reservoir is shown and what it is to emit, for consecutive samples: it sees the current
 * one alone, the target depends on the N - 1 before it as well.
 *
 * @param signal ξ, what the readout is to emit
 * @param memory samples in a window, N, on which ξ depends
 * @param objective what ξ is the gradient of
 * @param centred whether labels and z, which lie in [0, 1], enter the reservoir as numbers in [-1,
 *     1]
 */
public record Targets(Signal signal, int memory, Objective objective, boolean centred) {

  public Targets {
    if (signal == Signal.FULL || signal == Signal.NONE) {
      throw new IllegalArgumentException(
          "signal: must be one for the current sample that is not 0, such as exact but is "
              + signal.name().toLowerCase(Locale.ROOT));
    }
    if (memory < 2) {
      throw new IllegalArgumentException(
          "memory: must be at least 2 samples, as the signal compares them but is " + memory);
    }
    signal.check(objective);
    objective.checkOneLayer();
  }

  /**
   * What enters the reservoir: (x, y, z), or (x, 2y - 1, 2z - 1).
   *
   * @param x [rows, dx]
   * @param y one-hot, [rows, classes]
   * @param z [rows, dz]
   */
  <T extends TNumber> Expr<T> inputs(Expr<T> x, Expr<T> y, Expr<T> z) {
    return x.nodes()
        .concat(
            java.util.List.of(
                x, centred ? y.times(2).minus(1) : y, centred ? z.times(2).minus(1) : z),
            1);
  }

  /**
   * ξ for the last sample of each window of N, [rows - N + 1, dz].
   *
   * @param x [rows, dx]
   * @param y one-hot, [rows, classes]
   * @param z [rows, dz]
   */
  <T extends TNumber> Expr<T> xi(Expr<T> x, Expr<T> y, Expr<T> z) {
    long width = z.shape().get(1);
    Expr<T> contrast = objective.contrast(windows(x, memory), windows(y, memory));
    Expr<T> prepared = signal.prepare(objective, contrast);
    return signal.xi(objective, prepared, windows(z, memory)).reshape(-1, width);
  }

  /** All windows of consecutive rows, [rows - length + 1, length, d]. */
  static <T extends TNumber> Expr<T> windows(Expr<T> rows, int length) {
    Nodes<T> nodes = rows.nodes();
    Ops tf = nodes.tf();
    Operand<TInt32> count = tf.math.sub(count(rows), tf.constant(length - 1));
    var first = tf.range(tf.constant(0), count, tf.constant(1));
    var offset = tf.range(tf.constant(0), tf.constant(length), tf.constant(1));
    var indices = tf.math.add(tf.expandDims(first, tf.constant(1)), offset);
    return rows.at(indices);
  }

  /** All rows but the first few. */
  static <T extends TNumber> Expr<T> without(Expr<T> rows, int first) {
    Ops tf = rows.nodes().tf();
    return rows.at(tf.range(tf.constant(first), count(rows), tf.constant(1)));
  }

  /** Number of rows, a scalar. */
  static Operand<TInt32> count(Expr<?> rows) {
    Ops tf = rows.nodes().tf();
    return tf.gather(tf.shape(rows), tf.constant(0), tf.constant(0));
  }
}
