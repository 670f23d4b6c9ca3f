package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.prob.Bernoulli;
import org.tensorflow.types.family.TNumber;

/**
 * One pass through a {@link Hvae} in which every unit has its value. Layers are numbered as in the
 * equations: z_0 = x, z_1 … z_L. Terms of the bound, and what is made of them, are weighted as the
 * network says; only {@link #elbo} and {@link #kl} never are.
 */
public final class Pass<T extends TNumber> {
  private final List<Expr<T>> z;
  private final List<Expr<T>> e;
  private final List<Expr<T>> a;
  private final List<Expr<T>> d;
  private final TermWeights<T> weights;
  private final List<Expr<T>> hq = new ArrayList<>();
  private final List<Expr<T>> lp = new ArrayList<>();

  Pass(List<Expr<T>> z, List<Expr<T>> e, List<Expr<T>> a, List<Expr<T>> d, TermWeights<T> weights) {
    this.z = List.copyOf(z);
    this.e = List.copyOf(e);
    this.a = List.copyOf(a);
    this.d = List.copyOf(d);
    this.weights = weights;
    for (int l = 1; l <= a.size(); l++) {
      hq.add(weights.weigh(l, entropy(a(l))));
    }
    for (int l = 0; l < z.size(); l++) {
      lp.add(weights.weigh(l, logProbability(z.get(l), d.get(l))));
    }
  }

  /** L. */
  public int depth() {
    return a.size();
  }

  /** z_l [rows, units], l = 0 … L. */
  public Expr<T> z(int l) {
    return z.get(l);
  }

  /** What the layers above see of z_l: its code, for l = 0 the pixels themselves. */
  public Expr<T> e(int l) {
    return e.get(l);
  }

  /** Encoder logits a_l [rows, units] of z_l, l = 1 … L. */
  public Expr<T> a(int l) {
    return a.get(l - 1);
  }

  /** Decoder logits d_l [rows, units] of z_l, l = 0 … L; d_L are the prior's. */
  public Expr<T> d(int l) {
    return d.get(l);
  }

  /** Σ_j H(q(z_lj | z_{l-1})) [rows, 1] in nats, l = 1 … L. */
  public Expr<T> hq(int l) {
    return hq.get(l - 1);
  }

  /** log p(z_{l-1} | z_l) [rows, 1], l = 1 … L; for l = L + 1 that of the prior, log p(z_L). */
  public Expr<T> lp(int l) {
    return lp.get(l - 1);
  }

  /** Σ_l hq_l + Σ_l lp_l + log p(z_L) [rows, 1], an unbiased estimate of the ELBO. */
  public Expr<T> elbo() {
    return plain().downstream(0);
  }

  /**
   * log p(z_l | z_{l+1}) + H(q(z_l | z_{l-1})), less its sign: an unbiased estimate [rows, 1] of
   * the KL divergence of layer l, 1 … L. With log p(x | z_1) they make the ELBO.
   */
  public Expr<T> kl(int l) {
    Pass<T> plain = plain();
    return plain.hq(l).plus(plain.lp(l + 1)).negate();
  }

  private Pass<T> plain() {
    return weights.isOne() ? this : new Pass<>(z, e, a, d, TermWeights.one());
  }

  /** E: the derivative of each unit's entropy with respect to its logit, l = 1 … L. */
  Expr<T> ownEntropy(int l) {
    return weights.weigh(l, VaeEstimator.ownEntropy(a(l)));
  }

  /** z_l - σ(d_l), the derivative of log p(z_l | z_{l+1}) with respect to d_l, l = 0 … L. */
  Expr<T> residual(int l) {
    return weights.weigh(l, z(l).minus(Expr.sigmoid(d(l))));
  }

  /** d_l, the derivative of log p(z_l | z_{l+1}) with respect to z_l, l = 1 … L. */
  Expr<T> ownPrior(int l) {
    return weights.weigh(l, d(l));
  }

  /** D_l = Σ_{k≥l} lp_k + Σ_{k>l} hq_k [rows, 1], all that z_{l-1} does not settle. */
  public Expr<T> downstream(int l) {
    Expr<T> total = lp(depth() + 1);
    for (int k = depth(); k >= 1 && k >= l; k--) {
      total = total.plus(lp(k));
      if (k > l) {
        total = total.plus(hq(k));
      }
    }
    return total;
  }

  /** log q(z_1 … z_L | x) [rows, 1]. */
  public Expr<T> logQ() {
    Expr<T> total = weights.weigh(1, logProbability(z(1), a(1)));
    for (int l = 2; l <= depth(); l++) {
      total = total.plus(weights.weigh(l, logProbability(z(l), a(l))));
    }
    return total;
  }

  /** log p(x, z_1 … z_L) [rows, 1]. */
  public Expr<T> logJoint() {
    Expr<T> total = lp(1);
    for (int l = 2; l <= depth() + 1; l++) {
      total = total.plus(lp(l));
    }
    return total;
  }

  /**
   * Σ over units of z log σ(d) + (1 - z) log σ(-d) [rows, 1], linear in z: zd - max(d, 0) - log(1 +
   * e^-|d|).
   */
  static <T extends TNumber> Expr<T> logProbability(Expr<T> z, Expr<T> d) {
    Expr<T> known = z.times(d).minus(d.max(d.nodes().constant(0)));
    return known.minus(d.abs().negate().exp().log1p()).sumKeep(1);
  }

  static <T extends TNumber> Expr<T> entropy(Expr<T> a) {
    return new Bernoulli<>(a).entropy().sumKeep(1);
  }
}
