package org.altgrad.graphs.hnca;

import java.util.Locale;
import org.altgrad.base.Require;

/** What is subtracted from the return before it weights a gradient. None of them adds bias. */
public enum Baseline {
  /** Nothing. */
  NONE,
  /** An exponential moving average of the mean return, from 0, without bias correction. */
  EMA,
  /** The mean return of all other examples (and samples) of the batch. */
  LEAVE_ONE_OUT,
  /** The mean return of the other samples drawn for the same example. */
  LEAVE_ONE_OUT_SAMPLES;

  /** Smallest batch that it works with. */
  public int smallestBatch(int samples) {
    return this == LEAVE_ONE_OUT && samples == 1 ? 2 : 1;
  }

  /**
   * Checks an estimator's settings.
   *
   * @throws IllegalArgumentException if they do not go together
   */
  public void check(double decay, int samples) {
    Require.share("baseline_decay", decay);
    Require.atLeast("samples", samples, 1);
    if (this == LEAVE_ONE_OUT_SAMPLES && samples < 2) {
      throw new IllegalArgumentException(
          "samples: must be at least 2 with baseline "
              + name().toLowerCase(Locale.ROOT)
              + " but is "
              + samples);
    }
  }
}
