package org.altgrad.graphs.program;

import org.altgrad.base.Require;
import org.altgrad.graphs.optim.RunLength;

/**
 * Sliding windows over a split that is shuffled anew each epoch: window w of an epoch holds the
 * examples w, w + 1, ..., w + memory - 1 of its order, the last of which is the current one. A step
 * takes several windows that follow each other; the last step of an epoch takes those that are
 * left. The rows of a step depend on the seed and the step alone.
 */
public final class Windows {
  private final EpochOrder order;
  private final int windows;
  private final int memory;
  private final int perStep;

  /**
   * @param count examples in the split
   * @param memory examples in a window, between 1 and {@code count}
   * @param perStep windows in a step
   */
  public Windows(long seed, int count, int memory, int perStep) {
    if (memory < 1 || memory > count) {
      throw new IllegalArgumentException(
          "memory: must be "
              + (count == 1 ? "the 1 example" : "between 1 and the " + count + " examples")
              + " of the training split, but is "
              + memory
              + (memory > count && count > 1 ? "; write method.memory=" + count : ""));
    }
    Require.atLeast("windows_per_step", perStep, 1);
    this.order = new EpochOrder(seed, count);
    this.windows = count - memory + 1;
    this.memory = memory;
    this.perStep = Math.min(perStep, windows);
  }

  /** Every example but the first {@code memory - 1} is the current one once. */
  public int windowsPerEpoch() {
    return windows;
  }

  public long stepsPerEpoch() {
    return (windows + perStep - 1) / perStep;
  }

  /** The largest number of windows in a step. */
  public int perStep() {
    return perStep;
  }

  /** How many windows come before a step, over all epochs. */
  public long before(long step) {
    return epoch(step) * windows + first(step);
  }

  /**
   * The length of a run in windows, each of which is so many updates.
   *
   * @param run in steps
   */
  public RunLength length(RunLength run, int updates) {
    return new RunLength(before(run.stepsPerEpoch()) * updates, before(run.totalSteps()) * updates);
  }

  /** What a step is made of. */
  public TrainStep.Parts parts() {
    return new TrainStep.Parts("window", this::before);
  }

  /** The epoch of a step, counted from 0. */
  public long epoch(long step) {
    return step / stepsPerEpoch();
  }

  /** Number of windows in a step. */
  public int windows(long step) {
    return Math.min(perStep, windows - first(step));
  }

  /** Indices of the examples of a step: {@code windows(step) + memory - 1} of them. */
  public int[] rows(long step) {
    return order.rows(epoch(step), first(step), windows(step) + memory - 1);
  }

  private int first(long step) {
    return (int) (step % stepsPerEpoch()) * perStep;
  }
}
