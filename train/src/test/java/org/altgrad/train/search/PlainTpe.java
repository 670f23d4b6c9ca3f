package org.altgrad.train.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The recipe of tree-structured Parzen estimators a second time, in plain loops and plain numbers,
 * without logarithms, with draws by rejection: nothing is shared with the search itself.
 */
final class PlainTpe {
  private PlainTpe() {}

  /**
   * A parameter.
   *
   * @param low end of a range, or mean of a normal law
   * @param high end of a range, or deviation of a normal law
   * @param prior probabilities of choices; null for numbers
   */
  record Law(double low, double high, boolean whole, boolean normal, double[] prior) {
    static Law number(double low, double high, boolean whole) {
      return new Law(low, high, whole, false, null);
    }

    static Law choice(double... prior) {
      return new Law(0, prior.length - 1, true, false, prior);
    }

    static Law normal(double mean, double sd) {
      return new Law(mean, sd, false, true, null);
    }

    double from() {
      return normal ? -1e9 : whole ? low - .5 : low;
    }

    double to() {
      return normal ? 1e9 : whole ? high + .5 : high;
    }

    double range() {
      return normal ? high : to() - from();
    }
  }

  private static double[] weights(int n) {
    double[] w = new double[n + 1];
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      if (i < n - 25) {
        double fraction = n - 25 > 1 ? i / (n - 26.0) : 0;
        w[i] = 1.0 / n + fraction * (1 - 1.0 / n);
      } else {
        w[i] = 1;
      }
      sum += w[i];
    }
    for (int i = 0; i <= n; i++) {
      w[i] /= sum;
    }
    return w;
  }

  /** Width of the kernel of observation i in parameter p. */
  private static double sigma(Law law, double[][] seen, int p, int i) {
    int n = seen.length;
    if (i == n) {
      return law.range();
    }
    double below = law.from();
    double above = law.to();
    boolean hasBelow = false;
    boolean hasAbove = false;
    for (int j = 0; j < n; j++) {
      if (j == i) {
        continue;
      }
      double other = seen[j][p];
      double own = seen[i][p];
      if (other < own || (other == own && j < i)) {
        below = hasBelow ? Math.max(below, other) : other;
        hasBelow = true;
      } else {
        above = hasAbove ? Math.min(above, other) : other;
        hasAbove = true;
      }
    }
    double left = seen[i][p] - below;
    double right = above - seen[i][p];
    double gap;
    if (n >= 2 && !hasBelow) {
      gap = right;
    } else if (n >= 2 && !hasAbove) {
      gap = left;
    } else {
      gap = Math.max(left, right);
    }
    double least = law.range() / Math.min(100, 2 + n);
    return Math.min(Math.max(gap, least), law.range());
  }

  private static double mu(Law law, double[][] seen, int p, int i) {
    if (i < seen.length) {
      return seen[i][p];
    }
    return law.normal() ? law.low() : (law.from() + law.to()) / 2;
  }

  private static double choiceProbability(Law law, double[][] seen, int p, int i, int k) {
    int n = seen.length;
    double own = 0;
    double sum = 0;
    for (int c = 0; c < law.prior().length; c++) {
      double w = law.prior()[c] * law.prior().length / (n + 1);
      if (i < n && seen[i][p] == c) {
        w += 1;
      }
      if (c == k) {
        own = w;
      }
      sum += w;
    }
    return own / sum;
  }

  /** Cumulative normal law by integration of its density, once and for all. */
  private static final double[] TABLE = table();

  private static final double STEP = 1e-3;

  private static double[] table() {
    double[] table = new double[16_001];
    double h = 1e-3;
    double sum = 0;
    for (int i = 1; i < table.length; i++) {
      double a = -8 + (i - 1) * h;
      sum += h / 6 * (phi(a) + 4 * phi(a + h / 2) + phi(a + h));
      table[i] = sum;
    }
    return table;
  }

  private static double phi(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private static double cumulative(double x) {
    if (x <= -8) {
      return 0;
    }
    if (x >= 8) {
      return 1;
    }
    int i = (int) ((x + 8) / STEP);
    double a = -8 + i * STEP;
    double h = x - a;
    return TABLE[i] + h / 6 * (phi(a) + 4 * phi(a + h / 2) + phi(x));
  }

  static double density(Law[] laws, double[][] seen, double[] at) {
    double[] w = weights(seen.length);
    double sum = 0;
    for (int i = 0; i <= seen.length; i++) {
      double product = w[i];
      for (int p = 0; p < laws.length; p++) {
        Law law = laws[p];
        if (law.prior() != null) {
          product *= choiceProbability(law, seen, p, i, (int) at[p]);
          continue;
        }
        double mu = mu(law, seen, p, i);
        double sigma = sigma(law, seen, p, i);
        double whole = cumulative((law.to() - mu) / sigma) - cumulative((law.from() - mu) / sigma);
        double own =
            law.whole()
                ? cumulative((at[p] + .5 - mu) / sigma) - cumulative((at[p] - .5 - mu) / sigma)
                : phi((at[p] - mu) / sigma) / sigma;
        product *= own / whole;
      }
      sum += product;
    }
    return sum;
  }

  private static double[] draw(Law[] laws, double[][] seen, Random random) {
    double[] w = weights(seen.length);
    double u = random.nextDouble();
    int i = 0;
    while (i < seen.length && u >= w[i]) {
      u -= w[i];
      i++;
    }
    double[] point = new double[laws.length];
    for (int p = 0; p < laws.length; p++) {
      Law law = laws[p];
      if (law.prior() != null) {
        double rest = random.nextDouble();
        int k = 0;
        while (k < law.prior().length - 1 && rest >= choiceProbability(law, seen, p, i, k)) {
          rest -= choiceProbability(law, seen, p, i, k);
          k++;
        }
        point[p] = k;
        continue;
      }
      double mu = mu(law, seen, p, i);
      double sigma = sigma(law, seen, p, i);
      double x;
      do {
        x = mu + sigma * random.nextGaussian();
      } while (x < law.from() || x > law.to());
      point[p] = law.whole() ? Math.min(Math.max(Math.rint(x), law.low()), law.high()) : x;
    }
    return point;
  }

  /** A function of places: logarithms of what is logarithmic, indices of choices. */
  interface Objective {
    double at(double[] point);
  }

  /** The least value that one search of some trials finds. */
  static double best(Law[] laws, Objective objective, int trials, long seed) {
    Random random = new Random(seed);
    List<double[]> points = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int t = 0; t < trials; t++) {
      double[] next = t < 10 ? draw(laws, new double[0][], random) : null;
      if (next == null) {
        Integer[] order = new Integer[t];
        for (int i = 0; i < t; i++) {
          order[i] = i;
        }
        Arrays.sort(order, (a, b) -> Double.compare(values.get(a), values.get(b)));
        int n = Math.min((int) Math.ceil(.1 * t), 25);
        boolean[] isBest = new boolean[t];
        for (int i = 0; i < n; i++) {
          isBest[order[i]] = true;
        }
        List<double[]> low = new ArrayList<>();
        List<double[]> high = new ArrayList<>();
        for (int i = 0; i < t; i++) {
          (isBest[i] ? low : high).add(points.get(i));
        }
        double[][] l = low.toArray(double[][]::new);
        double[][] g = high.toArray(double[][]::new);
        double highest = 0;
        for (int c = 0; c < 24; c++) {
          double[] candidate = draw(laws, l, random);
          double ratio = density(laws, l, candidate) / density(laws, g, candidate);
          if (next == null || ratio > highest) {
            highest = ratio;
            next = candidate;
          }
        }
      }
      points.add(next);
      values.add(objective.at(next));
    }
    return values.stream().mapToDouble(v -> v).min().orElseThrow();
  }
}
