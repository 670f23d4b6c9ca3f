package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * ARM, augment-REINFORCE-merge (Yin and Zhou 2019): with uniform numbers ω, {@code z = 1[ω < σ(a)]}
 * and {@code z̃ = 1[1 - ω < σ(a)]}, u_l = E + (D_l - D̃_l)(½ - ω_l). Unbiased. {@link Disarm} is
 * its expectation over what the two bits leave open of ω, so never has more variance.
 */
public record Arm() implements VaeEstimator {

  @Override
  public String family() {
    return ANTITHETIC;
  }

  @Override
  public <T extends TNumber> Estimate<T> estimate(
      Hvae<T> net, Expr<T> x, Noise noise, Baselines<T> baselines) {
    List<Expr<T>> omega = new ArrayList<>();
    Pass<T> pass = net.sample(x, noise, omega);
    List<Expr<T>> u = new ArrayList<>();
    for (int l = 1; l <= net.depth(); l++) {
      Expr<T> other = Hvae.bits(pass.a(l), omega.get(l - 1).subtractFrom(1)); // z̃
      Expr<T> score = omega.get(l - 1).subtractFrom(0.5);
      u.add(pass.ownEntropy(l).plus(score.times(net.gain(l, pass, other, noise))));
    }
    return Estimate.of(pass, u, 1);
  }
}
