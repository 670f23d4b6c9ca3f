package org.altgrad.graphs.nn;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * Size and initial values of a convolution's parameters.
 *
 * @param size height and width
 * @param in channels of the larger image
 * @param out channels of the smaller image
 * @param weights how [size, size, in, out] are drawn
 * @param bias how the bias is drawn
 */
public record Kernel(int size, int in, int out, Initialiser weights, Initialiser bias) {

  public Kernel {
    if (size < 1 || in < 1 || out < 1) {
      throw new IllegalArgumentException(
          String.format(
              "kernel: must have a positive size but is %d x %d x %d x %d", size, size, in, out));
    }
  }

  <T extends TNumber> Expr<T> weights(Parameters<T> parameters, String layer) {
    Shape shape = Shape.of(size, size, in, out);
    return parameters.get(layer + "/weights", shape, weights, area() * in, area() * out);
  }

  <T extends TNumber> Expr<T> bias(Parameters<T> parameters, String layer) {
    return parameters.get(layer + "/bias", Shape.of(out), bias, area() * in, area() * out);
  }

  /** One number for each channel of the larger image; fans as of the weights. */
  <T extends TNumber> Expr<T> transposedBias(Parameters<T> parameters, String layer) {
    return parameters.get(layer + "/bias", Shape.of(in), bias, area() * in, area() * out);
  }

  private long area() {
    return (long) size * size;
  }
}
