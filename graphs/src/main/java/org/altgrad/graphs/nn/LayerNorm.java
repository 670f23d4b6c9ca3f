package org.altgrad.graphs.nn;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
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

  /** Makes the variables {@code <name>/scale}, 1, and {@code <name>/bias}, 0. */
  public static <T extends TNumber> LayerNorm<T> create(
      Variables variables, Nodes<T> nodes, String name, int size, double eps) {
    return new LayerNorm<>(
        Normalise.parameter(variables, nodes, name + "/scale", size, 1),
        Normalise.parameter(variables, nodes, name + "/bias", size, 0),
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
