package org.altgrad.graphs.program;

import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.optim.RunLength;

/**
 * How long training may go on, as users write it. The length of a run follows from it and from the
 * program's data, and is computed here only. A limit of wall-clock time is no part of it: where a
 * run may end early by its time, or because nothing gets better any more, schedules in fractions of
 * the run still count by its steps.
 *
 * @param maxEpochs epochs after which the run is done
 * @param maxSteps steps after which it is done, if that comes first
 * @param limitTrainBatches an epoch is cut off after that many steps
 */
public record Limits(long maxEpochs, Optional<Long> maxSteps, Optional<Long> limitTrainBatches) {
  /** One step, which is an epoch and the whole run. */
  public static final Limits ONE_STEP = new Limits(1, Optional.of(1L), Optional.of(1L));

  public Limits {
    Require.atLeast("maxEpochs", maxEpochs, 1);
    maxSteps.ifPresent(n -> Require.atLeast("maxSteps", n, 1));
    limitTrainBatches.ifPresent(n -> Require.atLeast("limitTrainBatches", n, 1));
  }

  /** So many whole epochs. */
  public static Limits epochs(long epochs) {
    return new Limits(epochs, Optional.empty(), Optional.empty());
  }

  /**
   * The length of the run.
   *
   * @param stepsPerEpoch steps after which the training data have been seen once
   */
  public RunLength length(long stepsPerEpoch) {
    long epoch = Math.min(stepsPerEpoch, limitTrainBatches.orElse(Long.MAX_VALUE));
    long total = Math.multiplyExact(maxEpochs, epoch);
    return new RunLength(epoch, Math.min(total, maxSteps.orElse(Long.MAX_VALUE)));
  }
}
