package org.altgrad.graphs.biohsic;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The third factor ξ of the rule: what a hidden layer is told about its activity for the current
 * sample, the last of a window of n.
 *
 * <p>With the earlier samples remembered as constants, ξ = -2 / ((n - 1)² S²) · Σₚ wₚ Kz(c, p) (z_c
 * - zₚ). The signals differ in the weights w, which depend on A = Kx - γ Ky alone.
 */
public enum Signal {
  /** M = H A H, row c: the gradient of the objective. */
  EXACT,
  /** A H, row c: centred on one side only, as in the first public version of the method. */
  FIRST_ROW,
  /** -(aₚ + a_c) / n with aₚ = Aₚₚ - meanᵣ Aₚᵣ: what the authors' released code computes. */
  DIAGONAL,
  /** -a_c / n: what that code computed when the published figures were made. */
  DIAGONAL_PUBLISHED,
  /** The gradient for every sample of the window, not for the current one alone. */
  FULL,
  /** 0: hidden layers stay as they are. */
  NONE,
  /** The negative of {@link #EXACT}, which must fail. */
  FLIPPED;

  /** Whether the signal is for all samples of the window, not for the current one alone. */
  public boolean forAll() {
    return this == FULL;
  }

  /**
   * All that the signal needs to know of inputs and labels, the same for every layer.
   *
   * @param contrast A, [..., n, n]
   * @return the weights w, [..., n], for {@link #FULL} A itself
   */
  public <T extends TNumber> Expr<T> prepare(Expr<T> contrast) {
    return forAll() ? contrast : weights(contrast);
  }

  /**
   * ξ.
   *
   * @param prepared what {@link #prepare} made
   * @param z activities with the current sample last, [..., n, d]
   * @return [..., 1, d], for {@link #FULL} [..., n, d]
   */
  public <T extends TNumber> Expr<T> xi(Objective objective, Expr<T> prepared, Expr<T> z) {
    return forAll() ? objective.gradient(prepared, z) : current(objective, prepared, z);
  }

  /**
   * w.
   *
   * @param contrast A, [..., n, n]
   * @return [..., n]
   * @throws IllegalStateException for {@link #FULL}, which is not one row
   */
  public <T extends TNumber> Expr<T> weights(Expr<T> contrast) {
    Expr<T> row = row(contrast);
    return switch (this) {
      case EXACT -> row(Hsic.centre(contrast));
      case FLIPPED -> row(Hsic.centre(contrast)).negate();
      case FIRST_ROW -> row.minus(row.meanKeep(-1));
      case DIAGONAL -> {
        Expr<T> a = diagonal(contrast);
        yield a.plus(last(a)).negate().over(Axes.size(contrast, -1));
      }
      case DIAGONAL_PUBLISHED -> {
        Expr<T> a = diagonal(contrast);
        yield a.nodes().zerosLike(a).minus(last(a)).over(Axes.size(contrast, -1));
      }
      case NONE -> row.nodes().zerosLike(row);
      case FULL -> throw new IllegalStateException("the full signal has weights for all rows");
    };
  }

  /**
   * ξ for the weights of a window.
   *
   * @param weights w, [..., n]
   * @param z activities with the current sample last, [..., n, d]
   * @return [..., 1, d]
   */
  public static <T extends TNumber> Expr<T> current(
      Objective objective, Expr<T> weights, Expr<T> z) {
    return current(objective, weights, z, Axes.current(z));
  }

  /**
   * The same where the current sample's activity is at hand.
   *
   * @param now z_c, [..., 1, d]
   */
  public static <T extends TNumber> Expr<T> current(
      Objective objective, Expr<T> weights, Expr<T> z, Expr<T> now) {
    // One row needs no [n, n] kernel: the differences to the current sample are enough.
    Expr<T> difference = z.minus(now);
    double s2 = objective.s2(Axes.known(z, Axes.UNITS));
    Expr<T> kernel = difference.square().sum(-1).times(-0.5 / s2).exp();
    Expr<T> q = kernel.times(weights.times(objective.scale(z)));
    return q.expand(-2).batchMatmul(difference);
  }

  /**
   * What to put in place of dL/dz.
   *
   * @param contrast A, [..., n, n]
   * @param z [..., n, d]
   * @return [..., n, d]; 0 in all rows but the last, except for {@link #FULL}
   */
  public <T extends TNumber> Expr<T> cotangent(Objective objective, Expr<T> contrast, Expr<T> z) {
    Expr<T> xi = xi(objective, prepare(contrast), z);
    return forAll() ? xi : z.nodes().zerosLike(z).plus(xi).times(isCurrent(z));
  }

  /** [n, 1]: 1 in the last row. */
  private static <T extends TNumber> Expr<T> isCurrent(Expr<T> z) {
    var tf = z.nodes().tf();
    Expr<T> n = Axes.size(z, Axes.ROWS);
    Expr<T> index = z.nodes().of(tf.range(z.nodes().constant(0), n, z.nodes().constant(1)));
    return z.nodes().indicator(tf.math.equal(index, n.minus(1))).expand(-1);
  }

  private static <T extends TNumber> Expr<T> row(Expr<T> k) {
    return Axes.current(k).sum(Axes.ROWS);
  }

  private static <T extends TNumber> Expr<T> last(Expr<T> a) {
    return Axes.current(a.expand(-1)).sum(-1);
  }

  /** aₚ = Aₚₚ - meanᵣ Aₚᵣ. */
  private static <T extends TNumber> Expr<T> diagonal(Expr<T> k) {
    var tf = k.nodes().tf();
    Expr<T> diagonal =
        k.nodes().of(tf.linalg.matrixDiagPart(k, tf.constant(0), k.nodes().constant(0)));
    return diagonal.minus(k.mean(-1));
  }
}
