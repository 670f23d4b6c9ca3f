package org.altgrad.graphs.biohsic;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The Hilbert-Schmidt independence criterion: how much two kernel matrices [..., n, n] over the
 * same n samples say about each other. Leading axes broadcast; all results are [...].
 */
public final class Hsic {
  private Hsic() {}

  /** H K H with H = I - 11ᵀ/n: rows and columns of mean 0. */
  public static <T extends TNumber> Expr<T> centre(Expr<T> k) {
    Expr<T> rows = k.meanKeep(-1);
    Expr<T> columns = k.meanKeep(-2);
    return k.minus(rows).minus(columns).plus(rows.meanKeep(-2));
  }

  /** tr(Ka H Kb H) / (n - 1)² (Gretton et al. 2005). */
  public static <T extends TNumber> Expr<T> biased(Expr<T> ka, Expr<T> kb) {
    return centre(ka).times(kb).sum(-2, -1).over(Axes.size(kb, -1).minus(1).square());
  }

  /**
   * The unbiased estimator (Song et al. 2012, equation 5); n must be at least 4. It may be
   * negative.
   */
  public static <T extends TNumber> Expr<T> unbiased(Expr<T> ka, Expr<T> kb) {
    Expr<T> n = Axes.size(kb, -1);
    Expr<T> a = withoutDiagonal(ka);
    Expr<T> b = withoutDiagonal(kb);
    Expr<T> trace = a.times(b).sum(-2, -1);
    Expr<T> product = a.sum(-2, -1).times(b.sum(-2, -1));
    Expr<T> chain = a.sum(-1).times(b.sum(-1)).sum(-1);
    Expr<T> n1 = n.minus(1);
    Expr<T> n2 = n.minus(2);
    return trace
        .plus(product.over(n1.times(n2)))
        .minus(chain.times(2).over(n2))
        .over(n.times(n.minus(3)));
  }

  /**
   * Normalised: tr(K̃a K̃b) with K̃ = HKH (HKH + ε n I)⁻¹ (Ma, Lewis and Kleijn, AAAI 2020, who use
   * ε = 1e-5). TensorFlow has no gradient of it; {@link #normalisedSlope} is its derivative.
   */
  public static <T extends TNumber> Expr<T> normalised(Expr<T> ka, Expr<T> kb, double epsilon) {
    return whitened(ka, epsilon).times(whitened(kb, epsilon)).sum(-2, -1);
  }

  /** K̃ = HKH (HKH + ε n I)⁻¹. */
  static <T extends TNumber> Expr<T> whitened(Expr<T> k, double epsilon) {
    var tf = k.nodes().tf();
    Expr<T> centred = centre(k);
    // Both factors are functions of the same symmetric matrix, so their order does not matter.
    return k.nodes().of(tf.linalg.solve(centred.plus(ridge(k, epsilon)), centred));
  }

  /**
   * The derivative of tr(A K̃) by K: as K̃ = I - ε n R with R = (HKH + ε n I)⁻¹, it is ε n H R A R
   * H.
   *
   * @param a symmetric, rows and columns of mean 0
   */
  static <T extends TNumber> Expr<T> normalisedSlope(Expr<T> a, Expr<T> k, double epsilon) {
    Expr<T> sum = centre(k).plus(ridge(k, epsilon));
    Expr<T> r = k.nodes().of(k.nodes().tf().linalg.inv(sum));
    // H changes nothing but rounding, of which R makes much: it is 1 / (ε n) for a constant.
    Expr<T> inner = centre(r.batchMatmul(a).batchMatmul(r));
    return inner.times(Axes.size(k, -1).times(epsilon));
  }

  private static <T extends TNumber> Expr<T> ridge(Expr<T> k, double epsilon) {
    return identity(k).times(Axes.size(k, -1).times(epsilon));
  }

  /**
   * Centred kernel alignment, in [0, 1]: HSIC(a, b) / √(HSIC(a, a) HSIC(b, b)); with linear kernels
   * it is linear CKA (Kornblith et al. 2019). 0 where a kernel is constant.
   */
  public static <T extends TNumber> Expr<T> cka(Expr<T> ka, Expr<T> kb) {
    Expr<T> norm = biased(ka, ka).times(biased(kb, kb)).sqrt();
    return biased(ka, kb).over(norm.max(ka.nodes().constant(1e-30)));
  }

  /** mean((Ka - mean Ka) ∘ Kb): pHSIC (Pogodin and Latham, NeurIPS 2020). */
  public static <T extends TNumber> Expr<T> plausible(Expr<T> ka, Expr<T> kb) {
    return ka.minus(ka.meanKeep(-2, -1)).times(kb).mean(-2, -1);
  }

  private static <T extends TNumber> Expr<T> withoutDiagonal(Expr<T> k) {
    return k.times(identity(k).subtractFrom(1));
  }

  /** [n, n], n as in a kernel matrix. */
  private static <T extends TNumber> Expr<T> identity(Expr<T> k) {
    var tf = k.nodes().tf();
    Expr<T> one = k.nodes().constant(1);
    Expr<T> index = k.nodes().of(tf.range(k.nodes().constant(0), Axes.size(k, -1), one));
    return k.nodes().indicator(tf.math.equal(index, index.expand(-1)));
  }
}
