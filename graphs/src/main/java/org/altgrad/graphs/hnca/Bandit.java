package org.altgrad.graphs.hnca;

import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Program;

/**
 * The contextual bandit: a stochastic binary network sees an image and guesses its class; the
 * reward is 1 for a right guess and 0 for a wrong one, and the label is never shown. Pixels are
 * binarised anew each time an image is used.
 *
 * <p>The network learns by ascending an estimate of the gradient of the expected reward ({@link
 * BanditEstimator}). Metrics: {@code accuracy}, the mean reward of sampled actions; {@code
 * gradient_variance}, the mean over all parameters of the population variance of the per-example
 * gradients, and its mean for each tensor; {@code gradient_norm}; with HNCA {@code flip_range}, the
 * largest change that one flip makes to a child's logit, for each layer of Bernoulli children.
 */
public final class Bandit {
  private Bandit() {}

  /**
   * Builds the program. Columns read: {@code image} (intensities in [0, 1]; height x width or
   * height x width x channels for convolutions) and {@code label}.
   */
  public static Program program(Context context, BanditSettings method, BanditModel model) {
    return BanditProgram.build(context, method, model);
  }
}
