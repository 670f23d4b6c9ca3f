package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;

/** Numbers as classes 0, 1, …. */
final class Bins {
  private Bins() {}

  /** Each value is a class, in ascending order. */
  static int[] values(double[] x) {
    double[] distinct = Arrays.stream(x).distinct().sorted().toArray();
    return Arrays.stream(x).mapToInt(v -> Arrays.binarySearch(distinct, v)).toArray();
  }

  /** Bins of equal width over the range; the largest value is in the last one. */
  static int[] width(double[] x, int bins) {
    double min = StatUtils.min(x);
    double range = StatUtils.max(x) - min;
    return Arrays.stream(x)
        .mapToInt(v -> range == 0 ? 0 : (int) Math.min(bins - 1, (v - min) / range * bins))
        .toArray();
  }

  /** Bins of as many rows each, but equal values are in one bin; no bin is empty. */
  static int[] frequency(double[] x, int bins) {
    double[] ranks = Columns.ranks(x);
    double[] cut = Arrays.stream(ranks).map(r -> Math.floor((r - 0.5) / x.length * bins)).toArray();
    return values(cut);
  }

  /** Number of classes of 0, 1, …. */
  static int count(int[] classes) {
    return Arrays.stream(classes).max().orElse(-1) + 1;
  }
}
