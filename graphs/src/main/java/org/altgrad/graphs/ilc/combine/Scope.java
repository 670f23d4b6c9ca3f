package org.altgrad.graphs.ilc.combine;

/** What is looked at together. */
public enum Scope {
  /** Each parameter by itself; a layer's weight and bias are two. */
  TENSOR,
  /** All parameters as one long vector. */
  GLOBAL
}
