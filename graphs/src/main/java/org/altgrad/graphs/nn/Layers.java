package org.altgrad.graphs.nn;

import java.util.function.UnaryOperator;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** Layers without parameters. */
public final class Layers {
  private Layers() {}

  /**
   * One row for each example.
   *
   * @param x [batch, …], all but the batch fixed
   * @return [batch, product of the others]
   */
  public static <T extends TNumber> Expr<T> flatten(Expr<T> x) {
    Shape shape = x.shape();
    long size = 1;
    for (int axis = 1; axis < shape.numDimensions(); axis++) {
      if (shape.get(axis) < 0) {
        throw new IllegalArgumentException("only the batch may be of unknown size: " + x);
      }
      size *= shape.get(axis);
    }
    return x.reshape(-1, size);
  }

  /** {@code x + block(x)} (He et al. 2016). */
  public static <T extends TNumber> Expr<T> residual(Expr<T> x, UnaryOperator<Expr<T>> block) {
    return x.plus(block.apply(x));
  }
}
