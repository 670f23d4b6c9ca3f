package org.altgrad.graphs.ilc.network;

import org.altgrad.graphs.nn.Initialiser;

/** How weights are drawn. */
public enum Weighting {
  /** Normal with variance 2 / inputs. */
  HE_NORMAL(new Initialiser.HeNormal()),
  /** Uniform on ±√(6 / (inputs + outputs)). */
  GLOROT_UNIFORM(new Initialiser.GlorotUniform()),
  /** Uniform on ±1 / √inputs, biases too. */
  PYTORCH(new Initialiser.FanInUniform());

  private final Initialiser weights;

  Weighting(Initialiser weights) {
    this.weights = weights;
  }

  Initialiser weights() {
    return weights;
  }

  /**
   * @param constant value of biases where they are not drawn
   */
  Initialiser biases(double constant) {
    return this == PYTORCH ? weights : new Initialiser.Fill(constant);
  }
}
