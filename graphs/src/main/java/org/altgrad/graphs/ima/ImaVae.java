package org.altgrad.graphs.ima;

import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ima.ops.ImaOps;
import org.altgrad.graphs.nn.Mapping;
import org.tensorflow.types.family.TNumber;

/**
 * A variational auto-encoder with its weights, for several networks at once: pure functions of
 * tensors. n are the latents' logits where the prior is squashed, else the latents themselves.
 *
 * @param encoder from x to what {@link Posterior#of} reads
 * @param decoder f, from latents z to x
 * @param prior of the latents
 * @param covariance of the encoder's law
 * @param latents d
 */
public record ImaVae<T extends TNumber>(
    Mapping<T> encoder,
    Mapping<T> decoder,
    Prior prior,
    Posterior.Covariance covariance,
    int latents) {
  private static final double WIDEST = 0.33;

  /**
   * q(n | x).
   *
   * @param x [networks, batch, D]
   */
  public Posterior<T> encode(Expr<T> x) {
    return Posterior.of(encoder.apply(x), latents, covariance);
  }

  /** z of n, [networks, batch, d]. */
  public Expr<T> latents(Expr<T> n) {
    return prior.squashed() ? Expr.sigmoid(n) : n;
  }

  /**
   * f(z).
   *
   * @param n [networks, batch, d]
   * @return [networks, batch, D]
   */
  public Expr<T> decode(Expr<T> n) {
    return decoder.apply(latents(n));
  }

  /** The Jacobian of f at z(n), [networks, batch, d, D]. */
  public Expr<T> jacobian(Expr<T> n) {
    return decoder.jacobian(latents(n));
  }

  /**
   * The posterior that theory predicts of an inverse encoder: variances 1 / (curvature of the prior
   * + γ² |J_k|² (dz/dn)²) about n.
   *
   * @param n [networks, batch, d]
   * @param p density of the latents' logits
   * @param logVariance of the decoder [networks, 1]; none: the likeliest of each example
   */
  Posterior<T> predicted(Expr<T> n, Expr<T> x, Prior.Density<T> p, Optional<Expr<T>> logVariance) {
    Expr<T> precision = p.curvature(n).plus(dataPrecision(n, x, logVariance));
    // Near the border a law of logits is far from normal: its width is kept below 1 / √.33.
    Expr<T> bounded = prior.squashed() ? precision.max(n.nodes().constant(WIDEST)) : precision;
    return new Posterior<>(n, bounded.log().times(-0.5), Optional.empty());
  }

  /** γ² |J_k|² (dz/dn)² at n. */
  Expr<T> dataPrecision(Expr<T> n, Expr<T> x, Optional<Expr<T>> logVariance) {
    Expr<T> error = x.minus(decode(n)).square().mean(2);
    Expr<T> precision =
        logVariance
            .map(log -> log.negate().exp().plus(n.nodes().zerosLike(error)))
            .orElse(error.reciprocal())
            .expand(2);
    Expr<T> data = jacobian(n).square().sum(3).times(precision);
    return prior.squashed() ? data.times(Prior.slope(n).square()) : data;
  }

  /**
   * log p(x) of an encoder that is invertible, log p(n(x)) + log |det dn/dx|, [networks, batch].
   */
  Expr<T> logDensity(Expr<T> x, Prior.Density<T> p) {
    Expr<T> t = Posterior.part(encoder.jacobian(x), 0, latents);
    return p.log(encode(x).mean()).plus(ImaOps.halfLogdetGram(t));
  }

  /** The Jacobian of the mean latents m(x), [networks, batch, D, d]. */
  public Expr<T> unmixing(Expr<T> x) {
    Expr<T> t = Posterior.part(encoder.jacobian(x), 0, latents);
    return prior.squashed() ? t.times(Prior.slope(encode(x).mean()).expand(2)) : t;
  }
}
