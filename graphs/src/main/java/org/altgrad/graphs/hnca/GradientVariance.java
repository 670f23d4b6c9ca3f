package org.altgrad.graphs.hnca;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * Variance of the per-example gradients of a dense layer over the batch, summed over its
 * parameters. The gradient of one example is the outer product of its input e and its direction u,
 * so [batch, in, out] tensors are never built.
 */
public final class GradientVariance {
  private GradientVariance() {}

  /**
   * Σ over the weights of the population variance: mean_b |u_b|² |e_b|² - |mean_b e_b uᵀ_b|².
   *
   * @param e [batch, in]
   * @param u [batch, out]
   * @param mean [in, out] the batch mean of the gradients (its sign does not matter)
   * @return scalar, at least 0
   */
  public static <T extends TNumber> Expr<T> weights(Expr<T> e, Expr<T> u, Expr<T> mean) {
    Expr<T> squares = u.square().sum(1).times(e.square().sum(1)).mean();
    return notNegative(squares.minus(mean.square().sum()));
  }

  /** Σ over the biases: mean_b |u_b|² - |mean_b u_b|². */
  public static <T extends TNumber> Expr<T> bias(Expr<T> u) {
    return notNegative(u.square().sum(1).mean().minus(u.mean(0).square().sum()));
  }

  private static <T extends TNumber> Expr<T> notNegative(Expr<T> x) {
    return x.max(x.nodes().constant(0));
  }
}
