package org.altgrad.graphs.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** Layers of images of several networks: TensorFlow convolves by one kernel at a time. */
final class PerNetwork {
  private PerNetwork() {}

  /** A layer by one network's parameters. */
  interface Of<T extends TNumber> {
    /**
     * @param x [batch, ...example]
     * @param weights of one network
     * @param bias of one network
     */
    Expr<T> apply(Expr<T> x, Expr<T> weights, Expr<T> bias);
  }

  /**
   * Applies a layer.
   *
   * @param x [batch, h, w, c], or [networks, batch, h, w, c]
   * @param weights of rank 4, or 5 with [networks] first
   */
  static <T extends TNumber> Expr<T> apply(Expr<T> x, Expr<T> weights, Expr<T> bias, Of<T> layer) {
    boolean several = weights.shape().numDimensions() == 5;
    if (!several) {
      return x.shape().numDimensions() == 4
          ? layer.apply(x, weights, bias)
          : unfolded(x, layer.apply(folded(x), weights, bias));
    }
    int networks = Math.toIntExact(weights.shape().get(0));
    List<Expr<T>> each = new ArrayList<>();
    for (int m = 0; m < networks; m++) {
      int own = x.shape().get(0) == 1 ? 0 : m;
      each.add(layer.apply(x.at(own), weights.at(m), bias.at(m)));
    }
    return x.nodes().stack(each);
  }

  private static <T extends TNumber> Expr<T> folded(Expr<T> x) {
    long[] all = x.shape().asArray();
    return x.reshape(
        Shape.of(-1).append(Shape.of(Arrays.copyOfRange(all, 2, all.length))).asArray());
  }

  private static <T extends TNumber> Expr<T> unfolded(Expr<T> x, Expr<T> y) {
    long[] first = Arrays.copyOf(x.shape().asArray(), 2);
    long[] rest = y.shape().asArray();
    return y.reshape(
        Shape.of(first).append(Shape.of(Arrays.copyOfRange(rest, 1, rest.length))).asArray());
  }
}
