package org.altgrad.graphs.program;

/**
 * Batches of a split that is shuffled anew each epoch; the remainder of an epoch that does not fill
 * a batch is dropped. The rows of a step depend on the seed and the step alone.
 */
public final class ShuffledBatches implements Batches {
  private final EpochOrder order;
  private final int count;
  private final int batch;

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
    this.order = new EpochOrder(seed, count);
    this.count = count;
    this.batch = batch;
  }

  @Override
  public int size() {
    return batch;
  }

  @Override
  public long stepsPerEpoch() {
    return count / batch;
  }

  @Override
  public int[] rows(long step) {
    return order.rows(step / stepsPerEpoch(), (int) (step % stepsPerEpoch()) * batch, batch);
  }
}
