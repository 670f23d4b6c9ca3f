package org.altgrad.graphs.hnca.vae;

import static org.altgrad.graphs.core.Expr.sigmoid;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * DisARM (Dong, Mnih and Tucker 2020): each layer's bits and antithetic bits from the same uniform
 * numbers, {@code z = 1[u < σ(a)]} and {@code z̃ = 1[1 - u < σ(a)]}, and u_l = E + ½ (D_l -
 * D̃_l)(z_l - z̃_l) σ(|a_l|). Unbiased. D̃_l continues the chain from z̃_l with fresh noise.
 */
public record Disarm() implements VaeEstimator {

  @Override
  public String family() {
    return ANTITHETIC;
  }

  @Override
  public <T extends TNumber> Estimate<T> estimate(
      Hvae<T> net, Expr<T> x, Noise noise, Baselines<T> baselines) {
    List<Expr<T>> uniform = new ArrayList<>();
    Pass<T> pass = net.sample(x, noise, uniform);
    List<Expr<T>> u = new ArrayList<>();
    for (int l = 1; l <= net.depth(); l++) {
      Expr<T> a = pass.a(l);
      Expr<T> other = Hvae.bits(a, uniform.get(l - 1).subtractFrom(1)); // z̃
      Expr<T> score = pass.z(l).minus(other).times(sigmoid(a.abs())).times(0.5);
      u.add(pass.ownEntropy(l).plus(score.times(net.gain(l, pass, other, noise))));
    }
    return Estimate.of(pass, u, 1);
  }
}
