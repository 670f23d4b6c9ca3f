package org.altgrad.graphs.hnca;

/** What is subtracted from the return before it weights a gradient. */
public enum Baseline {
  /** Nothing. */
  NONE,
  /** An exponential moving average of the mean return, from 0, without bias correction. */
  EMA
}
