package org.altgrad.graphs.vub.ops;

import java.util.List;
import org.altgrad.graphs.core.ClosedForm;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.types.family.TNumber;

/**
 * Samples z = μ + σ ε of a code e(z | x) = N(μ, diag σ²) with σ = softplus(a + b), and its rate. As
 * one operation: of small σ, ln σ and the gradients come from a + b itself, so nothing underflows.
 *
 * @param z [..., S, B, K]
 * @param kl KL(e ‖ N(0, I)) = Σ_k (-ln σ_k + (σ_k² + μ_k² - 1) / 2), in nats [..., B]
 * @param narrowing h(N(0, I)) - h(e) = -Σ_k ln σ_k, of differential entropies [..., B]
 * @param sigma σ, through which no gradient flows [..., B, K]
 */
public record GaussianHead<T extends TNumber>(
    Expr<T> z, Expr<T> kl, Expr<T> narrowing, Expr<T> sigma) {
  /** Below it, softplus(t) = eᵗ - e²ᵗ / 2 to the last digit. */
  private static final double SMALL = -15;

  /**
   * Of S draws. Gradients: with s = σ'(a + b), dz and dKL for what arrives, Σ_S dz + dKL μ for μ
   * and s Σ_S ε dz + dKL s (σ - 1 / σ) for a.
   *
   * @param mu μ [..., B, K]
   * @param pre a, like it
   * @param noise ε [..., S, B, K]
   * @param bias b
   */
  public static <T extends TNumber> GaussianHead<T> of(
      Expr<T> mu, Expr<T> pre, Expr<T> noise, double bias) {
    Nodes<T> nodes = mu.nodes();
    Expr<T> m = mu.stop();
    Expr<T> t = pre.stop().plus(bias);
    Expr<T> sigma = Expr.softplus(t);
    var small = t.less(nodes.constant(SMALL));
    Expr<T> half = t.min(nodes.constant(SMALL)).exp().times(0.5);
    Expr<T> log = Expr.where(small, t.minus(half), sigma.log());
    Expr<T> slope = Expr.sigmoid(t);
    Expr<T> ofLog = Expr.where(small, half.subtractFrom(1), slope.over(sigma));
    Expr<T> squares = sigma.square().plus(m.square()).minus(1).times(0.5);
    List<Expr<T>> made =
        ClosedForm.several(
            "gaussian_head",
            List.of(mu, pre),
            List.of(
                m.expand(-3).plus(sigma.expand(-3).times(noise)),
                squares.minus(log).sum(-1),
                log.sum(-1).negate()),
            List.of(m, noise, slope, slope.times(sigma), ofLog),
            GaussianHead::backward);
    return new GaussianHead<>(made.get(0), made.get(1), made.get(2), sigma.stop());
  }

  private static <T extends TNumber> List<Expr<T>> backward(
      List<Expr<T>> upstream, List<Expr<T>> kept) {
    Expr<T> z = upstream.get(0);
    Expr<T> kl = upstream.get(1).expand(-1);
    Expr<T> narrowing = upstream.get(2).expand(-1);
    Expr<T> ofMu = z.sum(-3).plus(kl.times(kept.get(0)));
    Expr<T> ofPre =
        z.times(kept.get(1))
            .sum(-3)
            .times(kept.get(2))
            .plus(kl.times(kept.get(3).minus(kept.get(4))))
            .minus(narrowing.times(kept.get(4)));
    return List.of(ofMu, ofPre);
  }
}
