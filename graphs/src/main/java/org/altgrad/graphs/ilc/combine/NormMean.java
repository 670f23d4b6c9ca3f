package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.ilc.ServesOne;
import org.tensorflow.types.family.TNumber;

/**
 * The mean of gradients of length 1: c_e = 1 / (E ‖g_e‖ + 10⁻¹²).
 *
 * @param scope whether gradients are as long as 1 in each parameter or in all together
 */
public record NormMean(Scope scope) implements GramRule, ServesOne {

  public NormMean {
    Require.given("scope", scope);
  }

  @Override
  public <T extends TNumber> Expr<T> coefficients(Expr<T> k, int environments, Randoms randoms) {
    Expr<T> lengths = GramRule.squares(k, environments).sqrt().times(environments).plus(1e-12);
    return lengths.nodes().constant(1).over(lengths);
  }
}
