package org.altgrad.graphs.biohsic;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The kernel k of a layer's activity z, [..., n, d], and how a derivative by the kernel matrix
 * becomes one by z, in closed form: for a symmetric W = dL/dKz, dL/dzₚ = 2 Σ_q W_pq ∂k(zₚ,
 * z_q)/∂zₚ. The constant factors of that, with the 2, are {@link #scale}.
 */
public enum LayerKernel {
  /** exp(-|a - b|² / (2 σ² d)): dL/dzₚ = -2 / (σ² d) · Σ_q W_pq k_pq (zₚ - z_q). */
  GAUSSIAN,
  /** a · b / d: dL/dzₚ = 2 / d · Σ_q W_pq z_q. */
  LINEAR,
  /** a · b / (|a| |b|), with ẑ = z / |z|: dL/dzₚ = 2 / |zₚ| · Σ_q W_pq (ẑ_q - k_pq ẑₚ). */
  COSINE;

  /** Kz, [..., n, n]; σ is for the Gaussian kernel. */
  <T extends TNumber> Expr<T> matrix(Expr<T> z, double sigma) {
    return switch (this) {
      case GAUSSIAN -> Kernels.gaussian(z, sigma);
      case LINEAR -> Kernels.linear(z).over(Axes.size(z, Axes.UNITS));
      case COSINE -> Kernels.cosine(z);
    };
  }

  /** What {@link #gradient} and {@link #current} leave to be multiplied with. */
  double scale(long d, double sigma) {
    return switch (this) {
      case GAUSSIAN -> 2 / (sigma * sigma * d);
      case LINEAR -> 2.0 / d;
      case COSINE -> 2;
    };
  }

  /**
   * dL/dz for all rows but for {@link #scale}, [..., n, d].
   *
   * @param w symmetric, [..., n, n]
   * @param kernel Kz
   */
  <T extends TNumber> Expr<T> gradient(Expr<T> w, Expr<T> kernel, Expr<T> z) {
    return switch (this) {
      case GAUSSIAN -> {
        Expr<T> q = w.times(kernel);
        yield q.batchMatmul(z).minus(q.sumKeep(-1).times(z));
      }
      case LINEAR -> w.batchMatmul(z);
      case COSINE -> {
        Expr<T> unit = Kernels.unit(z);
        Expr<T> along = w.times(kernel).sumKeep(-1).times(unit);
        yield overLength(w.batchMatmul(unit).minus(along), z);
      }
    };
  }

  /**
   * dL/dz_c for the current sample but for {@link #scale}, [..., 1, d]: one row of {@link
   * #gradient}, which needs no [n, n] kernel.
   *
   * @param w row c of W, [..., n]
   * @param now z_c, [..., 1, d]
   */
  <T extends TNumber> Expr<T> current(Expr<T> w, Expr<T> z, Expr<T> now, double sigma) {
    return switch (this) {
      case GAUSSIAN -> {
        Expr<T> difference = z.minus(now);
        double s2 = sigma * sigma * Axes.known(z, Axes.UNITS);
        Expr<T> kernel = difference.square().sum(-1).times(-0.5 / s2).exp();
        yield kernel.times(w).expand(-2).batchMatmul(difference);
      }
      case LINEAR -> w.expand(-2).batchMatmul(z);
      case COSINE -> {
        Expr<T> unit = Kernels.unit(z);
        Expr<T> direction = Kernels.unit(now);
        Expr<T> row = w.expand(-2);
        Expr<T> kernel = direction.batchMatmulT(unit);
        Expr<T> along = row.times(kernel).sumKeep(-1).times(direction);
        yield overLength(row.batchMatmul(unit).minus(along), now);
      }
    };
  }

  /** A layer that is silent has no direction: what it is told is 0. */
  private static <T extends TNumber> Expr<T> overLength(Expr<T> x, Expr<T> z) {
    return x.nodes().of(x.nodes().tf().math.divNoNan(x, Kernels.length(z)));
  }
}
