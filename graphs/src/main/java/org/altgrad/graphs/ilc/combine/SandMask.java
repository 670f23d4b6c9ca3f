package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The smoothed AND-mask (Shahtalebi et al. 2021, SAND-mask): u_j = w_j ḡ_j with w_j = max(0,
 * tanh((|s̄_j| - tau) / (k R_j))), where environments that differ much, by R_j, count for less.
 *
 * @param tau agreement where the weight begins, at least 0 and below 1
 * @param k width of the rise; the smaller, the harder the mask
 * @param spread what R is
 */
public record SandMask(double tau, double k, SignSpread spread) implements CoordinateRule {
  private static final double GUARD = 1e-12;

  /** How environments differ. */
  public enum SignSpread {
    /** V / ḡ², which does not depend on the gradients' scale. */
    RELATIVE,
    /** V, as published. */
    RAW
  }

  public SandMask {
    check(tau, k, spread);
  }

  @Override
  public <T extends TNumber> Expr<T> weight(EnvironmentStatistics<T> g) {
    return weight(g, tau, k, spread);
  }

  static void check(double tau, double k, SignSpread spread) {
    Require.that(
        tau >= 0 && tau < 1, "tau", "at least 0 and below 1, where every weight is 0", tau);
    Require.positive("k", k);
    Require.given("spread", spread);
  }

  static <T extends TNumber> Expr<T> weight(
      EnvironmentStatistics<T> g, double tau, double k, SignSpread spread) {
    Expr<T> variance = g.variance();
    Expr<T> r =
        switch (spread) {
          case RELATIVE -> variance.over(g.mean().square().plus(GUARD));
          case RAW -> variance;
        };
    Expr<T> above = g.agreement().abs().minus(tau);
    Expr<T> weight = Expr.tanh(above.over(r.times(k).plus(GUARD)));
    return weight.max(weight.nodes().constant(0));
  }
}
