package org.altgrad.graphs.hnca.vae;

import static org.altgrad.graphs.core.Expr.sigmoid;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.altgrad.graphs.hnca.Counterfactual;
import org.altgrad.graphs.hnca.Message;
import org.tensorflow.types.family.TNumber;

/**
 * Local expectation gradients (Titsias and Lázaro-Gredilla 2015): for each unit the expectation of
 * f times its score over the unit's own bit, given everything else that was drawn; f = log p(x, z)
 * - log q(z | x), entropies included as sampled. With hindsight weights w_1 = (1-σ(a))ν and w_0 =
 * σ(a)(1-ν), u = w_1 f_1 - w_0 f_0. Unbiased. HNCA's messages give all f_0, f_1 and ν at once;
 * {@link Hnca} drops besides what the bit cannot influence.
 *
 * @param counterfactual how the sums over children are computed
 */
public record LocalExpectation(Counterfactual counterfactual) implements VaeEstimator {

  @Override
  public String family() {
    return HINDSIGHT;
  }

  @Override
  public <T extends TNumber> Estimate<T> estimate(
      Hvae<T> net, Expr<T> x, Noise noise, Baselines<T> baselines) {
    Pass<T> pass = net.sample(x, noise);
    TermWeights<T> weights = net.weights();
    Expr<T> f = pass.logJoint().minus(pass.logQ());
    List<Expr<T>> u = new ArrayList<>();
    for (int l = 1; l <= net.depth(); l++) {
      Expr<T> z = pass.z(l);
      Expr<T> a = pass.a(l);
      // What flipping a bit changes in f: its children in the decoder, its own prior and posterior,
      // its children in the encoder.
      Expr<T> flip =
          weights
              .weigh(l - 1, children(net, pass, l, l - 1))
              .plus(weights.weigh(l, z.times(-2).plus(1).times(pass.d(l).minus(a))));
      if (l == net.depth()) {
        u.add(VaeEstimator.slope(a).times(Message.toBit(z, flip)));
        continue;
      }
      Expr<T> above = children(net, pass, l, l + 1);
      flip = flip.minus(weights.weigh(l + 1, above));
      Expr<T> delta = Message.toBit(z, above).negate();
      Expr<T> w1 = sigmoid(a.negate()).times(Message.hindsight(a, delta));
      Expr<T> w0 = sigmoid(a).times(Message.hindsight(a.negate(), delta.negate()));
      Expr<T> f1 = f.plus(z.subtractFrom(1).times(flip));
      Expr<T> f0 = f.plus(z.times(flip));
      u.add(w1.times(f1).minus(w0.times(f0)));
    }
    return Estimate.of(pass, u, 1);
  }

  /** Flips of z_l's effect on the log-probability of a neighbouring layer's bits. */
  private <T extends TNumber> Expr<T> children(Hvae<T> net, Pass<T> pass, int l, int child) {
    boolean up = child > l;
    return counterfactual
        .flips(
            net.coding(),
            pass.z(l),
            up ? net.encoder(child).weights() : net.decoder(l).weights(),
            up ? pass.a(child) : pass.d(child),
            pass.z(child),
            false)
        .logProbability();
  }
}
