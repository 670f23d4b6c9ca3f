package org.altgrad.graphs.identifiability;

import java.util.stream.IntStream;

/**
 * Linear support vector machine on one number, one class against the rest, with the squared hinge
 * and the weights of balanced classes: what scikit-learn's LinearSVC minimises. Slope and bias are
 * both penalised.
 */
final class LinearSvm {
  private final double[][] lines;

  private LinearSvm(double[][] lines) {
    this.lines = lines;
  }

  /**
   * @param c weight of the errors
   */
  static LinearSvm fit(double[] x, int[] classes, double c) {
    int n = Bins.count(classes);
    double[] counts = new double[n];
    for (int y : classes) {
      counts[y]++;
    }
    double[][] lines = new double[n][2];
    for (int k = 0; k < n; k++) {
      int positive = k;
      boolean[] own = new boolean[x.length];
      double[] weights = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        own[i] = classes[i] == positive;
        // of several classes the rest has weight 1, of two its own
        double balanced = x.length / (n * counts[classes[i]]);
        weights[i] = c * (own[i] || n == 2 ? balanced : 1);
      }
      lines[k] = minimum(x, own, weights);
    }
    return new LinearSvm(lines);
  }

  /** Newton's method with halved steps on a function of two numbers that is piecewise quadratic. */
  private static double[] minimum(double[] x, boolean[] own, double[] weights) {
    double[] at = {0, 0};
    double value = objective(x, own, weights, at);
    for (int iteration = 0; iteration < 100; iteration++) {
      double gw = at[0];
      double gb = at[1];
      double ww = 1;
      double wb = 0;
      double bb = 1;
      for (int i = 0; i < x.length; i++) {
        double y = own[i] ? 1 : -1;
        double margin = 1 - y * (at[0] * x[i] + at[1]);
        if (margin > 0) {
          gw -= 2 * weights[i] * y * margin * x[i];
          gb -= 2 * weights[i] * y * margin;
          ww += 2 * weights[i] * x[i] * x[i];
          wb += 2 * weights[i] * x[i];
          bb += 2 * weights[i];
        }
      }
      double determinant = ww * bb - wb * wb;
      double dw = (bb * gw - wb * gb) / determinant;
      double db = (ww * gb - wb * gw) / determinant;
      double step = 1;
      double[] next = {at[0] - dw, at[1] - db};
      double then = objective(x, own, weights, next);
      while (then > value && step > 1e-10) {
        step /= 2;
        next = new double[] {at[0] - step * dw, at[1] - step * db};
        then = objective(x, own, weights, next);
      }
      if (!(then < value)) {
        break;
      }
      at = next;
      value = then;
    }
    return at;
  }

  /** ½ (w² + b²) + Σ weight · max(0, 1 - y (w x + b))². */
  static double objective(double[] x, boolean[] own, double[] weights, double[] line) {
    double sum = (line[0] * line[0] + line[1] * line[1]) / 2;
    for (int i = 0; i < x.length; i++) {
      double margin = Math.max(0, 1 - (own[i] ? 1 : -1) * (line[0] * x[i] + line[1]));
      sum += weights[i] * margin * margin;
    }
    return sum;
  }

  /** Slope and bias of each class's line. */
  double[][] lines() {
    return lines;
  }

  /** Share of rows whose own class's line is the highest. */
  double accuracy(double[] x, int[] classes) {
    long right = IntStream.range(0, x.length).filter(i -> highest(x[i]) == classes[i]).count();
    return (double) right / x.length;
  }

  private int highest(double x) {
    int best = 0;
    for (int k = 1; k < lines.length; k++) {
      if (lines[k][0] * x + lines[k][1] > lines[best][0] * x + lines[best][1]) {
        best = k;
      }
    }
    return best;
  }
}
