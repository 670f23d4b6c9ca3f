package org.altgrad.graphs.hnca.vae;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * Straight-through (Bengio, Léonard and Courville 2013): back-propagation as if the bit were its
 * probability, dz/da = σ(a)(1 - σ(a)). <strong>Biased</strong>, unless the ELBO is linear in each
 * bit.
 */
public record StraightThrough() implements VaeEstimator {

  @Override
  public String family() {
    return PATHWISE;
  }

  @Override
  public boolean unbiased() {
    return false;
  }

  @Override
  public <T extends TNumber> Estimate<T> estimate(
      Hvae<T> net, Expr<T> x, Noise noise, Baselines<T> baselines) {
    Pass<T> pass = net.sample(x, noise);
    return Estimate.of(pass, Pathwise.directions(net, pass, l -> VaeEstimator.slope(pass.a(l))), 1);
  }
}
