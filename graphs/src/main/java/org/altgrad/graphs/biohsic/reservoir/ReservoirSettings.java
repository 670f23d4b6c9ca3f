package org.altgrad.graphs.biohsic.reservoir;

import org.altgrad.base.Inline;
import org.altgrad.base.Require;

/**
 * Settings of {@link Reservoir}.
 *
 * @param name {@code biohsic_reservoir}
 * @param signalGain ξ is multiplied by it: it is small, and noise of the output is not
 * @param readout how the readout learns
 * @param stepsPerSample time steps for which a sample is held, T
 * @param windowsPerStep samples in one call into TensorFlow
 * @param postFit whether each sample is held once more after it was learned, with a frozen readout,
 *     to measure the fit as published figures do
 */
public record ReservoirSettings(
    String name,
    @Inline Targets targets,
    double signalGain,
    ReadoutRule readout,
    int stepsPerSample,
    int windowsPerStep,
    boolean postFit) {

  public ReservoirSettings {
    Require.positive("signalGain", signalGain);
    if (stepsPerSample < 2) {
      throw new IllegalArgumentException(
          "stepsPerSample: must be at least 2, as errors are measured at the first two but is "
              + stepsPerSample);
    }
    Require.atLeast("windowsPerStep", windowsPerStep, 1);
  }
}
