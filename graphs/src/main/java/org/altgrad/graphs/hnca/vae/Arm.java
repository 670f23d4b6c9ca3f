package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * ARM, augment-REINFORCE-merge (Yin and Zhou 2019): with uniform numbers ω, {@code z = 1[ω < σ(a)]}
 * and {@code z̃ = 1[1 - ω < σ(a)]}, u_l = E + (D̃_l - D_l)(ω_l - ½). Unbiased. {@link Disarm} is
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
    Pass<T> pass =
        net.pass(
            x,
            (l, a) -> {
              omega.add(noise.uniform("bits" + l, a));
              return Hvae.bits(a, omega.get(l - 1));
            });
    List<Expr<T>> u = new ArrayList<>();
    for (int l = 1; l <= net.depth(); l++) {
      Expr<T> a = pass.a(l);
      Expr<T> other = Hvae.bits(a, omega.get(l - 1).subtractFrom(1)); // z̃
      Expr<T> gain =
          net.downstream(l, pass.z(l - 1), other, Hvae.again(l, noise)).minus(pass.downstream(l));
      Expr<T> score = omega.get(l - 1).minus(0.5);
      u.add(pass.ownEntropy(l).plus(score.times(gain)));
    }
    return Estimate.of(pass, u, 1);
  }
}
