package org.altgrad.graphs.biohsic.reservoir;

import org.altgrad.base.Require;
import org.altgrad.graphs.biohsic.Objective;
import org.altgrad.graphs.biohsic.Signal;

/**
 * Settings of {@link MemoryTask}.
 *
 * @param name {@code biohsic_memory_task}
 * @param signal ξ, what is to be told from the reservoir's state
 * @param memory samples in a window, N, on which ξ depends
 * @param objective what ξ is the gradient of
 * @param centred whether labels and z enter the reservoir as numbers in [-1, 1]
 * @param stepsPerSample time steps for which a sample is held, T
 * @param windowsPerStep samples in one call into TensorFlow
 * @param mu penalty of the ridge regressions
 * @param delays how many samples back the linear memory capacity looks
 */
public record MemoryTaskSettings(
    String name,
    Signal signal,
    int memory,
    Objective objective,
    boolean centred,
    int stepsPerSample,
    int windowsPerStep,
    double mu,
    int delays) {

  public MemoryTaskSettings {
    Targets.check(signal, memory, objective);
    Require.atLeast("stepsPerSample", stepsPerSample, 1);
    Require.atLeast("windowsPerStep", windowsPerStep, 1);
    Require.atLeast("delays", delays, 1);
    if (!(mu > 0) || Double.isInfinite(mu)) {
      throw new IllegalArgumentException("mu: must be a positive number but is " + mu);
    }
  }

  /** Consecutive samples that the targets of one depend on. */
  int window() {
    return Math.max(memory, delays + 1);
  }
}
