package org.altgrad.graphs.hnca;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.nn.Conv2d;
import org.tensorflow.ndarray.Shape;
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
    return notNegative(squares.minus(mean.sumOfSquares()));
  }

  /** Σ over the biases: mean_b |u_b|² - |mean_b u_b|². */
  public static <T extends TNumber> Expr<T> bias(Expr<T> u) {
    return bias(u, 1);
  }

  /** The same where an example's gradient is the mean over its samples. */
  public static <T extends TNumber> Expr<T> bias(Expr<T> u, int samples) {
    Expr<T> each = samples == 1 ? u : apart(u, samples).mean(0);
    return notNegative(each.square().sum(1).mean().minus(each.mean(0).sumOfSquares()));
  }

  /**
   * Σ over the weights of a convolution of the population variance. An example's gradient is the
   * product of its image's patches and its direction, [patch size, out].
   *
   * @param x [batch, height, width, in] the convolution's input
   * @param u [batch, rows, columns, out] direction for its output
   * @return scalar, at least 0
   */
  public static <T extends TNumber> Expr<T> kernel(Conv2d<T> layer, Expr<T> x, Expr<T> u) {
    Nodes<T> nodes = x.nodes();
    Shape kernel = layer.weights().shape();
    long patch = kernel.get(0) * kernel.get(1) * kernel.get(2);
    long places = u.shape().get(1) * u.shape().get(2);
    Expr<T> left = layer.patches(x).reshape(-1, places, patch);
    Expr<T> right = u.reshape(-1, places, kernel.get(3));
    Expr<T> each =
        nodes.of(nodes.tf().train.batchMatMul(left, right, nodes.type(), BatchMatMul.adjX(true)));
    return notNegative(each.square().mean(0).sum().minus(each.mean(0).sumOfSquares()));
  }

  /** Σ over the biases of a convolution, whose gradients are sums over places. */
  public static <T extends TNumber> Expr<T> kernelBias(Expr<T> u) {
    return bias(u.sum(1, 2));
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
