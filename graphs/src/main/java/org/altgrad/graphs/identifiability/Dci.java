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
 * Disentanglement, completeness and informativeness (Eastwood and Williams 2018) from the
 * importances of bagged trees, one forest for each source on all codes. Noise does not score 0 for
 * few rows (.05 of 50), and other regressors give other numbers: compare within one version.
 */
public final class Dci {
  private static final double TINY = 1e-11;

  private Dci() {}

  /**
   * @param trees of each forest, at most 8 deep with 5 rows in a leaf
   * @param seed of the split (80 % of the rows are seen by the forests) and of the forests
   * @return {@code dci_disentanglement}, {@code dci_completeness} and {@code dci_informativeness}:
   *     the share of right labels, or 1 - RMSE / deviation cut to [0, 1], on the rows not seen
   */
  public static Map<String, Score> of(
      Sample sample, int trees, long seed, Permutations permutations) {
    List<String> names = List.of("dci_disentanglement", "dci_completeness", "dci_informativeness");
    List<Score> scores =
        permutations.scores(
            sample,
            names.stream().map(name -> name + "/1").toList(),
            sample.validity("importances of " + trees + " trees"),
            order -> {
              double[][] sources = Columns.reordered(sample.sources(), order);
              return scores(sample, sources, new Forest.Settings(trees, 8, 5, seed));
            });
    Map<String, Score> named = new LinkedHashMap<>();
    for (int m = 0; m < names.size(); m++) {
      named.put(names.get(m), scores.get(m));
    }
    return named;
  }

  private static double[] scores(Sample sample, double[][] sources, Forest.Settings settings) {
    int rows = sample.rows();
    Require.atLeast("rows", rows, 20);
    int[] split = MathArrays.natural(rows);
    MathArrays.shuffle(split, new Well19937c(settings.seed()));
    double[][] codes = Columns.reordered(sample.codes(), split);
    int train = rows * 8 / 10;
    double[][] importances = new double[codes.length][sources.length];
    double known = 0;
    for (int j = 0; j < sources.length; j++) {
      MigLike.Prediction prediction =
          MigLike.Prediction.of(
              Columns.rows(codes, 0, train),
              Columns.reordered(sources[j], split),
              sample.isLabel(j),
              settings);
      double[] ofSource = prediction.forest().importances();
      for (int i = 0; i < codes.length; i++) {
        importances[i][j] = ofSource[i];
      }
      known += prediction.score(codes, train, rows) / sources.length;
    }
    return new double[] {disentanglement(importances), completeness(importances), known};
  }

  /**
   * One minus the entropy of each code's importances over sources, weighted by the code's share; 0
   * if nothing has any importance, and 1 if there is one source.
   *
   * @param importances [codes][sources], not negative
   */
  public static double disentanglement(double[][] importances) {
    int sources = importances[0].length;
    double all = Arrays.stream(importances).mapToDouble(StatUtils::sum).sum();
    double sum = 0;
    for (double[] code : importances) {
      double own = StatUtils.sum(code);
      double entropy = 0;
      for (double importance : code) {
        double share = (importance + TINY) / (own + sources * TINY);
        entropy -= share * Math.log(share);
      }
      double weight = all == 0 ? 1.0 / importances.length : own / all;
      sum += weight * (sources == 1 ? 1 : 1 - entropy / Math.log(sources));
    }
    return sum;
  }

  /** The same of sources, over codes. */
  public static double completeness(double[][] importances) {
    double[][] transposed = new double[importances[0].length][];
    Arrays.setAll(transposed, j -> Columns.column(importances, j));
    return disentanglement(transposed);
  }
}
