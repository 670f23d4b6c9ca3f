package org.altgrad.graphs.hnca;

import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Program;

/**
 * The contextual bandit of {@link Bandit} with convolutions before the Bernoulli units.
 *
 * <p>Messages need only that the children be linear in a unit's output; what produces the unit's
 * own logit may be any differentiable network, through which the unit's direction u is
 * back-propagated. Hindsight probabilities are values there, as everywhere: differentiating them
 * too multiplies each direction by ρ_0 = (1-ν)/(1-f) and is biased.
 */
public final class ConvBandit {
  private ConvBandit() {}

  /**
   * Builds the program. Columns read: {@code image} (intensities in [0, 1], height x width or
   * height x width x channels) and {@code label}.
   */
  public static Program program(Context context, BanditSettings method, ConvBernoulli model) {
    if (method.backend() == BanditSettings.Backend.MESSAGES) {
      throw new IllegalArgumentException(
          "backend: messages cannot pass convolutions; use credit with model conv_bernoulli");
    }
    return BanditProgram.build(context, method, model);
  }
}
