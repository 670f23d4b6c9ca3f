package org.altgrad.graphs.biohsic;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** Similarities between the rows of a matrix: [..., n, d] to [..., n, n]. */
public final class Kernels {
  private Kernels() {}

  /** |a - b|² of all pairs of rows, by |a|² + |b|² - 2 a·b, not below 0. */
  public static <T extends TNumber> Expr<T> squaredDistances(Expr<T> a) {
    Expr<T> norms = a.square().sum(Axes.UNITS);
    Expr<T> distances = norms.expand(-1).plus(norms.expand(-2)).minus(a.batchMatmulT(a).times(2));
    return distances.max(a.nodes().constant(0));
  }

  /** exp(-|a - b|² / (2 σ² d)): the bandwidth does not depend on the dimension d. */
  public static <T extends TNumber> Expr<T> gaussian(Expr<T> a, double sigma) {
    return gaussian(a, a.nodes().constant(sigma));
  }

  /** The Gaussian kernel with a bandwidth that is a tensor: a scalar or [..., 1, 1]. */
  public static <T extends TNumber> Expr<T> gaussian(Expr<T> a, Expr<T> sigma) {
    Expr<T> scale = sigma.square().times(Axes.size(a, Axes.UNITS)).times(2);
    return squaredDistances(a).over(scale).negate().exp();
  }

  /** a · b. */
  public static <T extends TNumber> Expr<T> linear(Expr<T> a) {
    return a.batchMatmulT(a);
  }

  /** a · b / (|a| |b|); 0 where a row is 0. */
  public static <T extends TNumber> Expr<T> cosine(Expr<T> a) {
    return linear(unit(a));
  }

  /** a / |a| for each row, [..., n, d]; 0 where a row is 0. */
  static <T extends TNumber> Expr<T> unit(Expr<T> a) {
    return a.over(length(a).max(a.nodes().constant(1e-12)));
  }

  /** |a| for each row, [..., n, 1]. */
  static <T extends TNumber> Expr<T> length(Expr<T> a) {
    return a.square().sumKeep(Axes.UNITS).sqrt();
  }

  /**
   * The median heuristic: the bandwidth σ at which the Gaussian kernel of the median distance is
   * e^-½.
   *
   * @param a [..., n, d] with n known
   * @return [..., 1, 1]
   */
  public static <T extends TNumber> Expr<T> medianSigma(Expr<T> a) {
    Nodes<T> nodes = a.nodes();
    Ops tf = nodes.tf();
    int n = Math.toIntExact(a.shape().get(a.shape().numDimensions() - 2));
    if (n < 2) {
      throw new IllegalArgumentException("a median of distances needs at least 2 rows, not " + n);
    }
    // Each pair of rows is there twice and the zeros of the diagonal are smallest, so the middle
    // of the pairs lies between entries pairs - 1 and pairs of the descending order.
    int pairs = n * (n - 1) / 2;
    long[] shape = a.shape().asArray();
    long[] flat = java.util.Arrays.copyOf(shape, shape.length - 1);
    flat[flat.length - 1] = (long) n * n;
    Expr<T> distances = squaredDistances(a).reshape(flat);
    Expr<T> largest =
        nodes.of(tf.nn.topK(distances, tf.constant(pairs + 1), TInt32.class).values());
    var middle = tf.range(tf.constant(pairs - 1), tf.constant(pairs + 1), tf.constant(1));
    Expr<T> median = largest.at(middle, -1).meanKeep(-1).expand(-1);
    return median.over(Axes.size(a, Axes.UNITS)).sqrt();
  }
}
