package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.List;

/**
 * Mutual information gap (Chen et al. 2018) by histograms, as in disentanglement_lib: for each
 * source the difference between the largest and the second largest information of a code, in units
 * of the source's entropy; the mean over sources. Codes are cut into 20 bins of equal width. A
 * constant code has no information; of a single code the second largest is 0.
 */
public final class Mig {
  private static final int BINS = 20;

  private Mig() {}

  public static Score of(Sample sample, Permutations permutations) {
    int[][] codes =
        Arrays.stream(sample.codes()).map(z -> Bins.width(z, BINS)).toArray(int[][]::new);
    int[][] sources = new int[sample.sources().length][];
    Arrays.setAll(sources, j -> sample.classes(j, s -> Bins.width(s, BINS)));
    return permutations
        .scores(
            sample,
            List.of("mig/1"),
            sample.validity(sample.binned(BINS, "equally wide")),
            order -> new double[] {gap(codes, sources, order)})
        .get(0);
  }

  private static double gap(int[][] codes, int[][] sources, int[] order) {
    double sum = 0;
    for (int[] source : sources) {
      int[] reordered = Arrays.stream(order).map(b -> source[b]).toArray();
      double[] information =
          Arrays.stream(codes)
              .mapToDouble(z -> MutualInformation.information(z, reordered))
              .toArray();
      sum += Columns.gap(information) / MutualInformation.entropy(source);
    }
    return sum / sources.length;
  }
}
