package org.altgrad.graphs.biohsic;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** Axes counted from the end, so that everything may have a leading axis of models. */
public final class Axes {
  public static final int ROWS = -2;
  public static final int UNITS = -1;

  private Axes() {}

  /** Size of an axis counted from the end: a constant where the graph knows it. */
  public static <T extends TNumber> Expr<T> size(Expr<T> x, int fromEnd) {
    int axis = x.shape().numDimensions() + fromEnd;
    long size = x.shape().get(axis);
    return size >= 0 ? x.nodes().constant(size) : x.size(axis);
  }

  /** Size of an axis counted from the end that the graph knows. */
  static long known(Expr<?> x, int fromEnd) {
    long size = x.shape().get(x.shape().numDimensions() + fromEnd);
    if (size < 0) {
      throw new IllegalStateException("axis " + fromEnd + " of " + x + " has no known size");
    }
    return size;
  }

  /** The current sample: the last row, [..., n, d] to [..., 1, d]. */
  public static <T extends TNumber> Expr<T> current(Expr<T> x) {
    return x.nodes()
        .of(
            x.nodes()
                .tf()
                .stridedSlice(x, Indices.ellipsis(), Indices.sliceFrom(-1), Indices.all()));
  }

  /** The current sample where samples are the second axis: [m, n, ...] to [m, 1, ...]. */
  static <T extends TNumber> Expr<T> currentOfModels(Expr<T> x) {
    return x.nodes()
        .of(
            x.nodes()
                .tf()
                .stridedSlice(x, Indices.all(), Indices.sliceFrom(-1), Indices.ellipsis()));
  }

  /**
   * Some consecutive samples of a block.
   *
   * @param axis of samples: 0, or 1 where the first one is of models
   */
  static <T extends TNumber> Expr<T> samples(
      Expr<T> x, int axis, Operand<TInt32> first, int count) {
    var tf = x.nodes().tf();
    long[] shape = x.shape().asArray();
    int[] begin = new int[shape.length];
    int[] size = new int[shape.length];
    for (int i = 0; i < shape.length; i++) {
      size[i] = (int) shape[i];
    }
    begin[axis] = 1;
    size[axis] = count;
    // A constant size keeps the shape known.
    return x.nodes().of(tf.slice(x, tf.math.mul(tf.constant(begin), first), tf.constant(size)));
  }

  /** The known size of the first axis, of models. */
  static long models(Expr<?> x) {
    return x.shape().get(0);
  }

  /** [m, n, ...] to [m, n, d]. */
  static <T extends TNumber> Expr<T> flat(Expr<T> x, Shape example) {
    return example.numDimensions() == 1 ? x : x.reshape(models(x), -1, example.size());
  }

  /** [m, n, d] to [m, n, ...]. */
  static <T extends TNumber> Expr<T> unflat(Expr<T> x, Shape example) {
    return example.numDimensions() == 1
        ? x
        : x.reshape(Shape.of(models(x), -1).append(example).asArray());
  }
}
