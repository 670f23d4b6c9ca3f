package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.types.family.TNumber;

/**
 * Student's t as a threshold: u_j = 1[|ḡ_j| ≥ c √(V_j / E)] ḡ_j, the mean where it is at least c
 * standard errors from 0. One environment has no spread and keeps everything.
 *
 * @param c at least 0
 */
public record TStatistic(double c) implements CoordinateRule {

  private static final double SLACK = 1e-5;

  public TStatistic {
    Require.notNegative("c", c);
  }

  @Override
  public <T extends TNumber> Expr<T> weight(EnvironmentStatistics<T> g) {
    Expr<T> error = g.variance().over(g.environments()).sqrt();
    Nodes<T> nodes = error.nodes();
    // Where one environment alone has a gradient both are |g| / E: rounding must not decide.
    Expr<T> least = error.times(c * (1 - SLACK));
    return nodes.indicator(nodes.tf().math.greaterEqual(g.mean().abs(), least));
  }
}
