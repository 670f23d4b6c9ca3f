package org.altgrad.graphs.program;

/** A setting of which networks that are trained side by side may have values of their own. */
public interface OfNetworks {
  /** Whether they have: users wrote a list, with a value for each network. */
  boolean several();
}
