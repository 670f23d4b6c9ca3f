package org.altgrad.graphs.program;

import java.util.SplittableRandom;
import org.altgrad.graphs.core.Randoms;

/** The order in which an epoch goes through a split: a pure function of the seed and the epoch. */
final class EpochOrder {
  private final long seed;
  private final int count;
  private long epochInOrder = -1;
  private int[] order;

  EpochOrder(long seed, int count) {
    this.seed = Randoms.mix(seed, "batches");
    this.count = count;
  }

  /** A part of an epoch's order. */
  int[] rows(long epoch, int from, int length) {
    if (epoch != epochInOrder) {
      order = permutation(epoch);
      epochInOrder = epoch;
    }
    int[] rows = new int[length];
    System.arraycopy(order, from, rows, 0, length);
    return rows;
  }

  /** Fisher and Yates's shuffle. */
  private int[] permutation(long epoch) {
    SplittableRandom random = new SplittableRandom(Randoms.mix(seed, "epoch" + epoch));
    int[] p = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      p[i] = p[j];
      p[j] = i;
    }
    return p;
  }
}
