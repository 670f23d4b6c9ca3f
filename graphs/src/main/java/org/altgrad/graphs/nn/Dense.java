package org.altgrad.graphs.nn;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * A fully connected layer: {@code x · weights + bias}.
 *
 * @param weights [in, out]
 * @param bias [out]
 */
public record Dense<T extends TNumber>(Expr<T> weights, Expr<T> bias) {

  /** Asks for {@code <name>/weights} and {@code <name>/bias}, the bias 0. */
  public static <T extends TNumber> Dense<T> of(
      Parameters<T> parameters, String name, int in, int out, Initialiser weights) {
    return of(parameters, name, in, out, weights, Initialiser.zeros());
  }

  /** Asks for {@code <name>/weights} and {@code <name>/bias}. */
  public static <T extends TNumber> Dense<T> of(
      Parameters<T> parameters,
      String name,
      int in,
      int out,
      Initialiser weights,
      Initialiser bias) {
    if (in < 1 || out < 1) {
      throw new IllegalArgumentException(
          String.format(
              "layer '%s': must have at least one input and one output but is %d x %d",
              name, in, out));
    }
    return new Dense<>(
        parameters.get(name + "/weights", Shape.of(in, out), weights, in, out),
        parameters.get(name + "/bias", Shape.of(out), bias, in, out));
  }

  /**
   * @param x [batch, in]
   * @return [batch, out]
   */
  public Expr<T> apply(Expr<T> x) {
    return x.matmul(weights).plus(bias);
  }
}
