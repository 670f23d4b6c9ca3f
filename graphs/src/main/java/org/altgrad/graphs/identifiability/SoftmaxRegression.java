package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Multinomial logistic regression without penalty, each class weighted by one over its number of
 * rows. Its curvature is at most ½ Σ w x xᵀ (Böhning 1992), whose inverse scales the steps; they
 * are accelerated, and begin anew when the loss rises.
 */
final class SoftmaxRegression {
  private static final int STEPS = 500;
  private static final double TOLERANCE = 1e-5;

  private final double[][] x;
  private final int[] classes;
  private final double[] weights;
  private final double[][] scale;

  /** [classes][codes + 1] */
  private final double[][] coefficients;

  /**
   * @param codes [codes][rows]
   * @param classes [rows] 0, 1, …
   */
  SoftmaxRegression(double[][] codes, int[] classes) {
    this.classes = classes;
    this.x = inputs(codes, classes.length);
    int n = Bins.count(classes);
    double[] counts = new double[n];
    for (int y : classes) {
      counts[y]++;
    }
    this.weights = Arrays.stream(classes).mapToDouble(y -> 1 / (n * counts[y])).toArray();
    this.scale = scale(x, weights);
    this.coefficients = fitted(n);
  }

  /** Standardised codes and a one, row by row. */
  private static double[][] inputs(double[][] codes, int rows) {
    double[][] units = Columns.units(codes);
    double[][] x = new double[rows][codes.length + 1];
    double length = Math.sqrt(rows);
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < codes.length; k++) {
        x[i][k] = units[k][i] * length;
      }
      x[i][codes.length] = 1;
    }
    return x;
  }

  /** Pseudo-inverse of ½ Σ w x xᵀ. */
  private static double[][] scale(double[][] x, double[] weights) {
    int d = x[0].length;
    double[][] moments = new double[d][d];
    for (int i = 0; i < x.length; i++) {
      for (int k = 0; k < d; k++) {
        for (int l = 0; l < d; l++) {
          moments[k][l] += weights[i] * x[i][k] * x[i][l] / 2;
        }
      }
    }
    return new SingularValueDecomposition(MatrixUtils.createRealMatrix(moments))
        .getSolver()
        .getInverse()
        .getData();
  }

  private double[][] fitted(int n) {
    int d = x[0].length;
    double[][] at = new double[n][d];
    double[][] ahead = new double[n][d];
    double[][] gradient = new double[n][d];
    double before = Double.POSITIVE_INFINITY;
    double momentum = 1;
    for (int step = 0; step < STEPS; step++) {
      double loss = loss(ahead, gradient);
      double steepest =
          Arrays.stream(gradient).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
      if (steepest < TOLERANCE) {
        return ahead;
      }
      if (loss > before) { // go on without momentum from where it was
        momentum = 1;
        for (int k = 0; k < n; k++) {
          ahead[k] = at[k].clone();
        }
        before = Double.POSITIVE_INFINITY;
        continue;
      }
      before = loss;
      double next = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      double inertia = (momentum - 1) / next;
      momentum = next;
      for (int k = 0; k < n; k++) {
        for (int l = 0; l < d; l++) {
          double moved = ahead[k][l];
          for (int m = 0; m < d; m++) {
            moved -= scale[l][m] * gradient[k][m];
          }
          ahead[k][l] = moved + inertia * (moved - at[k][l]);
          at[k][l] = moved;
        }
      }
    }
    return at;
  }

  /** Weighted mean loss, and its gradient. */
  double loss(double[][] w, double[][] gradient) {
    Arrays.stream(gradient).forEach(row -> Arrays.fill(row, 0));
    double[] p = new double[w.length];
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum -= weights[i] * logProbability(w, i, p);
      for (int k = 0; k < w.length; k++) {
        double error = weights[i] * (p[k] - (classes[i] == k ? 1 : 0));
        for (int l = 0; l < x[i].length; l++) {
          gradient[k][l] += error * x[i][l];
        }
      }
    }
    return sum;
  }

  /** Of the row's own class; p is filled with the probabilities of all. */
  private double logProbability(double[][] w, int row, double[] p) {
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < w.length; k++) {
      p[k] = 0;
      for (int l = 0; l < x[row].length; l++) {
        p[k] += w[k][l] * x[row][l];
      }
      most = Math.max(most, p[k]);
    }
    double own = p[classes[row]] - most;
    double sum = 0;
    for (int k = 0; k < w.length; k++) {
      p[k] = Math.exp(p[k] - most);
      sum += p[k];
    }
    for (int k = 0; k < w.length; k++) {
      p[k] /= sum;
    }
    return own - Math.log(sum);
  }

  double[][] coefficients() {
    return coefficients;
  }

  /** Mean over rows, all alike, of -log p of the row's class. */
  double crossEntropy() {
    double[] p = new double[coefficients.length];
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum -= logProbability(coefficients, i, p);
    }
    return sum / x.length;
  }
}
