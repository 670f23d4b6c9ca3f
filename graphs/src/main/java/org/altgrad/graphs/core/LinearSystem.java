package org.altgrad.graphs.core;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** Linear systems of numbers that may be none. */
public final class LinearSystem {
  private LinearSystem() {}

  /**
   * The solution of A X = B. TensorFlow's op ends the whole call where a matrix is not finite; here
   * the solution of such a matrix is NaN, and those of others are theirs.
   *
   * @param matrix A, [..., n, n]
   * @param right B, [..., n, k]
   */
  public static <T extends TNumber> Expr<T> solve(Expr<T> matrix, Expr<T> right) {
    Nodes<T> nodes = matrix.nodes();
    Ops tf = nodes.tf();
    int rank = matrix.shape().numDimensions();
    Expr<T> zeroOrNan = matrix.times(0).sumKeep(rank - 2, rank - 1);
    Operand<TBool> finite = tf.math.equal(zeroOrNan, nodes.constant(0));
    Expr<T> solvable = Expr.where(finite, matrix, identity(nodes, matrix.shape().get(rank - 1)));
    return nodes.of(tf.linalg.solve(solvable, right)).plus(zeroOrNan);
  }

  /** [size, size]. */
  public static <T extends TNumber> Expr<T> identity(Nodes<T> nodes, long size) {
    Ops tf = nodes.tf();
    Operand<TInt32> index = tf.range(tf.constant(0), tf.constant((int) size), tf.constant(1));
    return nodes.oneHot(index, (int) size);
  }
}
