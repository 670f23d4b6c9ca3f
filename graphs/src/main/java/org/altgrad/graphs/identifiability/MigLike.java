package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.util.MathArrays;

/**
 * Gap between the two codes that predict a source best, each by a forest of its own on that code
 * alone; the mean over sources. Rows are split at random: 80 % for the forests, 10 % for
 * validation, 10 % for a test. A continuous source is predicted as well as 1 - RMSE / deviation
 * says, cut to [0, 1], a label as well as the share of right ones. A constant code predicts no
 * continuous source, and of a label the most frequent class; of a single code the second best is 0.
 */
public final class MigLike {
  private MigLike() {}

  /**
   * @param trees of each forest, fully grown; 100 in the reference
   * @param seed of the split and of the forests
   * @return {@code mig_like_val} and {@code mig_like_test}
   */
  public static Map<String, Score> of(
      Sample sample, int trees, long seed, Permutations permutations) {
    List<Score> scores =
        permutations.scores(
            sample,
            List.of("mig_like_val/1", "mig_like_test/1"),
            sample.validity(),
            order -> {
              double[][][] both = predictability(sample, order, trees, seed);
              return new double[] {gap(both[0]), gap(both[1])};
            });
    Map<String, Score> named = new LinkedHashMap<>();
    named.put("mig_like_val", scores.get(0));
    named.put("mig_like_test", scores.get(1));
    return named;
  }

  /** How well each code predicts each source on the validation rows, [codes][sources]. */
  public static double[][] predictability(Sample sample, int trees, long seed) {
    return predictability(sample, MathArrays.natural(sample.rows()), trees, seed)[0];
  }

  private static double gap(double[][] scores) {
    double sum = 0;
    for (int j = 0; j < scores[0].length; j++) {
      sum += Columns.gap(Columns.column(scores, j));
    }
    return sum / scores[0].length;
  }

  /** On validation and on test rows. */
  private static double[][][] predictability(Sample sample, int[] order, int trees, long seed) {
    int rows = sample.rows();
    Require.atLeast("rows", rows, 20);
    int[] split = MathArrays.natural(rows);
    MathArrays.shuffle(split, new Well19937c(seed));
    double[][] codes = Columns.reordered(sample.codes(), split);
    double[][] sources = Columns.reordered(Columns.reordered(sample.sources(), order), split);
    int train = rows * 8 / 10;
    int[] ends = {train, rows * 9 / 10, rows};
    double[][][] scores = new double[2][codes.length][sources.length];
    Forest.Settings settings = Forest.Settings.full(trees, seed);
    for (int i = 0; i < codes.length; i++) {
      double[][] code = {codes[i]};
      double[][] seen = Columns.rows(code, 0, train);
      for (int j = 0; j < sources.length; j++) {
        Prediction prediction = Prediction.of(seen, sources[j], sample.isLabel(j), settings);
        for (int part = 0; part < 2; part++) {
          scores[part][i][j] = prediction.score(code, ends[part], ends[part + 1]);
        }
      }
    }
    return scores;
  }

  /** A forest that predicts one source from as many rows as its features have. */
  record Prediction(Forest forest, double[] source, boolean label) {

    static Prediction of(
        double[][] seen, double[] source, boolean label, Forest.Settings settings) {
      int train = seen[0].length;
      double[][] targets = label ? Forest.oneHot(Bins.values(source)) : new double[][] {source};
      Forest forest = new Forest(seen, Columns.rows(targets, 0, train), settings);
      return new Prediction(forest, source, label);
    }

    double score(double[][] features, int from, int to) {
      if (label) {
        return forest.accuracy(features, Bins.values(source), from, to);
      }
      double deviation =
          Math.sqrt(StatUtils.populationVariance(Arrays.copyOfRange(source, from, to)));
      double error = forest.rootMeanSquare(features, source, from, to);
      return deviation == 0 ? 0 : Math.max(0, 1 - error / deviation);
    }
  }
}
