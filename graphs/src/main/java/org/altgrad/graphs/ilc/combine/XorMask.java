package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The XOR-mask: u_j = 1[|s̄_j| ≤ 1 + s] ḡ_j, the mean where environments disagree. For the figure
 * of gradients that masks leave; the paper gives no formula.
 *
 * @param s from -1, which keeps perfect ties, to 0, which keeps everything
 */
public record XorMask(double s) implements CoordinateRule {

  public XorMask {
    Require.that(s >= -1 && s <= 0, "s", "between -1 and 0", s);
  }

  @Override
  public <T extends TNumber> Expr<T> weight(EnvironmentStatistics<T> g) {
    return Votes.ahead(g, Votes.atMost(1 + s, g.environments()) + 1).subtractFrom(1);
  }
}
