package org.altgrad.graphs.ilc.combine;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * What combiners may ask of one parameter's gradients g₁ … g_E in the environments of a step: sums
 * over environments, each of the parameter's shape. Where the gradients are kept as a stack they
 * are sums over it; for one example per environment in a dense layer, or environments that arrive
 * in several calls, they are computed without one. Nothing is ever differentiated through them.
 *
 * @param <T> element type
 */
public interface EnvironmentStatistics<T extends TNumber> {
  /** What is added to |g| before a logarithm or a negative power. */
  double FLOOR = 1e-10;

  /** E. */
  int environments();

  /** Σ g_e. */
  Expr<T> sum();

  /** ḡ = (1/E) Σ g_e. */
  default Expr<T> mean() {
    return sum().over(environments());
  }

  /** Σ sign(g_e), whole numbers; sign(0) = 0. */
  Expr<T> signs();

  /** s̄ = (1/E) Σ sign(g_e), from -1 to 1. */
  default Expr<T> agreement() {
    return signs().over(environments());
  }

  /** Σ g_e². */
  Expr<T> squares();

  /**
   * V = Σ (g_e - ḡ)² / (E - 1), never negative; 0 where there is one environment. Made of the two
   * sums, so it is exact only down to the rounding of ḡ².
   */
  default Expr<T> variance() {
    if (environments() == 1) {
      return sum().nodes().zerosLike(sum());
    }
    Expr<T> total = squares().minus(sum().square().over(environments()));
    return total.max(total.nodes().constant(0)).over(environments() - 1);
  }

  /** Σ ln(|g_e| + {@link #FLOOR}). */
  Expr<T> logs();

  /** Σ (|g_e| + {@link #FLOOR})^q. */
  Expr<T> powers(double q);

  /** Σ |g_e|. */
  Expr<T> absolutes();

  /** min |g_e|. */
  Expr<T> smallest();

  /** [E, E]: the inner products ⟨g_e, g_o⟩ over this parameter's components. */
  Expr<T> gram();

  /**
   * Σ c_e g_e.
   *
   * @param c [E]
   */
  Expr<T> weighted(Expr<T> c);

  /**
   * [E, ...parameter]: the gradients themselves.
   *
   * @throws IllegalArgumentException beginning with {@code combiner:} if they are not kept one by
   *     one
   */
  Expr<T> stack();
}
