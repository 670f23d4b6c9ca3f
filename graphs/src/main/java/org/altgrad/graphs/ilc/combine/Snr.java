package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The mean weighed by its signal-to-noise ratio: u_j = (ḡ_j² / (ḡ_j² + V_j))^r ḡ_j.
 *
 * @param r at least 0
 */
public record Snr(double r) implements CoordinateRule {

  public Snr {
    Require.notNegative("r", r);
  }

  @Override
  public <T extends TNumber> Expr<T> weight(EnvironmentStatistics<T> g) {
    return share(g).pow(r);
  }

  /** ḡ² / (ḡ² + V), 0 where there is no gradient. */
  static <T extends TNumber> Expr<T> share(EnvironmentStatistics<T> g) {
    Expr<T> signal = g.mean().square();
    Expr<T> all = signal.plus(g.variance());
    return signal.over(all.max(all.nodes().constant(1e-37)));
  }
}
