package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * Risk extrapolation (Krueger et al. 2021, V-REx): descends L + beta Var_e(L_e), with the biased
 * variance, whose gradient is Σ c_e g_e with c_e = 1/E + (2 beta / E) (L_e - L).
 *
 * @param beta weight of the variance
 */
public record VRex(double beta) implements Combiner {

  public VRex {
    Require.notNegative("beta", beta);
  }

  @Override
  public <T extends TNumber> Combination<T> combine(Gradients<T> gradients) {
    int environments = gradients.environments();
    Expr<T> losses = gradients.losses().stop();
    Expr<T> above = losses.minus(losses.mean());
    Expr<T> c = above.times(2 * beta / environments).plus(1.0 / environments);
    return Combination.unweighted(gradients.parameters().stream().map(g -> g.weighted(c)).toList());
  }
}
