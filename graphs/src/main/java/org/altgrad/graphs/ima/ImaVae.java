package org.altgrad.graphs.ima;

import org.altgrad.graphs.core.Expr;
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

  /** The Jacobian of the mean latents m(x), [networks, batch, D, d]. */
  public Expr<T> unmixing(Expr<T> x) {
    Expr<T> t = Posterior.part(encoder.jacobian(x), 0, latents);
    return prior.squashed() ? t.times(Prior.slope(encode(x).mean()).expand(2)) : t;
  }
}
