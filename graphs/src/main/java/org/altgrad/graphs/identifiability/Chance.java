package org.altgrad.graphs.identifiability;

import org.altgrad.base.Require;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * A score's null: what it is when codes and sources are of different rows.
 *
 * @param mean over the permutations
 * @param upper 95 % point
 * @param p share of permutations, the sample itself counted among them, that score as high as it:
 *     (1 + number) / (1 + permutations)
 */
public record Chance(double mean, double upper, double p) {

  static Chance of(double value, double[] nulls) {
    for (double each : nulls) {
      Require.finite("score of permuted rows", each);
    }
    int asHigh = 0;
    for (double each : nulls) {
      asHigh += each >= value ? 1 : 0;
    }
    double upper = new Percentile().withEstimationType(EstimationType.R_7).evaluate(nulls, 95);
    return new Chance(StatUtils.mean(nulls), upper, (1 + asHigh) / (1.0 + nulls.length));
  }
}
