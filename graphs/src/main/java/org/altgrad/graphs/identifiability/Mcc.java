package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.altgrad.base.Require;

/**
 * Mean correlation coefficient: the mean, over the sources, of the absolute correlation with the
 * code that the best one-to-one assignment gives them. A constant code correlates by 0, and a
 * source to which no code is left counts 0. Chance is far above 0 for few rows.
 */
public final class Mcc {
  private Mcc() {}

  /** Which correlation. */
  public enum Correlation {
    /** Of the numbers: invariant to affine maps of each code. */
    PEARSON(""),
    /** Of average ranks: invariant to strictly monotone maps of each code. */
    SPEARMAN("_spearman");

    private final String suffix;

    Correlation(String suffix) {
      this.suffix = suffix;
    }

    private double[][] units(double[][] columns) {
      return Columns.units(this == SPEARMAN ? Columns.ranks(columns) : columns);
    }
  }

  /** Over the whole sample. */
  public static Score of(Sample sample, Correlation correlation, Permutations permutations) {
    return whole(sample, correlation, "mcc" + correlation.suffix, permutations);
  }

  /**
   * The same after the prior's distribution function was applied to the codes; for sources that are
   * uniform under a prior that is not.
   *
   * @param laws one for each code, or one for all
   */
  public static Score cdf(
      Sample sample, List<Marginal> laws, Correlation correlation, Permutations permutations) {
    double[][] codes = sample.codes();
    List<Marginal> each = Marginal.each(laws, codes.length);
    double[][] flat = new double[codes.length][];
    Arrays.setAll(flat, i -> each.get(i).cdf(codes[i]));
    String version = "mcc" + correlation.suffix + "_cdf";
    return whole(sample.withCodes(flat), correlation, version, permutations);
  }

  /**
   * The reference's number: an assignment for each batch of consecutive rows, and the mean over
   * batches, weighted by their rows. Its chance is that of so few rows as a batch has.
   */
  public static Score batches(
      Sample sample, int rows, Correlation correlation, Permutations permutations) {
    Require.atLeast("batch", rows, 3);
    int n = sample.rows();
    int[] starts = IntStream.iterate(0, from -> from < n - 1, from -> from + rows).toArray();
    double[][][] codes =
        Arrays.stream(starts)
            .mapToObj(
                from ->
                    correlation.units(Columns.rows(sample.codes(), from, Math.min(n, from + rows))))
            .toArray(double[][][]::new);
    Function<int[], double[]> statistic =
        order -> {
          double[][] sources = Columns.reordered(sample.sources(), order);
          double sum = 0;
          int counted = 0;
          for (int i = 0; i < starts.length; i++) {
            int to = Math.min(n, starts[i] + rows);
            double[][] part = correlation.units(Columns.rows(sources, starts[i], to));
            sum += (to - starts[i]) * mean(codes[i], part);
            counted += to - starts[i];
          }
          return new double[] {sum / counted};
        };
    String version = "mcc" + correlation.suffix + "_batch/1";
    String validity = sample.validity("mean over batches of " + rows + " rows");
    return permutations.scores(sample, List.of(version), validity, statistic).get(0);
  }

  /** The number over the whole sample alone, for curves along a training; report {@link #of}. */
  public static double value(Sample sample, Correlation correlation) {
    return mean(correlation.units(sample.codes()), correlation.units(sample.sources()));
  }

  /** The same with what is to be said of it. */
  public static Score plain(Sample sample, Correlation correlation) {
    String version = "mcc" + correlation.suffix + "/1";
    return Score.plain(version, value(sample, correlation), sample.rows(), sample.validity());
  }

  /** Of each source that varies: what {@link #value} is the mean of. */
  public static double[] bySource(Sample sample, Correlation correlation) {
    return assigned(correlation.units(sample.codes()), correlation.units(sample.sources()));
  }

  /** Absolute correlations, [codes][sources that vary]. */
  public static double[][] correlations(Sample sample, Correlation correlation) {
    return absolute(correlation.units(sample.codes()), correlation.units(sample.sources()));
  }

  private static Score whole(
      Sample sample, Correlation correlation, String name, Permutations permutations) {
    double[][] codes = correlation.units(sample.codes());
    double[][] sources = correlation.units(sample.sources());
    return permutations
        .scores(
            sample,
            List.of(name + "/1"),
            sample.validity(),
            order -> new double[] {mean(codes, Columns.reordered(sources, order))})
        .get(0);
  }

  private static double mean(double[][] codes, double[][] sources) {
    double sum = 0;
    for (double one : assigned(codes, sources)) {
      sum += one;
    }
    return sum / sources.length;
  }

  private static double[] assigned(double[][] codes, double[][] sources) {
    double[][] correlations = absolute(codes, sources);
    int[] code = Assignment.best(correlations);
    double[] each = new double[code.length];
    Arrays.setAll(each, j -> code[j] < 0 ? 0 : correlations[code[j]][j]);
    return each;
  }

  private static double[][] absolute(double[][] codes, double[][] sources) {
    double[][] correlations = Columns.products(codes, sources);
    for (double[] row : correlations) {
      Arrays.setAll(row, j -> Math.abs(row[j]));
    }
    return correlations;
  }
}
