package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;

/** Mutual information and entropy, in nats. */
public final class MutualInformation {
  private static final double EULER = 0.57721566490153286;

  private MutualInformation() {}

  /** Entropy of classes 0, 1, … as frequent as they are here. */
  public static double entropy(int[] classes) {
    return information(classes, classes);
  }

  /** Of two variables whose joint frequencies are those of the rows. */
  public static double information(int[] a, int[] b) {
    int rows = a.length;
    double[][] joint = new double[Bins.count(a)][Bins.count(b)];
    double[] ofA = new double[joint.length];
    double[] ofB = new double[joint[0].length];
    for (int i = 0; i < rows; i++) {
      joint[a[i]][b[i]]++;
      ofA[a[i]]++;
      ofB[b[i]]++;
    }
    double sum = 0;
    for (int i = 0; i < joint.length; i++) {
      for (int j = 0; j < joint[i].length; j++) {
        double n = joint[i][j];
        sum += n == 0 ? 0 : n / rows * Math.log(n * rows / (ofA[i] * ofB[j]));
      }
    }
    return Math.max(0, sum);
  }

  /** Rows in the ascending order of a column. */
  static int[] ascending(double[] x) {
    return IntStream.range(0, x.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> x[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  /**
   * Of a continuous variable and classes, by the distance to the k-th neighbour of a row's own
   * class (Ross 2014): rows that are alone in their class are left out, and smaller classes use all
   * of their rows.
   *
   * @param x [rows] distinct values or few ties; 0 if it is constant
   * @param classes [rows] 0, 1, …
   */
  public static double neighbours(double[] x, int[] classes, int k) {
    return Columns.constant(x) ? 0 : neighbours(x, ascending(x), classes, k);
  }

  static double neighbours(double[] x, int[] ascending, int[] classes, int k) {
    int[] counts = new int[Bins.count(classes)];
    for (int c : classes) {
      counts[c]++;
    }
    double[][] own = new double[counts.length][];
    Arrays.setAll(own, c -> new double[counts[c]]);
    double[] all = new double[x.length];
    int[] filled = new int[counts.length];
    int rows = 0;
    for (int row : ascending) {
      int c = classes[row];
      if (counts[c] > 1) {
        all[rows++] = x[row];
        own[c][filled[c]++] = x[row];
      }
    }
    double[] psi = digamma(rows);
    double sum = 0;
    for (double[] values : own) {
      if (values.length > 1) {
        int near = Math.min(k, values.length - 1);
        for (int i = 0; i < values.length; i++) {
          double radius = radius(values, i, near);
          sum += psi[near] - psi[values.length] - psi[within(all, rows, values[i], radius)];
        }
      }
    }
    return rows == 0 ? 0 : Math.max(0, psi[rows] + sum / rows);
  }

  /** Distance of value i to its k-th nearest other: k + 1 consecutive values hold the nearest. */
  private static double radius(double[] ascending, int i, int k) {
    double least = Double.POSITIVE_INFINITY;
    int last = Math.min(i, ascending.length - 1 - k);
    for (int from = Math.max(0, i - k); from <= last; from++) {
      double reach = Math.max(ascending[i] - ascending[from], ascending[from + k] - ascending[i]);
      least = Math.min(least, reach);
    }
    return least;
  }

  /** How many of the first n values are nearer than the radius, or equal if that is 0. */
  private static int within(double[] ascending, int n, double value, double radius) {
    int low = first(ascending, n, v -> v >= value || near(value - v, radius));
    int high = first(ascending, n, v -> v > value && !near(v - value, radius));
    return high - low;
  }

  private static boolean near(double distance, double radius) {
    return distance < radius || distance == 0;
  }

  /** The first of n values for which it holds, given that it holds for all that follow. */
  private static int first(double[] values, int n, DoublePredicate holds) {
    int low = 0;
    int high = n;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (holds.test(values[middle])) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** ψ of 0..n; that of 0 is not used. */
  private static double[] digamma(int n) {
    double[] psi = new double[n + 2];
    psi[1] = -EULER;
    for (int i = 1; i <= n; i++) {
      psi[i + 1] = psi[i] + 1.0 / i;
    }
    return psi;
  }
}
