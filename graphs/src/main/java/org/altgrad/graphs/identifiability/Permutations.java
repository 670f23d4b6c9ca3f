package org.altgrad.graphs.identifiability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.base.Require;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.util.MathArrays;

/**
 * Random orders of the sources' rows, from which a score's null is estimated. The same seed gives
 * the same orders.
 *
 * @param draws at least 20
 */
public record Permutations(int draws, long seed) {

  public Permutations {
    Require.atLeast("permutations", draws, 20);
  }

  /**
   * Scores with their nulls.
   *
   * @param versions of the scores
   * @param statistic from an order of the sources' rows to one value for each version
   */
  List<Score> scores(
      Sample sample, List<String> versions, String validity, Function<int[], double[]> statistic) {
    int[] order = MathArrays.natural(sample.rows());
    double[] values = statistic.apply(order);
    double[][] nulls = new double[versions.size()][draws];
    Well19937c random = new Well19937c(seed);
    for (int i = 0; i < draws; i++) {
      MathArrays.shuffle(order, random);
      double[] permuted = statistic.apply(order);
      for (int m = 0; m < nulls.length; m++) {
        nulls[m][i] = permuted[m];
      }
    }
    List<Score> scores = new ArrayList<>();
    for (int m = 0; m < nulls.length; m++) {
      Require.finite(versions.get(m), values[m]);
      Optional<Chance> chance = Optional.of(Chance.of(values[m], nulls[m]));
      scores.add(new Score(versions.get(m), values[m], chance, sample.rows(), validity));
    }
    return scores;
  }
}
