package org.altgrad.graphs.ilc.gradients;

/** The ways to the gradients of all environments. They give the same numbers at different costs. */
public enum GradientMode {
  /** Layers that keep environments apart in one backward pass: {@link GroupedGradients}. */
  GROUPED,
  /** The same, with the combiner inside of the backward pass: {@link FusedGradients}. */
  FUSED,
  /** A copy of the parameters for each environment: {@link TiledGradients}. */
  TILED,
  /** A network and a backward pass for each environment: {@link SubgraphGradients}. */
  SUBGRAPH,
  /** Some environments in each call, sums kept from call to call: {@link StreamedGradients}. */
  STREAMING
}
