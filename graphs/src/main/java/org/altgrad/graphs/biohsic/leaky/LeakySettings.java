package org.altgrad.graphs.biohsic.leaky;

import java.util.Map;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.altgrad.graphs.biohsic.BiohsicSettings.ReadoutSamples;
import org.altgrad.graphs.biohsic.Objective;
import org.altgrad.graphs.biohsic.Signal;

/**
 * Settings of {@link Leaky}.
 *
 * @param name {@code biohsic_leaky}
 * @param signal ξ
 * @param memory samples in a window, N
 * @param objective what hidden layers minimise
 * @param readoutSamples which samples the readout learns from
 * @param stepsPerSample time steps for which a window is shown, T
 * @param windowsPerStep windows in one call into TensorFlow
 * @param source where hidden layers have ξ from
 * @param compile whether XLA makes one kernel of a call's time steps, if the source draws nothing
 */
public record LeakySettings(
    String name,
    Signal signal,
    int memory,
    Objective objective,
    ReadoutSamples readoutSamples,
    int stepsPerSample,
    int windowsPerStep,
    Source source,
    boolean compile)
    implements PartlyIdle {

  public LeakySettings {
    if (memory < 2) {
      throw new IllegalArgumentException(
          "memory: must be at least 2 samples, as the signal compares them but is " + memory);
    }
    Require.atLeast("stepsPerSample", stepsPerSample, 1);
    Require.atLeast("windowsPerStep", windowsPerStep, 1);
    signal.check(objective);
    source.check(signal);
  }

  @Override
  public Map<String, String> idle() {
    return source.draws()
        ? Map.of("compile", "the source draws noise, which is not compiled")
        : Map.of();
  }
}
