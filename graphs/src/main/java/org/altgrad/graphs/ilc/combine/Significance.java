package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The AND-mask with a threshold from a test: a component is kept if its votes |Σ sign g_ej| are at
 * least A*, the smallest number that E fair coins can show with P(|Σ ±1| ≥ A*) ≤ alpha. Comparable
 * across numbers of environments, where a fixed share is not.
 *
 * <p>An exact zero is no vote, and A* stays that of E coins: with E = 4 and alpha = .2, A* is 4, so
 * three votes and a zero are not enough, although four coins show three or more as seldom. A sum
 * over fewer coins never reaches A* more often, so zeros only make the test stricter than alpha.
 *
 * @param alpha significance level, in (0, 1]
 */
public record Significance(double alpha) implements CoordinateRule {

  public Significance {
    Require.that(alpha > 0 && alpha <= 1, "alpha", "above 0 and at most 1", alpha);
  }

  /**
   * @throws IllegalArgumentException beginning with {@code combiner:} if not even all environments
   *     together are significant
   */
  @Override
  public <T extends TNumber> Expr<T> weight(EnvironmentStatistics<T> g) {
    return Votes.ahead(g, votes(g.environments()));
  }

  /** Whether all of so many environments together are significant. */
  public boolean keeps(int environments) {
    return Math.pow(2, 1 - environments) <= alpha * (1 + 1e-12);
  }

  /** The smallest A that so many coins can show with P(|Σ ±1| ≥ A) ≤ alpha. */
  int votes(int environments) {
    // Environments with the minority's sign are k; the tail grows with k.
    double logProbability = -environments * Math.log(2); // of one outcome with k of them
    double tail = 0;
    int votes = environments + 1;
    for (int k = 0; 2 * k <= environments; k++) {
      tail += (2 * k == environments ? 1 : 2) * Math.exp(logProbability);
      if (tail > alpha * (1 + 1e-12)) {
        break;
      }
      votes = environments - 2 * k;
      logProbability += Math.log(environments - k) - Math.log(k + 1);
    }
    if (votes > environments) {
      throw new IllegalArgumentException(
          String.format(
              "combiner: alpha %s keeps nothing with %d environments, whose signs all agree by"
                  + " chance with probability %s; use a larger alpha or more environments",
              alpha, environments, Math.pow(2, 1 - environments)));
    }
    return votes == 1 ? 0 : votes;
  }
}
