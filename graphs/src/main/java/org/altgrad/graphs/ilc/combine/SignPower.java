package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The mean weighed by its signs' agreement: u_j = |s̄_j|^r ḡ_j. r = 0 is the mean, r → ∞ the
 * AND-mask at tau = 1.
 *
 * @param r at least 0
 */
public record SignPower(double r) implements CoordinateRule {

  public SignPower {
    Require.notNegative("r", r);
  }

  @Override
  public <T extends TNumber> Expr<T> weight(EnvironmentStatistics<T> g) {
    return g.agreement().abs().pow(r);
  }
}
