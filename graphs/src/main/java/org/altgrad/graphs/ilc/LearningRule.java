package org.altgrad.graphs.ilc;

/** How the environments of a step become one update: what {@code method.combiner} names. */
public interface LearningRule {
  /** Its name in configurations. */
  String name();
}
