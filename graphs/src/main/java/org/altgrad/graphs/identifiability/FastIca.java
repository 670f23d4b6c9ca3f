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
 * components at once with symmetric decorrelation.
 *
 * @param mean [D]
 * @param unmixing [codes][D]; codes have variance 1
 * @param converged whether the last step turned no component by more than 1e-6 (of 1 - |cos|)
 */
public record FastIca(double[] mean, double[][] unmixing, boolean converged) {
  private static final int STEPS = 500;
  private static final double TURN = 1e-6;

  /**
   * @param x [rows][D]
   * @param codes number of components, of the largest variance
   * @param seed of the first guess
   */
  public static FastIca of(double[][] x, int codes, long seed) {
    Pca pca = Pca.of(x);
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
    double[][] guess = new double[codes][codes];
    for (double[] row : guess) {
      Arrays.setAll(row, k -> random.nextGaussian());
    }
    RealMatrix w = decorrelated(MatrixUtils.createRealMatrix(guess));
    boolean converged = false;
    for (int step = 0; step < STEPS && !converged; step++) {
      RealMatrix next = decorrelated(step(w.getData(), z));
      RealMatrix cosines = next.multiply(w.transpose());
      double turn = 0;
      for (int k = 0; k < codes; k++) {
        turn = Math.max(turn, 1 - Math.abs(cosines.getEntry(k, k)));
      }
      converged = turn < TURN;
      w = next;
    }
    double[][] unmixing = w.multiply(MatrixUtils.createRealMatrix(white)).getData();
    return new FastIca(pca.mean(), unmixing, converged);
  }

  /** E[tanh(w z) z] - E[1 - tanh²(w z)] w for each row w; z is [codes][rows]. */
  private static RealMatrix step(double[][] w, double[][] z) {
    int rows = z[0].length;
    double[][] next = new double[w.length][];
    for (int k = 0; k < w.length; k++) {
      double[] response = new double[rows];
      for (int i = 0; i < z.length; i++) {
        for (int b = 0; b < rows; b++) {
          response[b] += w[k][i] * z[i][b];
        }
      }
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
