package org.altgrad.graphs.hnca.vae;

import static org.altgrad.graphs.core.Expr.logSigmoid;
import static org.altgrad.graphs.core.Expr.sigmoid;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.OnlyIf;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baseline;
import org.altgrad.graphs.hnca.Baselines;
import org.altgrad.graphs.hnca.Counterfactual;
import org.altgrad.graphs.hnca.Flips;
import org.altgrad.graphs.hnca.Message;
import org.tensorflow.types.family.TNumber;

/**
 * f-HNCA (Young 2022): HNCA for a known function of the bits, here the ELBO. Unbiased.
 *
 * <p>Seen from one unit with firing probability f, bit z, slope v = f(1-f) and hindsight firing
 * probability ν (its probability given its children's bits), each term of the ELBO is of a class:
 *
 * <ul>
 *   <li>its own entropy: ordinary derivative;
 *   <li>terms that it touches directly and that depend otherwise on nothing downstream of it (what
 *       the decoder makes of z_l, the entropies of the units above): evaluated at both values of
 *       the bit, a local expectation;
 *   <li>the prior of the bit itself, given the layer above: at both values, each weighted by its
 *       hindsight, w_1 = (1-f)ν and w_0 = f(1-ν);
 *   <li>what is downstream only: weighted by w_1 - w_0 = ν - f, less a baseline;
 *   <li>everything else is dropped.
 * </ul>
 *
 * @param allChild weight the second class by hindsight too (unbiased, more variance)
 * @param fullReward do not drop anything (unbiased, more variance in general)
 * @param baseline subtracted from what is weighted by ν - f; the top layer needs none
 * @param baselineDecay γ of the moving average
 * @param samples passes to average over
 * @param counterfactual how the sums over children are computed
 */
public record Hnca(
    boolean allChild,
    boolean fullReward,
    Baseline baseline,
    @OnlyIf(key = "baseline", is = "ema") double baselineDecay,
    int samples,
    Counterfactual counterfactual)
    implements VaeEstimator {

  public Hnca {
    baseline.check(baselineDecay, samples);
  }

  @Override
  public String family() {
    return HINDSIGHT;
  }

  @Override
  public int smallestBatch() {
    return baseline.smallestBatch(samples);
  }

  @Override
  public int rows() {
    return samples;
  }

  @Override
  public <T extends TNumber> Estimate<T> estimate(
      Hvae<T> net, Expr<T> x, Noise noise, Baselines<T> baselines) {
    Pass<T> pass = net.sample(Hvae.repeat(x, samples), noise);
    List<Expr<T>> u = new ArrayList<>();
    for (int l = 1; l < net.depth(); l++) {
      u.add(direction(net, pass, l, baselines));
    }
    u.add(topDirection(net, pass));
    return Estimate.of(pass, u, samples);
  }

  private <T extends TNumber> Expr<T> direction(
      Hvae<T> net, Pass<T> pass, int l, Baselines<T> baselines) {
    Expr<T> z = pass.z(l);
    Expr<T> a = pass.a(l);
    Expr<T> f = sigmoid(a);
    Expr<T> v = VaeEstimator.slope(a);
    Flips<T> above =
        counterfactual.flips(
            net.coding(), z, net.encoder(l + 1).weights(), pass.a(l + 1), pass.z(l + 1), true);
    Expr<T> delta = Message.toBit(z, above.logProbability()).negate();
    Expr<T> nu = Message.hindsight(a, delta);
    Expr<T> w1 = sigmoid(a.negate()).times(nu);
    Expr<T> w0 = f.times(Message.hindsight(a.negate(), delta.negate()));

    Expr<T> prior1 = net.weights().weigh(l, logSigmoid(pass.d(l))); // t_1
    Expr<T> prior0 = net.weights().weigh(l, logSigmoid(pass.d(l).negate())); // t_0
    Expr<T> prior = z.times(prior1).plus(z.subtractFrom(1).times(prior0)); // t(z)
    Expr<T> downstream = downstream(pass, l);
    Expr<T> beta = beta(pass, l, downstream.plus(pass.lp(l + 1)), baselines);
    Expr<T> mates = pass.lp(l + 1).minus(prior); // T - t(z)

    Expr<T> entropy = net.weights().weigh(l + 1, above.entropy());

    return pass.ownEntropy(l)
        .plus(touched(z, v, w1, w0, pass.lp(l), decoderFlips(net, pass, l)))
        .plus(touched(z, v, w1, w0, pass.hq(l + 1), entropy))
        .plus(w1.times(prior1).minus(w0.times(prior0)))
        .plus(nu.minus(f).times(mates.plus(downstream).minus(beta)));
  }

  /** The top layer has no stochastic children: ν = f, and no sampled return is left. */
  private <T extends TNumber> Expr<T> topDirection(Hvae<T> net, Pass<T> pass) {
    int l = net.depth();
    Expr<T> a = pass.a(l);
    Expr<T> dp = Message.toBit(pass.z(l), decoderFlips(net, pass, l)); // Δp
    return pass.ownEntropy(l).plus(VaeEstimator.slope(a).times(dp.plus(pass.ownPrior(l))));
  }

  /** What flipping each bit of z_l changes in log p(z_{l-1} | z_l). */
  private <T extends TNumber> Expr<T> decoderFlips(Hvae<T> net, Pass<T> pass, int l) {
    Flips<T> below =
        counterfactual.flips(
            net.coding(), pass.z(l), net.decoder(l).weights(), pass.d(l - 1), pass.z(l - 1), false);
    return net.weights().weigh(l - 1, below.logProbability());
  }

  /** A term that the bit touches: x_1 and x_0 are its values with the bit at 1 and at 0. */
  private <T extends TNumber> Expr<T> touched(
      Expr<T> z, Expr<T> v, Expr<T> w1, Expr<T> w0, Expr<T> drawn, Expr<T> flip) {
    if (!allChild) {
      return v.times(Message.toBit(z, flip)); // v (x_1 - x_0)
    }
    Expr<T> x1 = drawn.plus(z.subtractFrom(1).times(flip));
    Expr<T> x0 = drawn.plus(z.times(flip));
    return w1.times(x1).minus(w0.times(x0));
  }

  /** R^(l): what the bit influences only through the layer above. */
  private <T extends TNumber> Expr<T> downstream(Pass<T> pass, int l) {
    Expr<T> total = pass.lp(pass.depth() + 1);
    for (int k = l + 2; k <= pass.depth(); k++) {
      total = total.plus(pass.hq(k)).plus(pass.lp(k));
    }
    if (fullReward) {
      total = total.plus(pass.hq(l));
      for (int k = 1; k < l; k++) {
        total = total.plus(pass.hq(k)).plus(pass.lp(k));
      }
    }
    return total;
  }

  private <T extends TNumber> Expr<T> beta(
      Pass<T> pass, int l, Expr<T> weighted, Baselines<T> baselines) {
    Expr<T> returns = allChild ? weighted.plus(pass.hq(l + 1)).plus(pass.lp(l)) : weighted;
    return baselines.of("baseline/layer" + l, baseline, baselineDecay, returns, samples);
  }
}
