package org.altgrad.data.source;

import org.altgrad.data.Column;
import org.altgrad.data.Split;

/** Statistics of a split, to compare with published ones. */
final class Facts {
  private Facts() {}

  static int[] labelCounts(Split split) {
    int[] counts = new int[10];
    for (int i = 0; i < split.count(); i++) {
      counts[split.column("label").label(i)]++;
    }
    return counts;
  }

  /** Mean pixel, scaled to the unit interval. */
  static double mean(Split split) {
    return moment(split, 1);
  }

  /** Standard deviation of the pixels, scaled to the unit interval. */
  static double deviation(Split split) {
    double mean = mean(split);
    return Math.sqrt(moment(split, 2) - mean * mean);
  }

  private static double moment(Split split, int power) {
    Column image = split.column("image");
    var data = image.data();
    double sum = 0;
    while (data.hasRemaining()) {
      sum += Math.pow((data.get() & 0xff) / 255.0, power);
    }
    return sum / data.limit();
  }
}
