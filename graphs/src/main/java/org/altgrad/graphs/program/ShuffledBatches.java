package org.altgrad.graphs.program;

/**
 * Batches of a split that is shuffled anew each epoch. The rows of a step depend on the seed and
 * the step alone.
 */
public final class ShuffledBatches implements Batches {
  private final EpochOrder order;
  private final int count;
  private final int batch;
  private final int smallest;

  /**
   * Full batches: the remainder of an epoch that does not fill one is dropped.
   *
   * @param count examples in the split
   * @param batch examples in a step, at most {@code count}
   */
  public ShuffledBatches(long seed, int count, int batch) {
    this(seed, count, batch, Math.max(1, batch));
  }

  /**
   * Batches of which the last of an epoch may be smaller.
   *
   * @param smallest with fewer examples it is dropped
   */
  public ShuffledBatches(long seed, int count, int batch, int smallest) {
    if (batch < Math.max(1, smallest) || batch > count) {
      int least = smallest == batch ? 1 : Math.max(1, Math.min(smallest, count));
      throw new IllegalArgumentException(
          "batch_size: must be "
              + (least == count ? "the " : "between " + least + " and the ")
              + count
              + (count == 1 ? " example" : " examples")
              + " of the training split, but is "
              + batch
              + (batch > count ? "; write trainer.batch_size=" + count : ""));
    }
    this.order = new EpochOrder(seed, count);
    this.count = count;
    this.batch = batch;
    this.smallest = smallest;
  }

  @Override
  public int size() {
    return batch;
  }

  @Override
  public long stepsPerEpoch() {
    return count / batch + (count % batch >= smallest ? 1 : 0);
  }

  @Override
  public int[] rows(long step) {
    int from = (int) (step % stepsPerEpoch()) * batch;
    return order.rows(step / stepsPerEpoch(), from, Math.min(batch, count - from));
  }
}
