package org.altgrad.graphs.ilc;

import org.altgrad.graphs.optim.RunLength;

/** How the environments of a step become one update: what {@code method.combiner} names. */
public interface LearningRule {
  /** Its name in configurations. */
  String name();

  /** The same with all that changes over a run counted in updates. */
  default LearningRule inSteps(RunLength updates) {
    return this;
  }
}
