package org.altgrad.graphs.program;

import java.util.Optional;

/**
 * Settings of a method whose networks side by side have, in general, the numbers of runs of their
 * own, but not with all values: something may be drawn by the run's seed for all of them.
 */
public interface OwnDraws {
  /** What is drawn by the run's seed: {@code key: must be ...}; empty if nothing is. */
  Optional<String> ofRun();
}
