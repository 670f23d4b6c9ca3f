package org.altgrad.graphs.biohsic.leaky;

import org.altgrad.base.Inline;
import org.altgrad.graphs.nn.LayerSizes;

/**
 * Leaky rate units (the reference implementation calls them LIF, though they do not spike): u ← u +
 * (dt / τ) (h W + b - u) in every layer, z = LN(relu(u)) in hidden layers, logits u in the last.
 * Weights are LeCun normal, biases 0.
 *
 * @param name {@code leaky_mlp}
 * @param sizes of the hidden layers
 * @param tau τ in seconds
 * @param dt time step in seconds
 */
public record LeakyMlp(String name, @Inline LayerSizes sizes, double tau, double dt)
    implements LeakyModel {

  public LeakyMlp {
    LeakyModel.check(sizes, tau, dt);
  }

  @Override
  public Units units() {
    return new RateUnits(rho());
  }
}
