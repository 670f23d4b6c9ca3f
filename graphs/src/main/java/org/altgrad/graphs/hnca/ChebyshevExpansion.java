package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * {@link Flips} as matrix products.
 *
 * <p>A flip cube holds h(a_bk + c_bj W_jk) for every example b, child k and parent j, and is summed
 * over k; h is log σ (up to a sign) or the entropy. As a function of w on [-ω, ω], ω = max|κW|, h(a
 * + w) is smooth: its nearest singularities lie at ±iπ from the real axis. Its Chebyshev
 * interpolant with R nodes x_m = cos(π(m + ½)/R) is Σ_r φ_r(a) T_r(w/ω), where φ_r(a) = Σ_m C_rm
 * h(a + ω x_m). The sum over k of each term is a matrix product [B, K] x [K, J], and since T_r(-x)
 * = (-1)^r T_r(x) the parent's sign leaves it:
 *
 * <pre>Σ_k h(a_bk + σ_bj κ W_jk) = Σ_{r even} (φ_r T_rᵀ)_bj + σ_bj Σ_{r odd} (φ_r T_rᵀ)_bj</pre>
 *
 * <p>The T_r belong to the weights alone: log-probabilities and entropies of a layer share them.
 * What is expanded is h(a + w) - h(a), so that the large sum of h(a) never enters and cannot round
 * its small difference away.
 *
 * <p>{@link #range} gives the largest ω at which R nodes stay within a tolerance, by the classical
 * bound for functions analytic in a Bernstein ellipse (Trefethen, "Approximation Theory and
 * Approximation Practice", theorem 8.2, interpolation).
 */
final class ChebyshevExpansion {
  private ChebyshevExpansion() {}

  /** Numbers of nodes offered for single precision, and for double precision. */
  static int[] degrees(Class<? extends TNumber> type) {
    return type == TFloat32.class ? new int[] {5, 8, 12, 20, 32} : new int[] {12, 20, 32, 48, 96};
  }

  /** Largest error of one term of the sum that is accepted. */
  static double tolerance(Class<? extends TNumber> type) {
    return type == TFloat32.class ? 1e-6 : 1e-13;
  }

  /**
   * An upper bound of the error of the interpolant of h(a + w), |w| ≤ ω, for every real a.
   *
   * @param entropy whether h is the entropy, else log σ
   */
  static double errorBound(int nodes, double omega, boolean entropy) {
    double limit = Math.PI / omega;
    double largest = limit + Math.sqrt(1 + limit * limit);
    double best = Double.POSITIVE_INFINITY;
    for (int i = 1; i < 100; i++) {
      double rho = 1 + (largest - 1) * i / 100.0;
      // On the ellipse |Re w| <= reach and |Im w| <= height < π.
      double reach = omega * (rho + 1 / rho) / 2;
      double height = omega * (rho - 1 / rho) / 2;
      double largestValue = entropy ? entropyBound(height) : logSigmoidBound(reach, height);
      double bound = 4 * largestValue * Math.pow(rho, -(nodes - 1)) / (rho - 1);
      best = Math.min(best, bound);
    }
    return best;
  }

  /**
   * log σ is even up to a linear function, which an interpolant reproduces exactly, so v = |a| ± w
   * will do. Of log(1 + e^-v) the real part of v is at least -reach; |1 + e^-v| lies between {@link
   * #closest} and 1 + e^reach, and its argument within ±height.
   */
  private static double logSigmoidBound(double reach, double height) {
    double modulus = Math.max(Math.log1p(Math.exp(reach)), -Math.log(closest(height)));
    return Math.hypot(modulus, height);
  }

  /**
   * H(v) = log(1 + e^-v) + v / (1 + e^v) is even, so Re v ≥ 0 will do. Then |1 + e^-v| lies between
   * {@link #closest} and 2, its argument within ±height/2, and the second term is at most (x +
   * height) e^-x / closest, x = Re v.
   */
  private static double entropyBound(double height) {
    double modulus = Math.max(Math.log(2), -Math.log(closest(height)));
    double second = (height >= 1 ? height : Math.exp(height - 1)) / closest(height);
    return Math.hypot(modulus, height / 2) + second;
  }

  /** The least |1 + e^-v| where |Im v| ≤ height < π. */
  private static double closest(double height) {
    return height <= Math.PI / 2 ? 1 : Math.sin(height);
  }

  /** The largest ω at which that many nodes stay within the tolerance. */
  static double range(int nodes, double tolerance, boolean entropies) {
    double low = 1e-6;
    double high = 50;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      double error = errorBound(nodes, middle, false);
      if (entropies) {
        error = Math.max(error, errorBound(nodes, middle, true));
      }
      if (error <= tolerance) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * All flips of a layer.
   *
   * @param r number of nodes R, at least 2
   * @param s [batch, children] signs of the children's bits
   * @param a [batch, children] their logits
   * @param kw [parents, children] weights times κ
   * @param omega scalar, at least max |κW| and positive
   * @param sigma [batch, parents] sign of c
   */
  static <T extends TNumber> Flips<T> flips(
      int r, Expr<T> s, Expr<T> a, Expr<T> kw, Expr<T> omega, Expr<T> sigma, boolean entropies) {
    Nodes<T> nodes = a.nodes();
    double[] x = new double[r];
    for (int m = 0; m < r; m++) {
      x[m] = Math.cos(Math.PI * (m + 0.5) / r);
    }
    Expr<T> shifts = omega.times(nodes.constant(Shape.of(1, r, 1), x));
    Terms<T> moved = Terms.of(s.expand(1), a.expand(1).plus(shifts), entropies);
    Terms<T> drawn = Terms.of(s, a, entropies);
    Expr<T> logProbability = moved.logProbability().minus(drawn.logProbability().expand(1));
    List<Expr<T>> t = polynomials(r, kw.over(omega));
    if (!entropies) {
      return new Flips<>(
          constantPart(logProbability, r)
              .plus(product(r, 0, logProbability, t))
              .plus(sigma.times(product(r, 1, logProbability, t))),
          null);
    }
    // Both in one product with the polynomials, as twice as many examples.
    Expr<T> entropy = moved.entropy().minus(drawn.entropy().expand(1));
    Expr<T> values = nodes.concat(List.of(logProbability, entropy), 0);
    Expr<T> constant = constantPart(values, r);
    var even = constant.plus(product(r, 0, values, t)).split(2);
    var odd = product(r, 1, values, t).split(2);
    return new Flips<>(
        even.get(0).plus(sigma.times(odd.get(0))), even.get(1).plus(sigma.times(odd.get(1))));
  }

  /** Σ_k φ_0: T_0 is 1, which needs no product. */
  private static <T extends TNumber> Expr<T> constantPart(Expr<T> values, int r) {
    return values.sum(1).sumKeep(1).over(r);
  }

  /** T_0 … T_{r-1} at x, by T_r = 2x T_{r-1} - T_{r-2}. */
  private static <T extends TNumber> List<Expr<T>> polynomials(int r, Expr<T> x) {
    List<Expr<T>> t = new ArrayList<>();
    t.add(x.nodes().constant(1));
    t.add(x);
    Expr<T> twice = x.times(2);
    for (int i = 2; i < r; i++) {
      t.add(twice.times(t.get(i - 1)).minus(t.get(i - 2)));
    }
    return t;
  }

  /** Σ_r φ_r T_rᵀ over the r ≥ 1 of one parity, as one matrix product. */
  private static <T extends TNumber> Expr<T> product(
      int r, int parity, Expr<T> values, List<Expr<T>> t) {
    Nodes<T> nodes = values.nodes();
    List<Expr<T>> chosen = new ArrayList<>();
    List<double[]> cosines = new ArrayList<>();
    for (int degree = parity == 0 ? 2 : 1; degree < r; degree += 2) {
      chosen.add(t.get(degree));
      double[] row = new double[r];
      for (int m = 0; m < r; m++) {
        row[m] = 2.0 / r * Math.cos(Math.PI * degree * (m + 0.5) / r);
      }
      cosines.add(row);
    }
    Expr<T> c = nodes.constant(cosines.toArray(new double[0][]));
    // [batch, degrees, children]
    Expr<T> phi = nodes.of(nodes.tf().train.batchMatMul(c, values, nodes.type()));
    Expr<T> flat = nodes.of(nodes.tf().reshape(phi, nodes.shapeWithRows(phi, -1)));
    return flat.matmulT(nodes.concat(chosen, 1));
  }
}
