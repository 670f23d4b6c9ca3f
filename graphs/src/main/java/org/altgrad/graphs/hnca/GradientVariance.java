package org.altgrad.graphs.hnca;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.family.TNumber;

/**
 * Variance of the per-example gradients over the batch, summed over a layer's parameters. In a
 * dense layer the gradient of one example is the outer product of its input e and its direction u
 * (or the mean of several, one for each sample), so [batch, in, out] tensors are never built.
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
    return weights(e, u, mean, 1);
  }

  /**
   * The same where an example's gradient is the mean over its samples. Its squared length is the
   * mean over all pairs of samples m, n of (u_m · u_n)(e_m · e_n).
   *
   * @param e [samples · batch, in], sample by sample
   * @param u [samples · batch, out]
   */
  public static <T extends TNumber> Expr<T> weights(
      Expr<T> e, Expr<T> u, Expr<T> mean, int samples) {
    Expr<T> squares =
        samples == 1
            ? u.square().sum(1).times(e.square().sum(1)).mean()
            : gram(u, samples).times(gram(e, samples)).mean();
    return notNegative(squares.minus(mean.square().sum()));
  }

  /** Σ over the biases: mean_b |u_b|² - |mean_b u_b|². */
  public static <T extends TNumber> Expr<T> bias(Expr<T> u) {
    return bias(u, 1);
  }

  /** The same where an example's gradient is the mean over its samples. */
  public static <T extends TNumber> Expr<T> bias(Expr<T> u, int samples) {
    Expr<T> each = samples == 1 ? u : apart(u, samples).mean(0);
    return notNegative(each.square().sum(1).mean().minus(each.mean(0).square().sum()));
  }

  /** [samples · batch, n] as [samples, batch, n]. */
  private static <T extends TNumber> Expr<T> apart(Expr<T> x, int samples) {
    return x.reshape(samples, -1, x.shape().get(1));
  }

  /** [batch, samples, samples] inner products of each example's rows. */
  private static <T extends TNumber> Expr<T> gram(Expr<T> x, int samples) {
    Nodes<T> nodes = x.nodes();
    Expr<T> rows = apart(x, samples).transpose(1, 0, 2);
    return nodes.of(nodes.tf().train.batchMatMul(rows, rows, nodes.type(), BatchMatMul.adjY(true)));
  }

  private static <T extends TNumber> Expr<T> notNegative(Expr<T> x) {
    return x.max(x.nodes().constant(0));
  }
}
