package org.altgrad.graphs.biohsic;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.ndarray.index.Indices;
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

  /** The current sample: the last row, [..., n, d] to [..., 1, d]. */
  public static <T extends TNumber> Expr<T> current(Expr<T> x) {
    return x.nodes()
        .of(
            x.nodes()
                .tf()
                .stridedSlice(x, Indices.ellipsis(), Indices.sliceFrom(-1), Indices.all()));
  }
}
