package org.altgrad.graphs.program;

import java.util.Arrays;
import java.util.List;

/**
 * Batches for several networks that learn side by side, each in the order of its own seed. The last
 * batch of an epoch may be smaller.
 */
final class SeededBatches {
  private final List<ShuffledBatches> each;
  private final int count;
  private final int batch;

  /**
   * @param count examples in the split
   * @param batch examples of each network in a step
   */
  SeededBatches(List<Long> seeds, int count, int batch) {
    this.each = seeds.stream().map(seed -> new ShuffledBatches(seed, count, batch, 1)).toList();
    this.count = count;
    this.batch = batch;
  }

  long stepsPerEpoch() {
    return each.get(0).stepsPerEpoch();
  }

  /** Examples of each network in a step. */
  int size(long step) {
    int from = (int) (step % stepsPerEpoch()) * batch;
    return Math.min(batch, count - from);
  }

  /** Rows of all networks, [networks · batch], with row 0 where there is no further example. */
  int[] rows(long step) {
    int[] rows = new int[each.size() * batch];
    for (int m = 0; m < each.size(); m++) {
      int[] own = each.get(m).rows(step);
      System.arraycopy(own, 0, rows, m * batch, own.length);
    }
    return rows;
  }

  /** Rows of some steps, one after the other, filled up with zeros. */
  int[] rows(long first, int steps, int room) {
    int each = this.each.size() * batch;
    int[] rows = new int[room * each];
    for (int k = 0; k < steps; k++) {
      System.arraycopy(rows(first + k), 0, rows, k * each, each);
    }
    return rows;
  }

  /** Sizes of some steps, filled up with the batch's. */
  int[] sizes(long first, int steps, int room) {
    int[] sizes = new int[room];
    Arrays.setAll(sizes, k -> k < steps ? size(first + k) : batch);
    return sizes;
  }
}
