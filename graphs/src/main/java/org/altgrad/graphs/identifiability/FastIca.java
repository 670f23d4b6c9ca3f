package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import org.altgrad.base.Require;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Linear independent components by FastICA (Hyvärinen 1999): the fixed point for log cosh, all
 * components at once with symmetric decorrelation. There can be several fixed points: of those that
 * ten guesses lead to it is the one furthest from normal.
 *
 * @param mean [D]
 * @param unmixing [codes][D]; codes have variance 1
 * @param converged whether the last step turned no component by more than 1e-6 (of 1 - |cos|)
 */
public record FastIca(double[] mean, double[][] unmixing, boolean converged) {
  private static final int STEPS = 200;
  private static final double TURN = 1e-6;
  private static final int GUESSES = 10;

  /** Guesses after which there is no fixed point if none has led to one. */
  private static final int FIRST = 3;

  /** E log cosh ν of a standard normal number ν. */
  private static final double LOG_COSH = 0.374567;

  /**
   * @param x [rows][D]
   * @param codes number of components, of the largest variance
   * @param seed of the guesses
   */
  public static FastIca of(double[][] x, int codes, long seed) {
    return of(x, Pca.of(x), codes, seed);
  }

  /**
   * The same, where principal components are known.
   *
   * @param pca of x
   */
  public static FastIca of(double[][] x, Pca pca, int codes, long seed) {
    double[][] white = new double[codes][];
    for (int k = 0; k < codes; k++) {
      double variance = pca.variances()[k];
      Require.that(
          variance > 1e-12 * pca.variances()[0], "codes", "at most the data's rank, " + k, codes);
      double scale = Math.sqrt(variance);
      white[k] = Arrays.stream(pca.components()[k]).map(v -> v / scale).toArray();
    }
    double[][] z = Columns.of("x", Pca.project(x, pca.mean(), white));
    Well19937c random = new Well19937c(seed);
    Found best = null;
    for (int guess = 0; guess < GUESSES && (guess < FIRST || best.converged()); guess++) {
      Found found = found(z, random);
      if (best == null || found.better(best)) {
        best = found;
      }
    }
    double[][] unmixing = best.w().multiply(MatrixUtils.createRealMatrix(white)).getData();
    return new FastIca(pca.mean(), unmixing, best.converged());
  }

  /**
   * What one guess leads to.
   *
   * @param negentropy Σ_k (E log cosh(w_k z) - E log cosh ν)² of standard normal ν, up to a factor
   */
  private record Found(RealMatrix w, double negentropy, boolean converged) {
    boolean better(Found other) {
      return converged == other.converged ? negentropy > other.negentropy : converged;
    }
  }

  private static Found found(double[][] z, Well19937c random) {
    double[][] guess = new double[z.length][z.length];
    for (double[] row : guess) {
      Arrays.setAll(row, k -> random.nextGaussian());
    }
    RealMatrix w = decorrelated(MatrixUtils.createRealMatrix(guess));
    boolean converged = false;
    for (int step = 0; step < STEPS && !converged; step++) {
      RealMatrix next = decorrelated(step(w.getData(), z));
      RealMatrix cosines = next.multiply(w.transpose());
      double turn = 0;
      for (int k = 0; k < z.length; k++) {
        turn = Math.max(turn, 1 - Math.abs(cosines.getEntry(k, k)));
      }
      converged = turn < TURN;
      w = next;
    }
    double negentropy =
        Arrays.stream(w.getData())
            .mapToDouble(row -> StatUtils.mean(logCosh(along(row, z))) - LOG_COSH)
            .map(gap -> gap * gap)
            .sum();
    return new Found(w, negentropy, converged);
  }

  /** The numbers w z of a row w. */
  private static double[] along(double[] w, double[][] z) {
    double[] found = new double[z[0].length];
    for (int i = 0; i < z.length; i++) {
      for (int b = 0; b < found.length; b++) {
        found[b] += w[i] * z[i][b];
      }
    }
    return found;
  }

  private static double[] logCosh(double[] u) {
    return Arrays.stream(u)
        .map(Math::abs)
        .map(v -> v + Math.log1p(Math.exp(-2 * v)) - Math.log(2))
        .toArray();
  }

  /** E[tanh(w z) z] - E[1 - tanh²(w z)] w for each row w; z is [codes][rows]. */
  private static RealMatrix step(double[][] w, double[][] z) {
    int rows = z[0].length;
    double[][] next = new double[w.length][];
    for (int k = 0; k < w.length; k++) {
      double[] response = along(w[k], z);
      Arrays.setAll(response, b -> Math.tanh(response[b]));
      double slope = 1 - StatUtils.sumSq(response) / rows;
      double[] moment = Columns.products(new double[][] {response}, z)[0];
      double[] row = w[k];
      next[k] = new double[z.length];
      Arrays.setAll(next[k], i -> moment[i] / rows - slope * row[i]);
    }
    return MatrixUtils.createRealMatrix(next);
  }

  /** (W Wᵀ)^-½ W. */
  private static RealMatrix decorrelated(RealMatrix w) {
    RealMatrix square = w.multiply(w.transpose());
    EigenDecomposition eigen =
        new EigenDecomposition(square.add(square.transpose()).scalarMultiply(0.5));
    double[] roots = Arrays.stream(eigen.getRealEigenvalues()).map(v -> 1 / Math.sqrt(v)).toArray();
    return eigen
        .getV()
        .multiply(MatrixUtils.createRealDiagonalMatrix(roots))
        .multiply(eigen.getVT())
        .multiply(w);
  }

  /**
   * @param x [rows][D]
   * @return [rows][codes]
   */
  public double[][] codes(double[][] x) {
    return Pca.project(x, mean, unmixing);
  }
}
