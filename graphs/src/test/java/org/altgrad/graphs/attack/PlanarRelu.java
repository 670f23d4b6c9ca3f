package org.altgrad.graphs.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A network of one hidden layer of ReLUs on the plane, whose nearest adversarial inputs are found
 * by going through its linear regions: in each, those of another class are a polygon, of which the
 * nearest point to the input is the foot on an edge or a corner.
 *
 * @param w1 [2][hidden]
 * @param w2 [hidden][classes]
 */
record PlanarRelu(double[][] w1, double[] b1, double[][] w2, double[] b2) {

  static PlanarRelu drawn(long seed, int hidden, int classes) {
    Random random = new Random(seed);
    return new PlanarRelu(
        Arena.matrix(random, 2, hidden, 3),
        Arena.gaussian(random, hidden, 0, 1.5),
        Arena.matrix(random, hidden, classes, 1),
        Arena.gaussian(random, classes, 0, 0.3));
  }

  Classifier classifier() {
    return Arena.relu(w1, b1, w2, b2);
  }

  double[] logits(double[] x) {
    double[] l = b2.clone();
    for (int h = 0; h < b1.length; h++) {
      double a = Math.max(0, w1[0][h] * x[0] + w1[1][h] * x[1] + b1[h]);
      for (int k = 0; k < l.length; k++) {
        l[k] += a * w2[h][k];
      }
    }
    return l;
  }

  int label(double[] x) {
    double[] l = logits(x);
    int best = 0;
    for (int k = 1; k < l.length; k++) {
      best = l[k] > l[best] ? k : best;
    }
    return best;
  }

  /**
   * The least size of a perturbation within [0, 1]² after which another class is as good.
   *
   * @return infinite if there is none
   */
  double distance(double[] x, LpNorm norm) {
    int y = label(x);
    double least = Double.POSITIVE_INFINITY;
    for (int pattern = 0; pattern < 1 << b1.length; pattern++) {
      for (int rival = 0; rival < b2.length; rival++) {
        if (rival != y) {
          least = Math.min(least, nearest(polygon(pattern, y, rival), x, norm));
        }
      }
    }
    return least;
  }

  /** a₀ x₀ + a₁ x₁ + a₂ ≥ 0 for the region, the box, and where the rival is as good. */
  private List<double[]> polygon(int pattern, int y, int rival) {
    List<double[]> sides = new ArrayList<>();
    sides.add(new double[] {1, 0, 0});
    sides.add(new double[] {-1, 0, 1});
    sides.add(new double[] {0, 1, 0});
    sides.add(new double[] {0, -1, 1});
    double[] wins = {0, 0, b2[rival] - b2[y]};
    for (int h = 0; h < b1.length; h++) {
      boolean on = (pattern >> h & 1) == 1;
      double sign = on ? 1 : -1;
      sides.add(new double[] {sign * w1[0][h], sign * w1[1][h], sign * b1[h]});
      if (on) {
        double weight = w2[h][rival] - w2[h][y];
        wins[0] += weight * w1[0][h];
        wins[1] += weight * w1[1][h];
        wins[2] += weight * b1[h];
      }
    }
    sides.add(wins);
    return sides;
  }

  private static double nearest(List<double[]> sides, double[] x, LpNorm norm) {
    double least = inside(sides, x[0], x[1]) ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < sides.size(); i++) {
      double[] a = sides.get(i);
      double value = a[0] * x[0] + a[1] * x[1] + a[2];
      // The foot of the perpendicular, or the corner of the square that touches the line.
      double dx =
          norm == LpNorm.L2 ? a[0] / (a[0] * a[0] + a[1] * a[1]) : Math.signum(a[0]) / ell1(a);
      double dy =
          norm == LpNorm.L2 ? a[1] / (a[0] * a[0] + a[1] * a[1]) : Math.signum(a[1]) / ell1(a);
      List<double[]> candidates = new ArrayList<>();
      candidates.add(new double[] {x[0] - value * dx, x[1] - value * dy});
      for (int j = 0; j < i; j++) {
        double[] b = sides.get(j);
        double det = a[0] * b[1] - a[1] * b[0];
        if (Math.abs(det) > 1e-12) {
          candidates.add(
              new double[] {(a[1] * b[2] - a[2] * b[1]) / det, (a[2] * b[0] - a[0] * b[2]) / det});
        }
      }
      for (double[] c : candidates) {
        if (inside(sides, c[0], c[1])) {
          double p = Math.abs(c[0] - x[0]);
          double q = Math.abs(c[1] - x[1]);
          least = Math.min(least, norm == LpNorm.L2 ? Math.hypot(p, q) : Math.max(p, q));
        }
      }
    }
    return least;
  }

  private static double ell1(double[] a) {
    return Math.abs(a[0]) + Math.abs(a[1]);
  }

  private static boolean inside(List<double[]> sides, double x, double y) {
    return sides.stream().allMatch(a -> a[0] * x + a[1] * y + a[2] >= -1e-9);
  }
}
