package org.altgrad.graphs.biohsic.leaky;

import java.util.List;

/**
 * Leaky rate units (the reference implementation calls them LIF, though they do not spike): u ← u +
 * (dt / τ) (h W + b - u) in every layer, z = LN(relu(u)) in hidden layers, logits u in the last.
 * Weights are LeCun normal, biases 0.
 *
 * @param name {@code leaky_mlp}
 * @param features units in each hidden layer
 * @param tau τ in seconds
 * @param dt time step in seconds
 */
public record LeakyMlp(String name, List<Integer> features, double tau, double dt)
    implements LeakyModel {

  public LeakyMlp {
    features = List.copyOf(features);
    LeakyModel.check(features, tau, dt);
  }

  @Override
  public Units units() {
    return new RateUnits(rho());
  }
}
