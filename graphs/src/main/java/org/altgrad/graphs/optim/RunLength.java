package org.altgrad.graphs.optim;

import org.altgrad.base.Require;

/**
 * How long a run is, which turns epochs and fractions of a run into steps.
 *
 * @param stepsPerEpoch optimiser steps in one epoch
 * @param totalSteps optimiser steps in the whole run
 */
public record RunLength(long stepsPerEpoch, long totalSteps) {
  /** In what a schedule counts. */
  public enum Unit {
    STEP,
    EPOCH,
    FRACTION
  }

  public RunLength {
    Require.that(stepsPerEpoch > 0, "stepsPerEpoch", "at least 1", stepsPerEpoch);
    Require.that(totalSteps > 0, "totalSteps", "at least 1", totalSteps);
  }

  /** Epochs of the run, the last of which may be cut short. */
  public long epochs() {
    return (totalSteps + stepsPerEpoch - 1) / stepsPerEpoch;
  }

  /** The same run counted in updates of so many steps each. */
  public RunLength inParts(int steps) {
    return new RunLength(Math.max(1, stepsPerEpoch / steps), Math.max(1, totalSteps / steps));
  }

  /** A duration in steps, not rounded. */
  double duration(double value, Unit unit) {
    return switch (unit) {
      case STEP -> value;
      case EPOCH -> value * stepsPerEpoch;
      case FRACTION -> value * totalSteps;
    };
  }

  /** A moment as the number of whole steps before it; guards against 0.29 · 100 = 28.999…. */
  double moment(double value, Unit unit) {
    return Math.floor(duration(value, unit) + 1e-9);
  }
}
