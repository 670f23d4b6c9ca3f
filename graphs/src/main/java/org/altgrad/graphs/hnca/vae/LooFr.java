package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * REINFORCE leave-one-out with forward resampling: at each layer a second draw z̃_l given the same
 * z_{l-1}, continued with fresh noise, u_l = E + ½ (D_l - D̃_l)(z_l - z̃_l). Unbiased.
 */
public record LooFr() implements VaeEstimator {

  @Override
  public String family() {
    return SCORE;
  }

  @Override
  public <T extends TNumber> Estimate<T> estimate(
      Hvae<T> net, Expr<T> x, Noise noise, Baselines<T> baselines) {
    Pass<T> pass = net.sample(x, noise);
    List<Expr<T>> u = new ArrayList<>();
    for (int l = 1; l <= net.depth(); l++) {
      Expr<T> a = pass.a(l);
      Expr<T> other = Hvae.bits(a, noise.uniform("bits" + l + "/again" + l, a)); // z̃
      Expr<T> score = pass.z(l).minus(other).times(0.5);
      u.add(pass.ownEntropy(l).plus(score.times(net.gain(l, pass, other, noise))));
    }
    return Estimate.of(pass, u, 1);
  }
}
