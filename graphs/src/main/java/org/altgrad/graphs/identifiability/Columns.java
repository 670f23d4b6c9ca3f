package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.util.MathArrays;

/** Numbers of many rows, column by column: arrays are [columns][rows]. */
final class Columns {
  private Columns() {}

  /** Of rows [rows][columns], which must be finite and of one width. */
  static double[][] of(String name, double[][] rows) {
    Require.atLeast(name + ": rows", rows.length, 1);
    double[][] columns = new double[rows[0].length][rows.length];
    for (int b = 0; b < rows.length; b++) {
      Require.that(
          rows[b].length == columns.length,
          name + "[" + b + "]",
          "of " + columns.length + " numbers, as the first row",
          "of " + rows[b].length);
      for (int k = 0; k < columns.length; k++) {
        if (!Double.isFinite(rows[b][k])) { // the name is made only when it is needed
          Require.finite(name + "[" + b + "][" + k + "]", rows[b][k]);
        }
        columns[k][b] = rows[b][k] + 0.0; // no negative zeros, which would rank below zero
      }
    }
    return columns;
  }

  /** That two arrays have as many rows and columns. */
  static void alike(String name, double[][] a, String other, double[][] b) {
    String shape = b.length + " columns of " + b[0].length + " rows";
    boolean same = a.length == b.length && a[0].length == b[0].length;
    Require.that(
        same, name, "as " + other + " of " + shape, a.length + " columns of " + a[0].length);
  }

  /** Whether it does not vary beyond the rounding of its own values. */
  static boolean constant(double[] x) {
    double max = StatUtils.max(x);
    double min = StatUtils.min(x);
    return max - min <= 1e-12 * Math.max(Math.abs(max), Math.abs(min));
  }

  /** Centred and of length 1, so that dot products are correlations; zeros if constant. */
  static double[] unit(double[] x) {
    if (constant(x)) {
      return new double[x.length];
    }
    double mean = StatUtils.mean(x);
    double[] centred = Arrays.stream(x).map(v -> v - mean).toArray();
    double length = MathArrays.safeNorm(centred);
    return Arrays.stream(centred).map(v -> v / length).toArray();
  }

  static double[][] units(double[][] columns) {
    return Arrays.stream(columns).map(Columns::unit).toArray(double[][]::new);
  }

  /** Ranks from 1; equal values have the average of their ranks. */
  static double[] ranks(double[] x) {
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double[] upTo = new double[n]; // the average rank, at the place of the last of equal values
    for (int from = 0, to = 1; from < n; from = to++) {
      while (to < n && sorted[to] == sorted[from]) {
        to++;
      }
      Arrays.fill(upTo, from, to, (from + 1 + to) / 2.0);
    }
    return Arrays.stream(x).map(v -> upTo[Arrays.binarySearch(sorted, v)]).toArray();
  }

  static double[][] ranks(double[][] columns) {
    return Arrays.stream(columns).map(Columns::ranks).toArray(double[][]::new);
  }

  static double[] reordered(double[] x, int[] order) {
    double[] y = new double[order.length];
    for (int b = 0; b < y.length; b++) {
      y[b] = x[order[b]];
    }
    return y;
  }

  static double[][] reordered(double[][] columns, int[] order) {
    return Arrays.stream(columns).map(x -> reordered(x, order)).toArray(double[][]::new);
  }

  /** Rows from..to-1. */
  static double[][] rows(double[][] columns, int from, int to) {
    return Arrays.stream(columns)
        .map(x -> Arrays.copyOfRange(x, from, to))
        .toArray(double[][]::new);
  }

  /** All dot products of columns of one and of the other, [columns of a][columns of b]. */
  static double[][] products(double[][] a, double[][] b) {
    double[][] products = new double[a.length][b.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j += 4) {
        // four sums at once, each of which would wait for itself: three times faster
        int last = b.length - 1;
        double[] sums =
            products4(
                a[i],
                b[j],
                b[Math.min(j + 1, last)],
                b[Math.min(j + 2, last)],
                b[Math.min(j + 3, last)]);
        System.arraycopy(sums, 0, products[i], j, Math.min(4, b.length - j));
      }
    }
    return products;
  }

  private static double[] products4(double[] a, double[] p, double[] q, double[] r, double[] s) {
    double sp = 0;
    double sq = 0;
    double sr = 0;
    double ss = 0;
    for (int b = 0; b < a.length; b++) {
      double v = a[b];
      sp += v * p[b];
      sq += v * q[b];
      sr += v * r[b];
      ss += v * s[b];
    }
    return new double[] {sp, sq, sr, ss};
  }

  /** The largest minus the second largest, which is 0 if there is none. */
  static double gap(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - 1] - (sorted.length > 1 ? sorted[sorted.length - 2] : 0);
  }

  /** One column of a matrix [rows][columns]. */
  static double[] column(double[][] matrix, int j) {
    return IntStream.range(0, matrix.length).mapToDouble(i -> matrix[i][j]).toArray();
  }
}
