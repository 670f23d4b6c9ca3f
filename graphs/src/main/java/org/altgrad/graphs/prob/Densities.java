package org.altgrad.graphs.prob;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/** Log-densities that are needed without the rest of their distribution, one value per entry. */
public final class Densities {
  private Densities() {}

  /** Laplace distribution: -|x - location| / scale - log(2 scale). */
  public static <T extends TNumber> Expr<T> laplace(Expr<T> x, Expr<T> location, Expr<T> scale) {
    return x.minus(location).abs().over(scale).plus(scale.times(2).log()).negate();
  }

  /**
   * Beta distribution on (0, 1): (α - 1) log x + (β - 1) log(1 - x) - log B(α, β). For shapes up to
   * some 10³ in float32: those three nearly cancel, so that .02 is missing at 10⁴ and .5 at 10⁵.
   *
   * @param x inside (0, 1): at the border the result is infinite or not a number
   */
  public static <T extends TNumber> Expr<T> beta(Expr<T> x, Expr<T> alpha, Expr<T> beta) {
    Expr<T> logBeta = alpha.lgamma().plus(beta.lgamma()).minus(alpha.plus(beta).lgamma());
    return alpha
        .minus(1)
        .times(x.log())
        .plus(beta.minus(1).times(x.negate().log1p()))
        .minus(logBeta);
  }
}
