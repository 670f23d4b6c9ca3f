package org.altgrad.graphs.nn;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * Normalises each example over its last axis (Ba et al. 2016), then scales and shifts.
 *
 * @param scale [last axis]
 * @param bias [last axis]
 * @param eps added to the variance
 */
public record LayerNorm<T extends TNumber>(Expr<T> scale, Expr<T> bias, double eps) {

  public LayerNorm {
    Normalise.requireEps(eps);
  }

  /** Asks for {@code <name>/scale}, 1, and {@code <name>/bias}, 0. */
  public static <T extends TNumber> LayerNorm<T> of(
      Parameters<T> parameters, String name, int size, double eps) {
    return new LayerNorm<>(
        parameters.filled(name + "/scale", size, 1),
        parameters.filled(name + "/bias", size, 0),
        eps);
  }

  /** Of the shape of x. */
  public Expr<T> apply(Expr<T> x) {
    return plain(x, eps).times(scale).plus(bias);
  }

  /** Without scale and bias. */
  public static <T extends TNumber> Expr<T> plain(Expr<T> x, double eps) {
    return Normalise.over(x, Normalise.requireEps(eps), -1);
  }
}
