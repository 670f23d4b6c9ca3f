package org.altgrad.graphs.program;

/** Which examples each step reads: a pure function of the step, so that a resumed run reads on. */
public interface Batches {
  /** Examples in a step. */
  int size();

  /** Steps after which an epoch is over. */
  long stepsPerEpoch();

  /** Indices of the examples of one step. */
  int[] rows(long step);
}
