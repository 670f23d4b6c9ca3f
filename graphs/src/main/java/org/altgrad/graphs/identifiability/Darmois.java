package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.altgrad.base.Require;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;

/**
 * Darmois' construction (1951; Hyvärinen and Pajunen 1999): u_k = P(X_k ≤ x_k | x_1 … x_{k-1}) is
 * uniform and independent for any law of x, and so a spurious solution of nonlinear ICA.
 */
public final class Darmois {
  private final ConditionalCdf law;

  private Darmois(ConditionalCdf law) {
    this.law = law;
  }

  /** P(X_k ≤ x_k | x_1 … x_{k-1}); coordinates behind the k-th are not read. */
  @FunctionalInterface
  public interface ConditionalCdf {
    double at(double[] x, int k);
  }

  /** Of any law. */
  public static Darmois of(ConditionalCdf law) {
    return new Darmois(law);
  }

  /**
   * Of a Gaussian law.
   *
   * @param covariance [d][d] positive definite
   */
  public static Darmois gaussian(double[] mean, double[][] covariance) {
    double[][] root =
        new CholeskyDecomposition(MatrixUtils.createRealMatrix(covariance)).getL().getData();
    NormalDistribution normal = new NormalDistribution();
    return of(
        (x, k) -> {
          double[] white = new double[k + 1]; // root · white = x - mean, by forward substitution
          for (int i = 0; i <= k; i++) {
            double left = x[i] - mean[i];
            for (int j = 0; j < i; j++) {
              left -= root[i][j] * white[j];
            }
            white[i] = left / root[i][i];
          }
          return normal.cumulativeProbability(white[k]);
        });
  }

  /**
   * Of a law in the plane whose density is known, by the midpoint rule.
   *
   * @param density not negative, need not be normalised; 0 outside of the box
   * @param low corner of the box
   * @param high the opposite corner
   * @param cells along each side; the error falls as 1 / cells for a density that jumps
   */
  public static Darmois plane(
      DoubleBinaryOperator density, double[] low, double[] high, int cells) {
    Require.atLeast("cells", cells, 2);
    double[] marginal = new double[cells];
    double wide = (high[0] - low[0]) / cells;
    double tall = (high[1] - low[1]) / cells;
    for (int i = 0; i < cells; i++) {
      double x = low[0] + (i + 0.5) * wide;
      for (int j = 0; j < cells; j++) {
        marginal[i] += density.applyAsDouble(x, low[1] + (j + 0.5) * tall);
      }
    }
    return of(
        (x, k) -> {
          if (k == 0) {
            return cumulative(marginal, (x[0] - low[0]) / wide);
          }
          double[] section = new double[cells];
          Arrays.setAll(section, j -> density.applyAsDouble(x[0], low[1] + (j + 0.5) * tall));
          return cumulative(section, (x[1] - low[1]) / tall);
        });
  }

  /** Share of the cells' mass up to a place that is counted in cells. */
  private static double cumulative(double[] mass, double place) {
    double all = 0;
    double below = 0;
    for (int i = 0; i < mass.length; i++) {
      all += mass[i];
      below += mass[i] * Math.min(1, Math.max(0, place - i));
    }
    Require.positive("mass of the density", all);
    return below / all;
  }

  /**
   * @param x [rows][d]
   * @return [rows][d] in [0, 1]
   */
  public double[][] codes(double[][] x) {
    return Arrays.stream(x).map(this::codes).toArray(double[][]::new);
  }

  private double[] codes(double[] x) {
    double[] u = new double[x.length];
    Arrays.setAll(u, k -> law.at(x, k));
    return u;
  }

  /**
   * Jacobian at x of the decoder u → x of this solution, whose contrast tells it from the truth:
   * the inverse of what central differences give for x → u.
   *
   * @param step of the differences
   */
  public double[][] decoderJacobian(double[] x, double step) {
    double[][] jacobian = new double[x.length][x.length];
    for (int k = 0; k < x.length; k++) {
      double[] ahead = x.clone();
      double[] behind = x.clone();
      ahead[k] += step;
      behind[k] -= step;
      double[] above = codes(ahead);
      double[] below = codes(behind);
      for (int i = 0; i < x.length; i++) {
        jacobian[i][k] = (above[i] - below[i]) / (2 * step);
      }
    }
    return new LUDecomposition(MatrixUtils.createRealMatrix(jacobian))
        .getSolver()
        .getInverse()
        .getData();
  }
}
