package org.altgrad.graphs.nn;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** What the normalising layers share: shift to mean 0, scale to variance 1. */
final class Normalise {
  private Normalise() {}

  /** (x - mean) / √(variance over the axes + eps). */
  static <T extends TNumber> Expr<T> over(Expr<T> x, double eps, int... axes) {
    Expr<T> centred = x.minus(x.meanKeep(axes));
    Expr<T> variance = centred.square().meanKeep(axes);
    return centred.over(variance.plus(eps).sqrt());
  }

  static <T extends TNumber> Expr<T> parameter(
      Variables variables, Nodes<T> nodes, String name, int size, double value) {
    return variables.trainable(name, Initialiser.filled(nodes, Shape.of(size), value));
  }

  static double requireEps(double eps) {
    Require.positive("eps", eps);
    return eps;
  }
}
