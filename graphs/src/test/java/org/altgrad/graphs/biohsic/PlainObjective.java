package org.altgrad.graphs.biohsic;

/** The value of an objective from its definition, in sums over pairs and without TensorFlow. */
public final class PlainObjective {
  private PlainObjective() {}

  public static double loss(Objective o, double[][] x, double[][] y, double[][] z) {
    double[][] kx = gaussian(x, o.sigmaX());
    double[][] ky = gaussian(y, o.sigmaY());
    double[][] kz = kernel(o, z);
    double first = measure(o, o.estimator() == Estimator.PHSIC ? kz : kx, kz);
    return first - o.gamma() * measure(o, ky, kz);
  }

  private static double measure(Objective o, double[][] a, double[][] b) {
    int n = a.length;
    return switch (o.estimator()) {
      case HSIC -> trace(centred(a), centred(b)) / ((n - 1.0) * (n - 1.0));
      case PHSIC -> {
        double products = 0;
        double sumA = 0;
        double sumB = 0;
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            products += a[i][j] * b[i][j] / (n * n);
            sumA += a[i][j] / (n * n);
            sumB += b[i][j] / (n * n);
          }
        }
        yield products - sumA * sumB;
      }
      case NHSIC -> trace(whitened(a, o.epsilon()), whitened(b, o.epsilon()));
    };
  }

  private static double[][] kernel(Objective o, double[][] z) {
    int n = z.length;
    if (o.kernel() == LayerKernel.GAUSSIAN) {
      return gaussian(z, o.sigmaZ());
    }
    double[][] k = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double lengths = Math.sqrt(dot(z[i], z[i]) * dot(z[j], z[j]));
        double divisor = o.kernel() == LayerKernel.COSINE ? lengths : z[i].length;
        k[i][j] = divisor == 0 ? 0 : dot(z[i], z[j]) / divisor; // a silent layer is like no other
      }
    }
    return k;
  }

  private static double[][] gaussian(double[][] a, double sigma) {
    int n = a.length;
    double[][] k = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double square = 0;
        for (int d = 0; d < a[i].length; d++) {
          square += (a[i][d] - a[j][d]) * (a[i][d] - a[j][d]);
        }
        k[i][j] = Math.exp(-square / (2 * sigma * sigma * a[i].length));
      }
    }
    return k;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double trace(double[][] a, double[][] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        sum += a[i][j] * b[j][i];
      }
    }
    return sum;
  }

  private static double[][] centred(double[][] k) {
    int n = k.length;
    double[][] h = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        h[i][j] = (i == j ? 1 : 0) - 1.0 / n;
      }
    }
    return product(product(h, k), h);
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  /** HKH (HKH + ε n I)⁻¹ by elimination: rows of [HKH + ε n I | HKH]. */
  private static double[][] whitened(double[][] k, double epsilon) {
    int n = k.length;
    double[][] m = centred(k);
    double[][] rows = new double[n][2 * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        rows[i][j] = m[i][j] + (i == j ? epsilon * n : 0);
        rows[i][n + j] = m[i][j];
      }
    }
    // The matrix is positive definite, so no pivot is 0.
    for (int p = 0; p < n; p++) {
      for (int i = 0; i < n; i++) {
        double factor = i == p ? 0 : rows[i][p] / rows[p][p];
        for (int j = 0; j < 2 * n; j++) {
          rows[i][j] -= factor * rows[p][j];
        }
      }
    }
    double[][] solution = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        solution[i][j] = rows[i][n + j] / rows[i][i];
      }
    }
    return solution;
  }
}
