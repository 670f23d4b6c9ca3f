package org.altgrad.graphs.optim;

/** Where weight decay enters a step. */
public enum Decay {
  /** As an L2 term, added to the direction before the optimiser sees it. */
  BEFORE,
  /** Decoupled (Loshchilov and Hutter 2019): θ ← (1 - lr · decay) θ - the optimiser's step. */
  AFTER,
  /**
   * Applied to what the optimiser has just written, with the optimiser's own step size: θ ← θ - s ·
   * decay · θ, where s is {@code lr}, for Adam {@code lr / (1 - beta1^t)} (ten times {@code lr} at
   * the first step; the published AND-mask code does this).
   */
  AFTER_REF
}
