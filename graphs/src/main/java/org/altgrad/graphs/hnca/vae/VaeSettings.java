package org.altgrad.graphs.hnca.vae;

import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Demanding;

/**
 * Settings of {@link Vae}.
 *
 * @param name {@code hnca_vae}
 * @param estimator of the encoder's gradient
 * @param klWeight what the KL divergence of the latent layers counts in training; 1: the ELBO. What
 *     is measured is the ELBO always
 * @param signal what the estimate counts in the encoder's directions; 0 holds the encoder fixed, or
 *     lets it wander with the noise
 * @param noise standard deviation of Gaussian noise added to them, in units of the root mean square
 *     of each layer's estimate
 * @param gradientVariance whether to measure the variance of the encoder's per-example gradients at
 *     every step
 * @param byLayer whether to measure, at every step, each layer's KL divergence and the signal in
 *     its gradient
 * @param iwaeSamples K of the importance-weighted bound on the test split; 0: do not measure it
 * @param iwaeEvery epochs between two measurements of that bound; 0: only after the last step
 */
public record VaeSettings(
    String name,
    VaeEstimator estimator,
    Coefficient klWeight,
    Coefficient signal,
    Coefficient noise,
    boolean gradientVariance,
    boolean byLayer,
    int iwaeSamples,
    @OnlyIf(key = "iwae_samples", not = "0") int iwaeEvery)
    implements Demanding {

  public VaeSettings {
    if (estimator == null) {
      throw new IllegalArgumentException("estimator: must be given");
    }
    Require.given("kl_weight", klWeight);
    Require.notNegative("kl_weight", klWeight.one());
    Require.given("signal", signal);
    Require.notNegative("signal", signal.one());
    Require.given("noise", noise);
    Require.notNegative("noise", noise.one());
    Require.atLeast("iwae_samples", iwaeSamples, 0);
    Require.atLeast("iwae_every", iwaeEvery, 0);
  }

  @Override
  public void demand(Record model, Context.Training training) {
    if (training.batchSize() < estimator.smallestBatch()) {
      throw new IllegalArgumentException(
          "batch_size: must be at least "
              + estimator.smallestBatch()
              + " for a baseline from the other examples, but is "
              + training.batchSize());
    }
  }
}
