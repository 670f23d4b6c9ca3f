package org.altgrad.graphs.hnca.vae;

import static org.altgrad.graphs.core.Expr.logSigmoid;
import static org.altgrad.graphs.core.Expr.sigmoid;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * ARMS (Dimitriev and Zhou 2021): REINFORCE leave-one-out with M draws of each layer that are
 * pairwise antithetic, u_l = E + Σ_m (D^m_l - D̄_l)(z^m_l - σ(a_l)) / ((M - 1)(1 - ρ)), where ρ is
 * the correlation of two draws of a bit. Unbiased; with M = 2 it is {@link Disarm}.
 *
 * <p>The draws come from a Dirichlet copula: with (c_1 … c_M) uniform on the simplex, ω_m = 1 - (1
 * - c_m)^(M-1) are uniform each and repel each other. Draw m has its unit's likelier value, of
 * probability p = σ(|a|), where ω_m < p. The chains of m ≥ 2 continue with fresh noise; the first
 * trains the decoder and is recorded.
 *
 * @param samples M ≥ 2
 */
public record Arms(int samples) implements VaeEstimator {

  public Arms {
    if (samples < 2) {
      throw new IllegalArgumentException("samples: must be at least 2 but is " + samples);
    }
  }

  @Override
  public <T extends TNumber> Estimate<T> estimate(
      Hvae<T> net, Expr<T> x, Noise noise, Baselines<T> baselines) {
    List<List<Expr<T>>> draws = new ArrayList<>();
    Pass<T> pass =
        net.pass(
            x,
            (l, a) -> {
              draws.add(draw(l, a, noise));
              return draws.get(l - 1).get(0);
            });
    List<Expr<T>> u = new ArrayList<>();
    for (int l = 1; l <= net.depth(); l++) {
      Expr<T> a = pass.a(l);
      List<Expr<T>> z = draws.get(l - 1);
      List<Expr<T>> returns = new ArrayList<>(List.of(pass.downstream(l)));
      Expr<T> mean = returns.get(0);
      for (int m = 1; m < samples; m++) {
        int chain = m;
        Noise fresh =
            new Noise() {
              @Override
              public <U extends TNumber> Expr<U> uniform(String name, Expr<U> like) {
                return noise.uniform(name + "/chain" + chain, like);
              }
            };
        returns.add(net.downstream(l, pass.z(l - 1), z.get(m), Hvae.again(l, fresh)));
        mean = mean.plus(returns.get(m));
      }
      mean = mean.over(samples);
      Expr<T> sum = returns.get(0).minus(mean).times(z.get(0));
      for (int m = 1; m < samples; m++) {
        sum = sum.plus(returns.get(m).minus(mean).times(z.get(m)));
      }
      u.add(VaeEstimator.ownEntropy(a).plus(sum.times(gain(a)).over(samples - 1.0)));
    }
    return Estimate.of(pass, u, 1);
  }

  private <T extends TNumber> List<Expr<T>> draw(int l, Expr<T> a, Noise noise) {
    List<Expr<T>> parts = new ArrayList<>();
    Expr<T> total = null;
    for (int m = 0; m < samples; m++) {
      Expr<T> exponential = noise.uniform("bits" + l + "/part" + m, a).negate().log1p().negate();
      parts.add(exponential);
      total = total == null ? exponential : total.plus(exponential);
    }
    Expr<T> p = sigmoid(a.abs());
    Expr<T> likelier = a.nodes().indicator(a.greater(a.nodes().constant(0)));
    List<Expr<T>> z = new ArrayList<>();
    for (Expr<T> part : parts) {
      Expr<T> rest = part.over(total).subtractFrom(1); // 1 - c_m
      Expr<T> power = rest;
      for (int i = 2; i < samples; i++) {
        power = power.times(rest);
      }
      Expr<T> omega = power.subtractFrom(1);
      Expr<T> same = a.nodes().indicator(omega.less(p));
      // The likelier value where they agree, the other one elsewhere.
      z.add(same.times(likelier).plus(same.subtractFrom(1).times(likelier.subtractFrom(1))).stop());
    }
    return z;
  }

  /**
   * 1 / (1 - ρ) = p(1-p) / P(two draws differ in a given order). With q = 1 - p and n = M - 1 that
   * probability is q - max(0, 2 q^(1/n) - 1)^n, here through log1p and expm1 so that small q is not
   * lost.
   */
  private <T extends TNumber> Expr<T> gain(Expr<T> a) {
    var nodes = a.nodes();
    var tf = nodes.tf();
    double n = samples - 1.0;
    Expr<T> size = a.abs();
    Expr<T> logQ = logSigmoid(size.negate());
    Expr<T> p = sigmoid(size);
    Expr<T> q = sigmoid(size.negate());
    Expr<T> root = nodes.of(tf.math.expm1(logQ.over(n))); // q^(1/n) - 1
    Expr<T> inside = root.times(2).max(nodes.constant(-1)); // max(0, 2 q^(1/n) - 1) - 1
    Expr<T> both = nodes.of(tf.math.expm1(inside.log1p().times(n)));
    Expr<T> differ = nodes.of(tf.math.expm1(logQ)).minus(both);
    return p.times(q).over(differ.max(nodes.constant(1e-30)));
  }
}
