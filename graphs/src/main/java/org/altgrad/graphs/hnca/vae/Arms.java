package org.altgrad.graphs.hnca.vae;

import static org.altgrad.graphs.core.Expr.logSigmoid;
import static org.altgrad.graphs.core.Expr.sigmoid;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Require;
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
 * probability p = σ(|a|), where {@code ω_m < p}. The chains of m ≥ 2 continue with fresh noise; the
 * first trains the decoder and is recorded.
 *
 * @param samples M ≥ 2
 */
public record Arms(int samples) implements VaeEstimator {

  public Arms {
    Require.atLeast("samples", samples, 2);
  }

  @Override
  public String family() {
    return ANTITHETIC;
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
      u.add(pass.ownEntropy(l).plus(sum.times(gain(a, samples)).over(samples - 1.0)));
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
    Expr<T> q = sigmoid(a.abs().negate());
    Expr<T> likelier = a.nodes().indicator(a.greater(a.nodes().constant(0)));
    List<Expr<T>> z = new ArrayList<>();
    for (Expr<T> part : parts) {
      Expr<T> rest = part.over(total).subtractFrom(1); // 1 - c_m
      Expr<T> power = rest;
      for (int i = 2; i < samples; i++) {
        power = power.times(rest);
      }
      // ω < p, written for the small sides 1 - ω and q = 1 - p.
      Expr<T> same = a.nodes().indicator(power.greater(q));
      // The likelier value where they agree, the other one elsewhere.
      z.add(same.times(likelier).plus(same.subtractFrom(1).times(likelier.subtractFrom(1))).stop());
    }
    return z;
  }

  /**
   * 1 / (1 - ρ) = p q / P(two draws differ in a given order), with q = 1 - p and n = M - 1. That
   * probability is q - max(0, 2 q^(1/n) - 1)^n = q (1 - max(0, 1 - s)^n) with s = q^(-1/n) - 1 ≥
   * 2^(1/n) - 1, so q cancels out of the fraction, and nothing near 1 is subtracted from 1: the
   * bracket is at least ½ for every logit.
   */
  static <T extends TNumber> Expr<T> gain(Expr<T> a, int samples) {
    double n = samples - 1.0;
    Expr<T> size = a.abs();
    Expr<T> s = logSigmoid(size.negate()).over(-n).expm1();
    Expr<T> both = s.min(a.nodes().constant(1)).negate().log1p().times(n); // n log max(0, 1 - s)
    return sigmoid(size).over(both.expm1().negate());
  }
}
