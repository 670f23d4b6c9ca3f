package org.altgrad.data.mixing;

import java.util.Arrays;
import org.altgrad.data.random.RandomStream;

/** Small dense matrices, by their rows. */
public final class Matrices {
  private Matrices() {}

  static double[][] identity(int n) {
    double[][] identity = new double[n][n];
    for (int i = 0; i < n; i++) {
      identity[i][i] = 1;
    }
    return identity;
  }

  static double dot(double[] a, double[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }

  /** a + factor b. */
  static double[] sum(double[] a, double[] b, double factor) {
    double[] sum = a.clone();
    for (int i = 0; i < b.length; i++) {
      sum[i] += factor * b[i];
    }
    return sum;
  }

  static double[] scaled(double[] a, double factor) {
    return sum(new double[a.length], a, factor);
  }

  static double[] product(double[][] m, double[] v) {
    double[] product = new double[m.length];
    for (int i = 0; i < m.length; i++) {
      product[i] = dot(m[i], v);
    }
    return product;
  }

  static double[][] product(double[][] a, double[][] b) {
    double[][] product = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < b[0].length; j++) {
          product[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return product;
  }

  static double[][] transposed(double[][] m) {
    double[][] transposed = new double[m[0].length][m.length];
    for (int i = 0; i < m.length; i++) {
      for (int j = 0; j < m[0].length; j++) {
        transposed[j][i] = m[i][j];
      }
    }
    return transposed;
  }

  /** The v with m v = b, by elimination with partial pivoting. */
  public static double[] solve(double[][] m, double[] b) {
    double[][] rows = new double[m.length][];
    for (int i = 0; i < m.length; i++) {
      rows[i] = Arrays.copyOf(m[i], m.length + 1);
      rows[i][m.length] = b[i];
    }
    eliminate(rows);
    double[] v = new double[m.length];
    for (int i = m.length - 1; i >= 0; i--) {
      double rest = rows[i][m.length];
      for (int j = i + 1; j < m.length; j++) {
        rest -= rows[i][j] * v[j];
      }
      v[i] = rest / rows[i][i];
    }
    return v;
  }

  /** log |det m|; minus infinity if the matrix is singular. */
  public static double logAbsDet(double[][] m) {
    double[][] rows = new double[m.length][];
    for (int i = 0; i < m.length; i++) {
      rows[i] = m[i].clone();
    }
    eliminate(rows);
    double sum = 0;
    for (int i = 0; i < m.length; i++) {
      sum += StrictMath.log(Math.abs(rows[i][i]));
    }
    return sum;
  }

  private static void eliminate(double[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      int pivot = i;
      for (int r = i + 1; r < rows.length; r++) {
        pivot = Math.abs(rows[r][i]) > Math.abs(rows[pivot][i]) ? r : pivot;
      }
      double[] swapped = rows[i];
      rows[i] = rows[pivot];
      rows[pivot] = swapped;
      for (int r = i + 1; r < rows.length; r++) {
        double factor = rows[i][i] == 0 ? 0 : rows[r][i] / rows[i][i];
        for (int j = i; j < rows[r].length; j++) {
          rows[r][j] -= factor * rows[i][j];
        }
      }
    }
  }

  /**
   * Σ_k log |J_k| - ½ log det JᵀJ of the columns J_k, at least 0: the part of each column that is
   * orthogonal to those before it (Gram and Schmidt's, twice for accuracy) against the whole.
   *
   * @param jacobian {@code [D][d]}
   */
  public static double contrast(double[][] jacobian) {
    double[][] columns = transposed(jacobian);
    double[][] rests = orthogonalised(columns);
    double sum = 0;
    for (int k = 0; k < columns.length; k++) {
      sum += StrictMath.log(dot(columns[k], columns[k]) / dot(rests[k], rests[k])) / 2;
    }
    return Math.max(0, sum);
  }

  /** Each vector less its projections on those before it. */
  static double[][] orthogonalised(double[][] vectors) {
    double[][] rests = new double[vectors.length][];
    for (int k = 0; k < vectors.length; k++) {
      double[] rest = vectors[k].clone();
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < k; j++) {
          rest = sum(rest, rests[j], -dot(rest, rests[j]) / dot(rests[j], rests[j]));
        }
      }
      rests[k] = rest;
    }
    return rests;
  }

  /** A random orthogonal matrix, uniform among them: Gram and Schmidt's of independent normals. */
  static double[][] orthogonal(int n, RandomStream random) {
    double[][] normals = new double[n][n];
    for (double[] row : normals) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return unitRows(orthogonalised(normals));
  }

  /** Each row divided by its length. */
  static double[][] unitRows(double[][] m) {
    double[][] unit = new double[m.length][];
    Arrays.setAll(unit, i -> scaled(m[i], 1 / Math.sqrt(dot(m[i], m[i]))));
    return unit;
  }
}
