package org.altgrad.train.run;

/** Where a run is in its life, as {@code run.yaml} says it. */
public enum State {
  /** Started and not ended; after a crash it stays so. */
  RUNNING,
  DONE,
  /** An error ended it. */
  FAILED,
  /** A metric was not a finite number. */
  DIVERGED,
  /** A signal or the time limit ended it; it can be resumed. */
  INTERRUPTED
}
