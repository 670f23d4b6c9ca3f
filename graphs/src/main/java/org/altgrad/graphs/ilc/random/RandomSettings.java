package org.altgrad.graphs.ilc.random;

import java.util.List;
import org.altgrad.base.Require;

/**
 * Settings of {@link RandomGradients}.
 *
 * @param name {@code ilc_random}
 * @param components n, entries of a gradient
 * @param environments the numbers of environments E, ascending
 * @param agreeing t/E, the fraction of signs that must agree
 * @param draws draws that a measurement is the mean of
 */
public record RandomSettings(
    String name, int components, List<Integer> environments, double agreeing, int draws) {

  public RandomSettings {
    environments = List.copyOf(environments);
    Require.atLeast("components", components, 1);
    if (environments.isEmpty() || environments.get(0) < 1) {
      throw new IllegalArgumentException(
          "environments: must be numbers of at least 1 but are " + environments);
    }
    for (int i = 1; i < environments.size(); i++) {
      if (environments.get(i) <= environments.get(i - 1)) {
        throw new IllegalArgumentException("environments: must ascend but are " + environments);
      }
    }
    Require.atLeast("draws", draws, 1);
    Require.that(agreeing > 0.5 && agreeing <= 1, "agreeing", "in (0.5, 1]", agreeing);
  }

  /** t: how many of E signs must agree. */
  int threshold(int e) {
    return (int) Math.ceil(agreeing * e - 1e-9);
  }

  /** P(a component is kept) = 2^(1-E) Σ_{k ≥ t} C(E, k). */
  double keptProbability(int e) {
    double sum = 0;
    for (int k = threshold(e); k <= e; k++) {
      sum += majority(e, k);
    }
    return Math.min(1, sum);
  }

  /**
   * E u_j² of a masked component: where k signs agree it is (1 - 2/π)/E + (2/π) (2k/E - 1)², for
   * |g| has the mean √(2/π) whatever the signs are.
   */
  double secondMoment(int e) {
    double sum = 0;
    for (int k = threshold(e); k <= e; k++) {
      double vote = 2.0 * k / e - 1;
      sum += majority(e, k) * ((1 - 2 / Math.PI) / e + 2 / Math.PI * vote * vote);
    }
    return sum;
  }

  /** P(k of E signs are the majority), k > E/2. */
  private static double majority(int e, int k) {
    return Math.exp(logChoose(e, k) + (1 - e) * Math.log(2));
  }

  private static double logChoose(int n, int k) {
    double log = 0;
    for (int i = 1; i <= k; i++) {
      log += Math.log(n - k + i) - Math.log(i);
    }
    return log;
  }
}
