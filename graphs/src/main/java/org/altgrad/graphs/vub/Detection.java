package org.altgrad.graphs.vub;

import java.util.Arrays;

/**
 * How well a score, which should be larger for examples of something else, tells them from those of
 * what was trained on.
 *
 * @param known scores of examples of what was trained on
 * @param outside scores of the others
 */
record Detection(double[] known, double[] outside) {
  /** Sorts copies. */
  Detection {
    known = known.clone();
    outside = outside.clone();
    Arrays.sort(known);
    Arrays.sort(outside);
  }

  /**
   * The area under the curve of true against false alarms: the share of pairs of a known example
   * and another whose order the score tells, of equal scores half.
   */
  double auroc() {
    double pairs = 0;
    for (double score : outside) {
      pairs += (below(known, score) + atMost(known, score)) / 2.0;
    }
    return pairs / known.length / outside.length;
  }

  /**
   * The share of the others that are taken for known at the least threshold that keeps such a share
   * of the known; 1 less it are found with 1 - share false alarms.
   *
   * @param share of the known that are to be kept, above 0
   */
  double missed(double share) {
    double threshold = known[(int) Math.ceil(share * known.length) - 1];
    return (double) atMost(outside, threshold) / outside.length;
  }

  /** The share of the known that lie at or below a score. */
  double rank(double score) {
    return (double) atMost(known, score) / known.length;
  }

  /**
   * A point of the curve of alarms.
   *
   * @param share of all examples, known or not, that lie at or below the threshold, in [0, 1]
   * @return the shares of the known and of the others above it
   */
  double[] alarms(double share) {
    double[] all = Arrays.copyOf(known, known.length + outside.length);
    System.arraycopy(outside, 0, all, known.length, outside.length);
    Arrays.sort(all);
    int below = (int) Math.round(share * all.length);
    double threshold = below == 0 ? Double.NEGATIVE_INFINITY : all[below - 1];
    return new double[] {
      1 - rank(threshold), 1 - (double) atMost(outside, threshold) / outside.length
    };
  }

  private static int below(double[] sorted, double x) {
    return first(sorted, value -> value >= x);
  }

  private static int atMost(double[] sorted, double x) {
    return first(sorted, value -> value > x);
  }

  /** The number of values before the first that is so, as all behind it are. */
  private static int first(double[] sorted, java.util.function.DoublePredicate so) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (so.test(sorted[middle])) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
