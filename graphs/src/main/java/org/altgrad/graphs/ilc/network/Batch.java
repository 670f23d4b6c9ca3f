package org.altgrad.graphs.ilc.network;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The rows of a step, environment by environment: row e · examples + b is example b of environment
 * e.
 *
 * @param x [environments · examples, ...example] what the network reads
 * @param targets [environments · examples, outputs] what it should say, see {@link Loss}
 * @param environments E
 * @param examples B, of each environment
 */
public record Batch<T extends TNumber>(Expr<T> x, Expr<T> targets, int environments, int examples) {

  /** N = E · B. */
  public int rows() {
    return environments * examples;
  }

  /** The rows of one environment. */
  public Batch<T> only(int environment) {
    return new Batch<>(
        rows(x, environment, examples), rows(targets, environment, examples), 1, examples);
  }

  /** The e-th block of that many rows. */
  static <T extends TNumber> Expr<T> rows(Expr<T> x, int block, int size) {
    var tf = x.nodes().tf();
    int rank = x.shape().numDimensions();
    // Not long: the gradient of a slice knows int alone.
    int[] begin = new int[rank];
    int[] count = new int[rank];
    java.util.Arrays.fill(count, -1);
    begin[0] = block * size;
    count[0] = size;
    return x.nodes().of(tf.slice(x, tf.constant(begin), tf.constant(count)));
  }
}
