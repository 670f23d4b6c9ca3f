package org.altgrad.graphs.attack;

import java.util.Optional;

/**
 * The widest gap between two sets of points by a plane: a linear support vector machine with an all
 * but hard margin, by descent in the coordinates of its dual (Hsieh et al. 2008).
 */
final class Separation {
  private static final double C = 1e4;
  private static final int SWEEPS = 400;

  private Separation() {}

  /**
   * Separates points.
   *
   * @param points the first is counted from
   * @param first how many are of the first set; the others are of the second
   * @return a plane that is at most -1 on the first set and at least 1 on the second, if there is
   *     one
   */
  static Optional<Readout.Plane> of(double[][] points, int first) {
    double[] centre = points[0];
    int n = centre.length;
    double scale = 0;
    double[][] z = new double[points.length][n + 1];
    for (int i = 0; i < points.length; i++) {
      for (int j = 0; j < n; j++) {
        z[i][j] = points[i][j] - centre[j];
        scale = Math.max(scale, Math.abs(z[i][j]));
      }
      z[i][n] = 1;
    }
    if (!(scale > 0)) {
      return Optional.empty();
    }
    for (double[] row : z) {
      for (int j = 0; j < n; j++) {
        row[j] /= scale;
      }
    }
    double[] w = normal(z, first);
    double most = Double.NEGATIVE_INFINITY;
    double least = Double.POSITIVE_INFINITY;
    w[n] = 0;
    for (int i = 0; i < z.length; i++) {
      double value = dot(w, z[i]);
      most = i < first ? Math.max(most, value) : most;
      least = i < first ? least : Math.min(least, value);
    }
    double gap = least - most;
    if (!(gap > 1e-6 * Math.max(1e-300, Math.abs(least) + Math.abs(most)))) {
      return Optional.empty();
    }
    double[] normal = new double[n];
    for (int j = 0; j < n; j++) {
      normal[j] = w[j] / scale * 2 / gap;
    }
    return Optional.of(new Readout.Plane(normal, centre, -(least + most) / gap));
  }

  private static double[] normal(double[][] z, int first) {
    double[] w = new double[z[0].length];
    double[] alpha = new double[z.length];
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double worst = 0;
      for (int i = 0; i < z.length; i++) {
        double y = i < first ? -1 : 1;
        double slope = y * dot(w, z[i]) - 1;
        double next = Math.max(0, Math.min(C, alpha[i] - slope / dot(z[i], z[i])));
        double change = next - alpha[i];
        if (change != 0) {
          for (int j = 0; j < w.length; j++) {
            w[j] += change * y * z[i][j];
          }
          alpha[i] = next;
          worst = Math.max(worst, Math.abs(slope));
        }
      }
      if (worst < 1e-3) {
        break;
      }
    }
    return w;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
