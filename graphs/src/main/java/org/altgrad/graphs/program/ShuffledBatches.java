package org.altgrad.graphs.program;

import java.util.SplittableRandom;
import org.altgrad.graphs.core.Randoms;

/**
 * Batches of a split that is shuffled anew each epoch; the remainder of an epoch that does not fill
 * a batch is dropped. The rows of a step depend on the seed and the step alone.
 */
public final class ShuffledBatches {
  private final long seed;
  private final int count;
  private final int batch;
  private long epochInOrder = -1;
  private int[] order;

  /**
   * @param count examples in the split
   * @param batch examples in a step, at most {@code count}
   */
  public ShuffledBatches(long seed, int count, int batch) {
    if (batch < 1 || batch > count) {
      throw new IllegalArgumentException(
          "batch_size: must be between 1 and the "
              + count
              + " examples of the training split, but is "
              + batch);
    }
    this.seed = Randoms.mix(seed, "batches");
    this.count = count;
    this.batch = batch;
  }

  public long stepsPerEpoch() {
    return count / batch;
  }

  /** Indices of the examples of one step. */
  public int[] rows(long step) {
    long epoch = step / stepsPerEpoch();
    if (epoch != epochInOrder) {
      order = permutation(epoch);
      epochInOrder = epoch;
    }
    int[] rows = new int[batch];
    System.arraycopy(order, (int) (step % stepsPerEpoch()) * batch, rows, 0, batch);
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
