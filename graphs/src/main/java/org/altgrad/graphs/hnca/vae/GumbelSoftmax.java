package org.altgrad.graphs.hnca.vae;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * Gumbel-softmax (Jang, Gu and Poole 2017), the binary Concrete relaxation (Maddison, Mnih and Teh
 * 2017): training replaces each bit by ẑ = σ((a - logit ω)/λ) and back-propagates, dẑ/da = ẑ(1 -
 * ẑ)/λ; the decoder sees relaxed values too, entropies stay those of the bits. <strong>Biased
 * </strong>: it ascends the ELBO of the relaxed network. The ELBO on record is that of real bits,
 * from a pass of their own.
 *
 * @param temperature λ > 0: small for little bias, large for little variance
 */
public record GumbelSoftmax(double temperature) implements VaeEstimator {

  public GumbelSoftmax {
    Require.positive("temperature", temperature);
  }

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
    Pass<T> relaxed =
        net.pass(
            x,
            (l, a) -> {
              Expr<T> omega = noise.uniform("relaxed" + l, a);
              Expr<T> logit = omega.log().minus(omega.negate().log1p());
              return Expr.sigmoid(a.minus(logit).over(temperature));
            });
    var u =
        Pathwise.directions(
            net, relaxed, l -> relaxed.z(l).times(relaxed.z(l).subtractFrom(1)).over(temperature));
    return new Estimate<>(relaxed, u, net.sample(x, noise).elbo(), 1);
  }
}
