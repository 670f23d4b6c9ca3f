package org.altgrad.graphs.nn;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/** Pooling over square windows of images [batch, height, width, channels]. */
public final class Pooling {
  private Pooling() {}

  /** The largest value of each window. */
  public static <T extends TNumber> Expr<T> max(Expr<T> x, int size, int stride, Padding padding) {
    requirePositive(size, stride);
    var tf = x.nodes().tf();
    int[] window = {1, size, size, 1};
    int[] steps = {1, stride, stride, 1};
    return x.nodes().of(tf.nn.maxPool(x, tf.constant(window), tf.constant(steps), padding.name()));
  }

  /** The mean of each window; padding does not count. */
  public static <T extends TNumber> Expr<T> average(
      Expr<T> x, int size, int stride, Padding padding) {
    requirePositive(size, stride);
    var tf = x.nodes().tf();
    return x.nodes()
        .of(tf.nn.avgPool(x, Conv2d.strides(size), Conv2d.strides(stride), padding.name()));
  }

  private static void requirePositive(int size, int stride) {
    if (size < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "size and stride: must be at least 1, are " + size + " and " + stride);
    }
  }
}
