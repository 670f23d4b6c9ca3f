package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The smallest gradient with the sign of the mean: u_j = 1[|s̄_j| ≥ tau] sign(ḡ_j) min_e |g_ej|,
 * the strictest AND.
 *
 * @param tau from 0, which keeps everything, to 1, which asks for all signs
 */
public record MinAbs(double tau) implements CoordinateRule {

  public MinAbs {
    Require.probability("tau", tau);
  }

  @Override
  public <T extends TNumber> Expr<T> weight(EnvironmentStatistics<T> g) {
    return Votes.agree(g, tau);
  }

  @Override
  public <T extends TNumber> Expr<T> value(EnvironmentStatistics<T> g) {
    return g.mean().sign().times(g.smallest());
  }
}
