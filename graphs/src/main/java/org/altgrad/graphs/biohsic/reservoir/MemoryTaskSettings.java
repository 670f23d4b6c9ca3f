package org.altgrad.graphs.biohsic.reservoir;

import org.altgrad.base.Inline;
import org.altgrad.base.Require;

/**
 * Settings of {@link MemoryTask}.
 *
 * @param name {@code biohsic_memory_task}
 * @param stepsPerSample time steps for which a sample is held, T
 * @param windowsPerStep samples in one call into TensorFlow
 * @param mu penalty of the ridge regressions
 * @param delays how many samples back the linear memory capacity looks
 */
public record MemoryTaskSettings(
    String name,
    @Inline Targets targets,
    int stepsPerSample,
    int windowsPerStep,
    double mu,
    int delays) {

  public MemoryTaskSettings {
    Require.atLeast("stepsPerSample", stepsPerSample, 1);
    Require.atLeast("windowsPerStep", windowsPerStep, 1);
    Require.atLeast("delays", delays, 1);
    Require.positive("mu", mu);
  }

  /** Consecutive samples that the targets of one depend on. */
  int window() {
    return Math.max(targets.memory(), delays + 1);
  }
}
