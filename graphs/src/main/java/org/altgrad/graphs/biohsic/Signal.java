package org.altgrad.graphs.biohsic;

import java.util.List;
import java.util.Locale;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * The third factor ξ of the rule: what a hidden layer is told about its activity for the current
 * sample, the last of a window of n.
 *
 * <p>With the earlier samples remembered as constants, ξ = -2 / ((n - 1)² S²) · Σₚ wₚ Kz(c, p) (z_c
 * - zₚ). The signals differ in the weights w, which depend on A = Kx - γ Ky alone. So it is for
 * HSIC with a Gaussian kernel; for other objectives ξ is row c of {@link Objective#gradient}.
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

  /** Whether the signal is defined for an objective. */
  boolean isFor(Objective objective) {
    boolean released = this == FIRST_ROW || this == DIAGONAL || this == DIAGONAL_PUBLISHED;
    return !released
        || objective.estimator() == Estimator.HSIC && objective.kernel() == LayerKernel.GAUSSIAN;
  }

  /** Throws if the signal is not defined for an objective. */
  public void check(Objective objective) {
    if (!isFor(objective)) {
      throw new IllegalArgumentException(
          String.format(
                  "signal: %s is defined for estimator hsic with kernel gaussian; with %s and"
                      + " kernel %s use exact, full, none or flipped",
                  this, objective.estimator(), objective.kernel())
              .toLowerCase(Locale.ROOT));
    }
  }

  /**
   * All that the signal needs to know of inputs and labels: for each hidden layer, or a single one
   * for all of them ({@link Objective#ofLayer}).
   *
   * @param kx Kx, [..., n, n]
   * @param ky Ky, [..., n, n]
   */
  public <T extends TNumber> List<Expr<T>> prepare(Objective objective, Expr<T> kx, Expr<T> ky) {
    return objective.contrasts(kx, ky).stream().map(a -> prepare(objective, a)).toList();
  }

  /**
   * The same for one contrast.
   *
   * @param contrast A, [..., n, n]
   * @return the weights w, [..., n], where they depend on A alone, otherwise A itself
   */
  public <T extends TNumber> Expr<T> prepare(Objective objective, Expr<T> contrast) {
    return forAll() || !objective.linear() ? contrast : weights(contrast);
  }

  /**
   * ξ.
   *
   * @param objective of the layer
   * @param prepared what {@link #prepare} made
   * @param z activities with the current sample last, [..., n, d]
   * @return [..., 1, d], for {@link #FULL} [..., n, d]
   */
  public <T extends TNumber> Expr<T> xi(Objective objective, Expr<T> prepared, Expr<T> z) {
    return xi(objective, prepared, z, forAll() ? z : Axes.current(z));
  }

  /**
   * The same where what is taught is at hand.
   *
   * @param taught z_c, [..., 1, d], for {@link #FULL} z
   */
  public <T extends TNumber> Expr<T> xi(
      Objective objective, Expr<T> prepared, Expr<T> z, Expr<T> taught) {
    if (forAll()) {
      return objective.gradient(prepared, z);
    }
    if (objective.linear()) {
      return current(objective, prepared, z, taught);
    }
    if (this == NONE) {
      return z.nodes().zerosLike(taught);
    }
    if (objective.inDouble(z)) {
      Class<TFloat64> wide = TFloat64.class;
      return xi(objective, prepared.cast(wide), z.cast(wide), taught.cast(wide))
          .cast(z.nodes().type());
    }
    Expr<T> row = row(objective.slope(prepared, objective.kernel(z)));
    return current(objective, this == FLIPPED ? row.negate() : row, z, taught);
  }

  /**
   * w, for HSIC.
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
  private static <T extends TNumber> Expr<T> current(
      Objective objective, Expr<T> weights, Expr<T> z, Expr<T> now) {
    Expr<T> scaled = weights.times(objective.scale(z));
    return objective.kernel().current(scaled, z, now, objective.sigmaZ());
  }

  /**
   * What to put in place of dL/dz.
   *
   * @param contrast A, [..., n, n]
   * @param z [..., n, d]
   * @return [..., n, d]; 0 in all rows but the last, except for {@link #FULL}
   */
  public <T extends TNumber> Expr<T> cotangent(Objective objective, Expr<T> contrast, Expr<T> z) {
    Expr<T> xi = xi(objective, prepare(objective, contrast), z);
    return forAll() ? xi : z.nodes().zerosLike(z).plus(xi).times(isCurrent(z));
  }

  /** [n, 1]: 1 in the last row. */
  static <T extends TNumber> Expr<T> isCurrent(Expr<T> z) {
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
