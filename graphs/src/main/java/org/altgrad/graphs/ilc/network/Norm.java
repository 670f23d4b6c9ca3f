package org.altgrad.graphs.ilc.network;

/** What normalises the units of a layer. */
public enum Norm {
  NONE,
  /** Each example over groups of its channels. */
  GROUP,
  /**
   * Each channel over all rows of a step. The environments then share statistics, so that L_e
   * depends on every row; the gradients of the environments split the gradient of their sum by
   * rows.
   */
  BATCH_SHARED,
  /** Each channel over the rows of one environment. */
  BATCH_ENV
}
