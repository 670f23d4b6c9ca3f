package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * A soft threshold of agreement: u_j = σ(kappa (|s̄_j| - tau)) ḡ_j. kappa → ∞ is the AND-mask.
 *
 * @param tau where the weight is ½, from 0 to 1
 * @param kappa steepness
 */
public record SoftAnd(double tau, double kappa) implements CoordinateRule {

  public SoftAnd {
    Require.probability("tau", tau);
    Require.positive("kappa", kappa);
  }

  @Override
  public <T extends TNumber> Expr<T> weight(EnvironmentStatistics<T> g) {
    return Expr.sigmoid(g.agreement().abs().minus(tau).times(kappa));
  }
}
