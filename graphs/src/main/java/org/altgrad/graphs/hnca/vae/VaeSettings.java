package org.altgrad.graphs.hnca.vae;

import org.altgrad.base.Require;

/**
 * Settings of {@link Vae}.
 *
 * @param name {@code hnca_vae}
 * @param estimator of the encoder's gradient
 * @param gradientVariance whether to measure the variance of the encoder's per-example gradients at
 *     every step
 * @param iwaeSamples K of the importance-weighted bound on the test split; 0: do not measure it
 * @param iwaeEvery epochs between two measurements of that bound; 0: only after the last step
 */
public record VaeSettings(
    String name, VaeEstimator estimator, boolean gradientVariance, int iwaeSamples, int iwaeEvery) {

  public VaeSettings {
    if (estimator == null) {
      throw new IllegalArgumentException("estimator: must be given");
    }
    Require.atLeast("iwae_samples", iwaeSamples, 0);
    Require.atLeast("iwae_every", iwaeEvery, 0);
  }
}
