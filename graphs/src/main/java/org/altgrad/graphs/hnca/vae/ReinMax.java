package org.altgrad.graphs.hnca.vae;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * ReinMax (Liu et al. 2023): straight-through made second-order by Heun's method. With π_D = (z +
 * σ(a))/2 its slope is 2 π_D(1 - π_D) - ½ σ(a)(1 - σ(a)), for a bit ½ |z - σ(a)|. <strong>Biased
 * </strong>, unless the ELBO is quadratic in each bit.
 */
public record ReinMax() implements VaeEstimator {

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
    return Estimate.of(
        pass,
        Pathwise.directions(
            net, pass, l -> pass.z(l).minus(Expr.sigmoid(pass.a(l))).abs().times(0.5)),
        1);
  }
}
