package org.altgrad.graphs.program;

/** A model whose settings say whether its program reads labels. */
public interface Labelled {
  /** Whether labels have an effect on any number. */
  boolean readsLabels();
}
