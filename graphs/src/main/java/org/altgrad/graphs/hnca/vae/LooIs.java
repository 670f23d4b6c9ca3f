package org.altgrad.graphs.hnca.vae;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baseline;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * REINFORCE leave-one-out with independent samples (Kool, van Hoof and Welling 2019): M whole
 * chains from each example, each with the mean return of the others as its baseline. Unbiased.
 *
 * @param samples M ≥ 2
 */
public record LooIs(int samples) implements VaeEstimator {

  public LooIs {
    Require.atLeast("samples", samples, 2);
  }

  @Override
  public String family() {
    return SCORE;
  }

  @Override
  public int rows() {
    return samples;
  }

  @Override
  public <T extends TNumber> Estimate<T> estimate(
      Hvae<T> net, Expr<T> x, Noise noise, Baselines<T> baselines) {
    return new Reinforce(Baseline.LEAVE_ONE_OUT_SAMPLES, 0, samples)
        .estimate(net, x, noise, baselines);
  }
}
