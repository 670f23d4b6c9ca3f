package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;
import org.apache.commons.math3.stat.StatUtils;

/**
 * InfoMEC (Hsu et al. 2023) of continuous codes: modularity (each active code knows one source),
 * compactness (each source is known by one code) and explicitness (a linear classifier reads the
 * sources off). Information is by 10 nearest neighbours, in units of the source's entropy. Noise
 * has a high modularity: read it against its null.
 *
 * <p>A code, or source, without any information counts as one that shares it equally. Compactness
 * of less than two active codes is undefined and is 0, and so are modularity and explicitness
 * without any.
 */
public final class InfoMec {
  private static final int NEIGHBOURS = 10;
  private static final int BINS = 10;

  private InfoMec() {}

  /**
   * @return {@code infom}, {@code infoc} and {@code infoe}
   */
  public static Map<String, Score> of(Sample sample, Permutations permutations) {
    double[][] codes = sample.codes();
    int[] active = ActiveLatents.byRange(codes);
    double[][] used = Arrays.stream(active).mapToObj(i -> codes[i]).toArray(double[][]::new);
    int[][] ascending = Arrays.stream(used).map(MutualInformation::ascending).toArray(int[][]::new);
    int[][] classes = classes(sample);
    Require.atLeast("sources that vary", classes.length, 2);
    List<Score> scores =
        permutations.scores(
            sample,
            List.of("infom/1", "infoc/1", "infoe/1"),
            sample.validity(
                sample.binned(BINS, "equally frequent"),
                active.length == 1 ? "one active latent: infoc is undefined" : ""),
            order -> {
              int[][] reordered =
                  Arrays.stream(classes)
                      .map(c -> Arrays.stream(order).map(b -> c[b]).toArray())
                      .toArray(int[][]::new);
              double[][] shares = information(used, ascending, reordered);
              return new double[] {
                modularity(shares), compactness(shares), explicitness(codes, reordered)
              };
            });
    Map<String, Score> named = new LinkedHashMap<>();
    named.put("infom", scores.get(0));
    named.put("infoc", scores.get(1));
    named.put("infoe", scores.get(2));
    return named;
  }

  /** Information of active codes on sources in units of the sources' entropy, [active][sources]. */
  public static double[][] information(Sample sample) {
    int[] active = ActiveLatents.byRange(sample.codes());
    double[][] used =
        Arrays.stream(active).mapToObj(i -> sample.codes()[i]).toArray(double[][]::new);
    int[][] ascending = Arrays.stream(used).map(MutualInformation::ascending).toArray(int[][]::new);
    return information(used, ascending, classes(sample));
  }

  static int[][] classes(Sample sample) {
    int[][] classes = new int[sample.sources().length][];
    Arrays.setAll(classes, j -> sample.classes(j, s -> Bins.frequency(s, BINS)));
    return classes;
  }

  private static double[][] information(double[][] codes, int[][] ascending, int[][] classes) {
    double[][] shares = new double[codes.length][classes.length];
    for (int j = 0; j < classes.length; j++) {
      double entropy = MutualInformation.entropy(classes[j]);
      for (int i = 0; i < codes.length; i++) {
        double information =
            MutualInformation.neighbours(codes[i], ascending[i], classes[j], NEIGHBOURS);
        shares[i][j] = information / entropy;
      }
    }
    return shares;
  }

  /**
   * @param information [active codes][sources], of two or more sources
   */
  static double modularity(double[][] information) {
    double even = information.length == 0 ? 1 : 1.0 / information[0].length;
    double largest = Arrays.stream(information).mapToDouble(InfoMec::largest).average().orElse(1);
    return information.length == 0 ? 0 : (largest - even) / (1 - even);
  }

  /** The same of sources, over active codes. */
  static double compactness(double[][] information) {
    if (information.length < 2) {
      return 0;
    }
    double[][] transposed = new double[information[0].length][];
    Arrays.setAll(transposed, j -> Columns.column(information, j));
    return modularity(transposed);
  }

  /** Share of the largest. */
  private static double largest(double[] values) {
    double all = StatUtils.sum(values);
    return all == 0 ? 1.0 / values.length : StatUtils.max(values) / all;
  }

  /** A balanced classifier without inputs gives every class the same probability. */
  static double explicitness(double[][] codes, int[][] classes) {
    double sum = 0;
    for (int[] source : classes) {
      double none = Math.log(Bins.count(source));
      sum += 1 - new SoftmaxRegression(codes, source).crossEntropy() / none;
    }
    return sum / classes.length;
  }
}
