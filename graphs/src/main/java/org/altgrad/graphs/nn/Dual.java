package org.altgrad.graphs.nn;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * Values of examples and their derivatives along {@code d} directions: forward-mode
 * differentiation.
 *
 * @param value [..., ...example], with {@code batchAxes} axes before the example's
 * @param tangents [..., d, ...example]; an axis of the batch may have size 1 where the derivatives
 *     are the same along it
 * @param batchAxes 1: [batch], or 2: [networks, batch]
 */
public record Dual<T extends TNumber>(Expr<T> value, Expr<T> tangents, int batchAxes) {

  /**
   * Values and the directions of their own axes.
   *
   * @param x [batch, d] or [networks, batch, d]
   */
  public static <T extends TNumber> Dual<T> identity(Expr<T> x) {
    Shape shape = x.shape();
    int axes = shape.numDimensions() - 1;
    int d = Math.toIntExact(shape.get(axes));
    double[] entries = new double[d * d];
    for (int k = 0; k < d; k++) {
      entries[k * d + k] = 1;
    }
    long[] wide = new long[axes + 2];
    Arrays.fill(wide, 1);
    wide[axes] = d;
    wide[axes + 1] = d;
    return new Dual<>(x, x.nodes().constant(Shape.of(wide), entries), axes);
  }

  /**
   * Through a function of each entry by itself.
   *
   * @param slope its derivative, shaped like the value
   */
  Dual<T> pointwise(Expr<T> next, Expr<T> slope) {
    return new Dual<>(next, tangents.times(slope.expand(batchAxes)), batchAxes);
  }

  /**
   * Through an affine function of examples.
   *
   * @param linear the function without its constant, of tensors [..., batch, ...example];
   *     directions are handed in as examples
   */
  Dual<T> affine(Expr<T> next, UnaryOperator<Expr<T>> linear) {
    long[] given = tangents.shape().asArray();
    long d = given[batchAxes];
    // [.., batch, d, ...example] as [.., batch · d, ...example]: at most one size is unknown.
    long[] flat = new long[given.length - 1];
    System.arraycopy(given, 0, flat, 0, batchAxes - 1);
    flat[batchAxes - 1] = given[batchAxes - 1] < 0 ? -1 : given[batchAxes - 1] * d;
    System.arraycopy(given, batchAxes + 1, flat, batchAxes, flat.length - batchAxes);
    Expr<T> moved = linear.apply(tangents.reshape(flat));
    long[] found = moved.shape().asArray();
    long[] wide = new long[found.length + 1];
    System.arraycopy(found, 0, wide, 0, batchAxes - 1);
    wide[batchAxes - 1] = given[batchAxes - 1] < 0 ? -1 : given[batchAxes - 1];
    wide[batchAxes] = d;
    System.arraycopy(found, batchAxes, wide, batchAxes + 1, found.length - batchAxes);
    return new Dual<>(next, moved.reshape(wide), batchAxes);
  }
}
