package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The masked power mean: u_j = 1[|s̄_j| ≥ tau] sign(ḡ_j) ((1/E) Σ (|g_ej| + 10⁻¹⁰)^q)^(1/q). Where
 * all agree, q = 1 is the AND-mask; q → 0 the geometric mean, q = -1 the harmonic mean, q → -∞ the
 * smallest.
 *
 * @param tau from 0, which keeps everything, to 1, which asks for all signs
 * @param q exponent, not 0; far from 0 the powers of small or large gradients leave the range of
 *     single precision
 */
public record PowerMean(double tau, double q) implements CoordinateRule {

  public PowerMean {
    Require.probability("tau", tau);
    Require.that(
        q != 0 && Math.abs(q) <= 10, "q", "between -10 and 10, and not 0 (that is geom_mean)", q);
  }

  @Override
  public <T extends TNumber> Expr<T> weight(EnvironmentStatistics<T> g) {
    return Votes.agree(g, tau);
  }

  @Override
  public <T extends TNumber> Expr<T> value(EnvironmentStatistics<T> g) {
    Expr<T> size = g.powers(q).over(g.environments()).pow(1 / q);
    return g.mean().sign().times(size);
  }
}
