package org.altgrad.graphs.biohsic.leaky;

import org.altgrad.base.Require;
import org.altgrad.graphs.nn.LayerSizes;

/** Settings of a network with dynamics: section {@code model}. */
public sealed interface LeakyModel permits LeakyMlp, SpikingMlp {
  /** Of the hidden layers. */
  LayerSizes sizes();

  /** Time constant of the membrane in seconds. */
  double tau();

  /** Length of a time step in seconds. */
  double dt();

  /** What hidden units do. */
  Units units();

  /** Part of the way that a leaky unit goes to its input in a time step, ρ = dt / τ. */
  default double rho() {
    return dt() / tau();
  }

  /** Throws if these cannot be sizes of layers and constants of time. */
  static void check(LayerSizes sizes, double tau, double dt) {
    for (int width : sizes.all()) {
      if (width < 2) {
        throw new IllegalArgumentException(
            "features: must be at least 2 units in each hidden layer, as activity is normalised"
                + " over a layer, but one is "
                + width);
      }
    }
    positive("dt", dt);
    atLeast("tau", tau, dt);
  }

  /** Throws if a number of a setting is not above 0. */
  static void positive(String component, double value) {
    Require.positive(component, value);
  }

  /** Throws if a time constant is shorter than a time step. */
  static void atLeast(String component, double value, double dt) {
    if (!(value >= dt) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          component + ": must be at least the time step dt, " + dt + " but is " + value);
    }
  }
}
