package org.altgrad.graphs.biohsic.reservoir;

import org.altgrad.base.Require;
import org.altgrad.graphs.biohsic.Objective;
import org.altgrad.graphs.biohsic.Signal;

/**
 * Settings of {@link Reservoir}.
 *
 * @param name {@code biohsic_reservoir}
 * @param signal ξ, what the readout is to emit
 * @param memory samples in a window, N, on which ξ depends
 * @param objective what ξ is the gradient of
 * @param signalGain ξ is multiplied by it: it is small, and noise of the output is not
 * @param readout how the readout learns
 * @param centred whether labels and z, which lie in [0, 1], enter the reservoir as numbers in [-1,
 *     1]
 * @param stepsPerSample time steps for which a sample is held, T
 * @param windowsPerStep samples in one call into TensorFlow
 * @param postFit whether each sample is held once more after it was learned, with a frozen readout,
 *     to measure the fit as published figures do
 */
public record ReservoirSettings(
    String name,
    Signal signal,
    int memory,
    Objective objective,
    double signalGain,
    ReadoutRule readout,
    boolean centred,
    int stepsPerSample,
    int windowsPerStep,
    boolean postFit) {

  public ReservoirSettings {
    Targets.check(signal, memory, objective);
    if (!(signalGain > 0) || Double.isInfinite(signalGain)) {
      throw new IllegalArgumentException(
          "signalGain: must be a positive number but is " + signalGain);
    }
    if (stepsPerSample < 2) {
      throw new IllegalArgumentException(
          "stepsPerSample: must be at least 2, as errors are measured at the first two but is "
              + stepsPerSample);
    }
    Require.atLeast("windowsPerStep", windowsPerStep, 1);
  }
}
