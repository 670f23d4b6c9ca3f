package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The masked geometric mean (Parascandolo et al. 2021): u_j = 1[|s̄_j| ≥ tau] sign(ḡ_j) exp((1/E) Σ
 * ln(|g_ej| + 10⁻¹⁰)), the gradient whose Hessian is the geometric mean of the environments'.
 *
 * @param tau from 0, which keeps everything, to 1, which asks for all signs
 */
public record GeomMean(double tau) implements CoordinateRule {

  public GeomMean {
    Require.probability("tau", tau);
  }

  @Override
  public <T extends TNumber> Expr<T> weight(EnvironmentStatistics<T> g) {
    return Votes.agree(g, tau);
  }

  @Override
  public <T extends TNumber> Expr<T> value(EnvironmentStatistics<T> g) {
    return signed(g);
  }

  /** The geometric mean of the sizes with the sign of ḡ. */
  static <T extends TNumber> Expr<T> signed(EnvironmentStatistics<T> g) {
    return g.mean().sign().times(g.logs().over(g.environments()).exp());
  }
}
