package org.altgrad.graphs.hnca;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Conv2d;
import org.tensorflow.types.family.TNumber;

/** A deterministic, differentiable function of the pixels. */
@FunctionalInterface
public interface Features<T extends TNumber> {
  /**
   * @param x [batch, pixels] bits
   */
  Trace<T> apply(Expr<T> x);

  /**
   * @param values [batch, features]
   * @param convolutions that led to them
   */
  record Trace<T extends TNumber>(Expr<T> values, List<Convolution<T>> convolutions) {}

  /**
   * @param name of the layer
   * @param input [batch, height, width, in]
   * @param output [batch, rows, columns, out] before the activation
   */
  record Convolution<T extends TNumber>(
      String name, Conv2d<T> layer, Expr<T> input, Expr<T> output) {}

  /** The pixels themselves. */
  static <T extends TNumber> Features<T> pixels() {
    return x -> new Trace<>(x, List.of());
  }
}
