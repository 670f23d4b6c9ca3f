package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.List;
import org.altgrad.base.Require;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Separated attribute predictability (Kumar et al. 2018): for each source how much better the best
 * code predicts it than the second best, and the mean over sources. A continuous source is
 * predicted as well as the squared correlation says on the first 80 % of the rows; a label by a
 * balanced linear support vector machine (C = .01) that has seen these, on the rest. A code of a
 * variance below 1e-12 predicts nothing; of a single code the second best is 0.
 */
public final class Sap {
  private Sap() {}

  public static Score of(Sample sample, Permutations permutations) {
    Require.atLeast("rows", sample.rows(), 10);
    return permutations
        .scores(
            sample,
            List.of("sap/1"),
            sample.validity(),
            order -> {
              double[][] scores = predictability(sample, order);
              double sum = 0;
              for (int j = 0; j < scores[0].length; j++) {
                sum += Columns.gap(Columns.column(scores, j));
              }
              return new double[] {sum / scores[0].length};
            })
        .get(0);
  }

  /** [codes][sources]. */
  private static double[][] predictability(Sample sample, int[] order) {
    double[][] codes = sample.codes();
    double[][] sources = Columns.reordered(sample.sources(), order);
    int train = sample.rows() * 4 / 5;
    double[][] units = Columns.units(Columns.rows(codes, 0, train));
    double[][] scores = Columns.products(units, Columns.units(Columns.rows(sources, 0, train)));
    for (int i = 0; i < codes.length; i++) {
      boolean still = StatUtils.variance(codes[i], 0, train) < 1e-12;
      for (int j = 0; j < sources.length; j++) {
        double square = scores[i][j] * scores[i][j];
        double score = sample.isLabel(j) ? accuracy(codes[i], Bins.values(sources[j])) : square;
        scores[i][j] = still ? 0 : score;
      }
    }
    return scores;
  }

  private static double accuracy(double[] code, int[] classes) {
    int train = code.length * 4 / 5;
    LinearSvm machine =
        LinearSvm.fit(Arrays.copyOf(code, train), Arrays.copyOf(classes, train), 0.01);
    return machine.accuracy(
        Arrays.copyOfRange(code, train, code.length),
        Arrays.copyOfRange(classes, train, code.length));
  }
}
