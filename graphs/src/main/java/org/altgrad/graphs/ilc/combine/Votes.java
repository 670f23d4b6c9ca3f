package org.altgrad.graphs.ilc.combine;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.types.family.TNumber;

/**
 * Thresholds on A = |Σ sign(g_e)|, the votes by which one sign is ahead, in whole numbers: a mean
 * of signs compared with tau would fail for 16/80 and 0.2. An exact zero is no vote.
 */
final class Votes {
  /** What a product such as 0.2 · 80 may be off by. */
  private static final double SLACK = 1e-4;

  private Votes() {}

  /** The fewest votes that are a share of at least tau: ⌈tau · E⌉. */
  static int atLeast(double tau, int environments) {
    return (int) Math.ceil(tau * environments - SLACK);
  }

  /** The most that are a share of at most this: ⌊share · E⌋. */
  static int atMost(double share, int environments) {
    return (int) Math.floor(share * environments + SLACK);
  }

  /** 1[A ≥ ⌈tau · E⌉], where tau is a scalar that changes from step to step. */
  static <T extends TNumber> Expr<T> agree(EnvironmentStatistics<T> g, Expr<T> tau) {
    Nodes<T> nodes = tau.nodes();
    Expr<T> exact = tau.times(g.environments()).minus(SLACK);
    return ahead(g, nodes.of(nodes.tf().math.ceil(exact)));
  }

  /** 1[A ≥ ⌈tau · E⌉]. */
  static <T extends TNumber> Expr<T> agree(EnvironmentStatistics<T> g, double tau) {
    return ahead(g, atLeast(tau, g.environments()));
  }

  /** 1[A ≥ votes]. */
  static <T extends TNumber> Expr<T> ahead(EnvironmentStatistics<T> g, int votes) {
    return ahead(g, g.signs().nodes().constant(votes));
  }

  private static <T extends TNumber> Expr<T> ahead(EnvironmentStatistics<T> g, Expr<T> votes) {
    Expr<T> signs = g.signs().abs();
    return signs.nodes().indicator(signs.greater(votes.minus(0.5)));
  }
}
