package org.altgrad.graphs.biohsic.leaky;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.altgrad.base.Inline;
import org.altgrad.base.PartlyIdle;
import org.altgrad.graphs.nn.LayerSizes;

/**
 * Hidden layers of spiking units below a leaky readout that does not spike: {@link SpikingUnits}.
 * Weights are LeCun normal, biases 0.
 *
 * @param name {@code spiking_mlp}
 * @param sizes of the hidden layers
 * @param tau τ of the membrane in seconds
 * @param dt time step in seconds
 * @param tauTrace time constant in seconds of the filter that turns spikes into activity
 * @param threshold potential above which a unit spikes
 * @param reset what a spike does to the potential
 * @param surrogate height of the stand-in for the spikes' derivative
 */
public record SpikingMlp(
    String name,
    @Inline LayerSizes sizes,
    double tau,
    double dt,
    double tauTrace,
    double threshold,
    Reset reset,
    double surrogate)
    implements LeakyModel, PartlyIdle {

  /** What a spike does to the membrane potential. */
  public enum Reset {
    /** The threshold is subtracted. */
    SUBTRACT,
    /** It is set to 0. */
    ZERO
  }

  public SpikingMlp {
    LeakyModel.check(sizes, tau, dt);
    LeakyModel.atLeast("tau_trace", tauTrace, dt);
    LeakyModel.positive("threshold", threshold);
    LeakyModel.positive("surrogate", surrogate);
  }

  @Override
  public Map<String, String> idle() {
    Map<String, String> idle = new TreeMap<>();
    if (sizes.count() == 0) {
      for (String key : List.of("tau_trace", "threshold", "reset", "surrogate")) {
        idle.put(key, "there are no hidden layers");
      }
    }
    return idle;
  }

  @Override
  public Units units() {
    return new SpikingUnits(rho(), dt / tauTrace, threshold, reset == Reset.ZERO, surrogate);
  }
}
