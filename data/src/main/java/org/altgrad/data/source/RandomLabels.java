package org.altgrad.data.source;

import java.util.stream.IntStream;
import org.altgrad.data.Column;
import org.altgrad.data.random.RandomStream;

/**
 * Labels of which some are drawn anew.
 *
 * @param labels the labels, random ones included
 * @param differ rows whose label is another one than before, in their order
 */
record RandomLabels(int[] labels, int[] differ) {

  /**
   * Draws round(fraction n) of n labels anew, chosen without replacement, uniformly on the classes;
   * so a label may stay as it is.
   *
   * @param purpose names the streams of random numbers
   */
  static RandomLabels of(Column clean, double fraction, int classes, long seed, String purpose) {
    int[] labels = integers(clean);
    int[] order = RandomStream.of(seed, purpose + " which").permutation(labels.length);
    RandomStream random = RandomStream.of(seed, purpose + " labels");
    for (int k = 0; k < Math.round(fraction * labels.length); k++) {
      labels[order[k]] = random.nextInt(classes);
    }
    int[] differ =
        IntStream.range(0, labels.length).filter(i -> labels[i] != clean.label(i)).toArray();
    return new RandomLabels(labels, differ);
  }

  /** The column {@code mislabelled}: 1 for the rows that differ, else 0. */
  Column mislabelled() {
    int[] flags = new int[labels.length];
    for (int row : differ) {
      flags[row] = 1;
    }
    return Column.integers("mislabelled", flags);
  }

  /** The numbers of an {@code int32} column of shape {@code []}. */
  static int[] integers(Column column) {
    return IntStream.range(0, column.count()).map(column::label).toArray();
  }
}
