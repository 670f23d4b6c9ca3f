package org.altgrad.graphs.hnca.vae;

import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * What the terms of the ELBO count in training: w_x log p(x | z_1) - w_KL Σ_l KL_l. Empty: 1.
 *
 * @param pixels w_x, scalar
 * @param kl w_KL, scalar, of everything else: the entropies, the prior, and log p(z_l | z_{l+1})
 */
public record TermWeights<T extends TNumber>(Optional<Expr<T>> pixels, Optional<Expr<T>> kl) {

  /** The ELBO's own. */
  public static <T extends TNumber> TermWeights<T> one() {
    return new TermWeights<>(Optional.empty(), Optional.empty());
  }

  /** Whether the weighted sum is the ELBO, whatever the step. */
  boolean isOne() {
    return pixels.isEmpty() && kl.isEmpty();
  }

  /** The weighted value of a term that belongs to z_l (pixels: l = 0), or of its derivative. */
  Expr<T> weigh(int l, Expr<T> term) {
    return (l == 0 ? pixels : kl).map(term::times).orElse(term);
  }
}
