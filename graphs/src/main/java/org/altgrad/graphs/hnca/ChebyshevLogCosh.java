package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Sums of lc(a ± κw) over children as matrix products, where lc(v) = log(2 cosh(v/2)).
 *
 * <p>A flip cube holds lc(a_bk + c_bj W_jk) for every example b, child k and parent j, and is
 * summed over k. As a function of w on [-ω, ω], ω = max|κW|, lc(a + w) is smooth: its nearest
 * singularities lie at ±iπ from the real axis. Its Chebyshev interpolant with R nodes x_m = cos(π(m
 * + ½)/R) is Σ_r φ_r(a) T_r(w/ω), where φ_r(a) = Σ_m C_rm lc(a + ω x_m). The sum over k of each
 * term is a matrix product [B, K] x [K, J], and since T_r(-x) = (-1)^r T_r(x) the parent's sign
 * leaves it:
 *
 * <pre>Σ_k lc(a_bk + σ_bj κ W_jk) = Σ_{r even} (φ_r T_rᵀ)_bj + σ_bj Σ_{r odd} (φ_r T_rᵀ)_bj</pre>
 *
 * <p>{@link #range} gives the largest ω at which R nodes stay within a tolerance, by the classical
 * bound for functions analytic in a Bernstein ellipse (Trefethen, "Approximation Theory and
 * Approximation Practice", theorem 8.2, interpolation).
 */
final class ChebyshevLogCosh {
  private ChebyshevLogCosh() {}

  /** Numbers of nodes offered for single precision, and for double precision. */
  static int[] degrees(Class<? extends TNumber> type) {
    return type == TFloat32.class ? new int[] {5, 8, 12, 20, 32} : new int[] {12, 20, 32, 48, 96};
  }

  /** Largest error of one term of the sum that is accepted. */
  static double tolerance(Class<? extends TNumber> type) {
    return type == TFloat32.class ? 1e-6 : 1e-13;
  }

  /** An upper bound of the error of the interpolant of lc(a + w), |w| ≤ ω, for every real a. */
  static double errorBound(int nodes, double omega) {
    double limit = Math.PI / omega;
    double largest = limit + Math.sqrt(1 + limit * limit);
    double best = Double.POSITIVE_INFINITY;
    for (int i = 1; i < 100; i++) {
      double rho = 1 + (largest - 1) * i / 100.0;
      // On the ellipse |Re w| <= reach and |Im w| <= height < π. The interpolant reproduces the
      // linear function sign(a)(a + w)/2 exactly; what is left is log(1 + e^-v), v = |a| ± w, whose
      // real part is at least -reach. There |1 + e^-v| lies between sin(height) (or 1 where the
      // cosine of the height is positive) and 1 + e^reach, and the argument within ±height.
      double reach = omega * (rho + 1 / rho) / 2;
      double height = omega * (rho - 1 / rho) / 2;
      double smallest = height <= Math.PI / 2 ? 1 : Math.sin(height);
      double modulus = Math.max(Math.log1p(Math.exp(reach)), -Math.log(smallest));
      double bound = 4 * Math.hypot(modulus, height) * Math.pow(rho, -(nodes - 1)) / (rho - 1);
      best = Math.min(best, bound);
    }
    return best;
  }

  /** The largest ω at which that many nodes stay within the tolerance. */
  static double range(int nodes, double tolerance) {
    double low = 1e-6;
    double high = 50;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (errorBound(nodes, middle) <= tolerance) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Σ_k lc(a_bk + c_bj W_jk).
   *
   * @param r number of nodes R, at least 2
   * @param a [batch, children] logits
   * @param w [parents, children] weights times κ
   * @param omega scalar, at least max |w| and positive
   * @param sigma [batch, parents] sign of c
   * @return [batch, parents]
   */
  static <T extends TNumber> Expr<T> sum(
      int r, Expr<T> a, Expr<T> w, Expr<T> omega, Expr<T> sigma) {
    Nodes<T> nodes = a.nodes();
    double[] x = new double[r];
    for (int m = 0; m < r; m++) {
      x[m] = Math.cos(Math.PI * (m + 0.5) / r);
    }
    Expr<T> shifts = omega.times(nodes.constant(Shape.of(1, r, 1), x));
    Expr<T> values = LogCosh.of(a.expand(1).plus(shifts)); // [batch, R, children]

    List<Expr<T>> t = polynomials(r, w.over(omega));
    Expr<T> even = product(r, 0, values, t);
    Expr<T> odd = product(r, 1, values, t);
    return even.plus(sigma.times(odd));
  }

  /** T_0 … T_{r-1} at x, by T_r = 2x T_{r-1} - T_{r-2}. */
  private static <T extends TNumber> List<Expr<T>> polynomials(int r, Expr<T> x) {
    List<Expr<T>> t = new ArrayList<>();
    t.add(x.nodes().of(x.nodes().tf().onesLike(x)));
    t.add(x);
    Expr<T> twice = x.times(2);
    for (int i = 2; i < r; i++) {
      t.add(twice.times(t.get(i - 1)).minus(t.get(i - 2)));
    }
    return t;
  }

  /** Σ_r φ_r T_rᵀ over the r of one parity, as one matrix product. */
  private static <T extends TNumber> Expr<T> product(
      int r, int parity, Expr<T> values, List<Expr<T>> t) {
    Nodes<T> nodes = values.nodes();
    List<Expr<T>> chosen = new ArrayList<>();
    int rows = (r - parity + 1) / 2;
    double[][] cosines = new double[rows][r];
    for (int i = 0; i < rows; i++) {
      int degree = 2 * i + parity;
      chosen.add(t.get(degree));
      for (int m = 0; m < r; m++) {
        cosines[i][m] = (degree == 0 ? 1.0 : 2.0) / r * Math.cos(Math.PI * degree * (m + 0.5) / r);
      }
    }
    Expr<T> phi =
        nodes.of(
            nodes
                .tf()
                .train
                .batchMatMul(nodes.constant(cosines), values, nodes.type())); // [batch, rows, K]
    Expr<T> flat = nodes.of(nodes.tf().reshape(phi, nodes.shapeWithRows(phi, -1)));
    return flat.matmulT(nodes.concat(chosen, 1));
  }
}
