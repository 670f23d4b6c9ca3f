package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.random.Well19937c;

/** Arrays [rows][columns] for tests. */
final class Rows {
  /** For tests in which the null is of no interest. */
  static final Permutations FEW = new Permutations(20, 1);

  private Rows() {}

  static double[][] gaussian(int rows, int columns, long seed) {
    Well19937c random = new Well19937c(seed);
    double[][] x = new double[rows][columns];
    for (double[] row : x) {
      Arrays.setAll(row, k -> random.nextGaussian());
    }
    return x;
  }

  static double[][] uniform(int rows, int columns, long seed) {
    Well19937c random = new Well19937c(seed);
    double[][] x = new double[rows][columns];
    for (double[] row : x) {
      Arrays.setAll(row, k -> random.nextDouble());
    }
    return x;
  }

  /** Whole numbers 0..n-1. */
  static double[][] labels(int rows, int columns, int n, long seed) {
    return map(uniform(rows, columns, seed), v -> Math.floor(v * n));
  }

  static double[][] map(double[][] x, DoubleUnaryOperator f) {
    return Arrays.stream(x)
        .map(row -> Arrays.stream(row).map(f).toArray())
        .toArray(double[][]::new);
  }

  /** x + scale · noise. */
  static double[][] noisy(double[][] x, double scale, long seed) {
    double[][] noise = gaussian(x.length, x[0].length, seed);
    double[][] y = new double[x.length][x[0].length];
    for (int b = 0; b < x.length; b++) {
      for (int k = 0; k < x[b].length; k++) {
        y[b][k] = x[b][k] + scale * noise[b][k];
      }
    }
    return y;
  }

  /** x Mᵀ: column i of the result is the product with row i of M. */
  static double[][] times(double[][] x, double[][] m) {
    return Arrays.stream(x)
        .map(
            row ->
                Arrays.stream(m)
                    .mapToDouble(
                        w -> {
                          double sum = 0;
                          for (int k = 0; k < w.length; k++) {
                            sum += w[k] * row[k];
                          }
                          return sum;
                        })
                    .toArray())
        .toArray(double[][]::new);
  }

  /** The columns with these numbers. */
  static double[][] columns(double[][] x, int... numbers) {
    return Arrays.stream(x)
        .map(row -> Arrays.stream(numbers).mapToDouble(k -> row[k]).toArray())
        .toArray(double[][]::new);
  }

  static double[][] constant(int rows, int columns, double value) {
    return map(new double[rows][columns], v -> value);
  }
}
