package org.altgrad.graphs.nn;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * A fully connected layer: {@code x · weights + bias}.
 *
 * @param weights [in, out], or [networks, in, out]
 * @param bias [out], or [networks, out]
 */
public record Dense<T extends TNumber>(Expr<T> weights, Expr<T> bias) implements Mapping<T> {

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
   * @param x [batch, in], or [networks, batch, in]
   * @return [batch, out], or [networks, batch, out]
   */
  @Override
  public Expr<T> apply(Expr<T> x) {
    Expr<T> product = linear(x);
    return product.plus(weights.shape().numDimensions() == 3 ? bias.expand(1) : bias);
  }

  @Override
  public Dual<T> apply(Dual<T> x) {
    return x.affine(apply(x.value()), this::linear);
  }

  private Expr<T> linear(Expr<T> x) {
    return x.shape().numDimensions() == 2 && weights.shape().numDimensions() == 2
        ? x.matmul(weights)
        : x.batchMatmul(weights);
  }
}
