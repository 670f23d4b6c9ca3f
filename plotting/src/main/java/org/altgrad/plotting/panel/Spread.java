package org.altgrad.plotting.panel;

/** Moves labels apart. */
final class Spread {
  private Spread() {}

  /**
   * Places as near as possible to those wanted, a gap apart and within bounds. Labels that touch
   * form a block that is centred where its members want to be.
   *
   * @param wanted ascending places
   * @param gap least distance
   * @param min lowest place
   * @param max highest place
   */
  static double[] apart(double[] wanted, double gap, double min, double max) {
    int n = wanted.length;
    double[] place = new double[n];
    int[] start = new int[n];
    double[] first = new double[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      start[blocks] = i;
      first[blocks] = clamp(wanted[i], min, max);
      blocks++;
      while (blocks > 1
          && first[blocks - 2] + gap * (start[blocks - 1] - start[blocks - 2])
              > first[blocks - 1]) {
        blocks--;
        int from = start[blocks - 1];
        double mean = 0;
        for (int j = from; j <= i; j++) {
          mean += wanted[j] - gap * (j - from);
        }
        first[blocks - 1] = clamp(mean / (i - from + 1), min, max - gap * (i - from));
      }
    }
    for (int b = 0; b < blocks; b++) {
      int end = b + 1 < blocks ? start[b + 1] : n;
      for (int j = start[b]; j < end; j++) {
        place[j] = first[b] + gap * (j - start[b]);
      }
    }
    return place;
  }

  private static double clamp(double value, double min, double max) {
    return Math.max(min, Math.min(max, value));
  }
}
