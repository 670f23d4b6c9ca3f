package org.altgrad.graphs.biohsic.leaky;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.graphs.biohsic.Estimator;
import org.altgrad.graphs.biohsic.Objective;
import org.altgrad.graphs.biohsic.PlainObjective;
import org.altgrad.graphs.biohsic.Signal;

/** One network simulated and trained in plain Java, one unit and one synapse after the other. */
final class PlainSimulation {
  /** Of AdamW. */
  record Rates(double lr, double beta1, double beta2, double eps, double decay) {}

  final int[] widths;
  final int memory;
  final int steps;
  final double rho;
  final SpikingUnits spiking;
  final Signal signal;
  final Objective objective;
  final boolean current;
  final Rates rates;
  final double[][][] weights;
  final double[][] bias;
  final double[][][] u;
  final double[][][] filtered;
  final double[][][] eps;
  final double[][][][] eligibility;
  private final List<double[]> parameters = new ArrayList<>();
  private final List<double[]> gradients = new ArrayList<>();
  private final List<double[]> m = new ArrayList<>();
  private final List<double[]> v = new ArrayList<>();
  private int taken;
  double loss;
  double correct;

  /**
   * @param spiking hidden units, or null for rate units
   * @param current whether the readout learns from the current sample alone
   */
  PlainSimulation(
      int[] widths,
      int memory,
      int steps,
      double rho,
      SpikingUnits spiking,
      Signal signal,
      Objective objective,
      boolean current,
      Rates rates,
      double[][][] weights,
      double[][] bias) {
    this.widths = widths;
    this.memory = memory;
    this.steps = steps;
    this.rho = rho;
    this.spiking = spiking;
    this.signal = signal;
    this.objective = objective;
    this.current = current;
    this.rates = rates;
    this.weights = weights;
    this.bias = bias;
    int layers = widths.length - 1;
    u = new double[layers][memory][];
    filtered = new double[layers][memory][];
    eps = new double[layers][memory][];
    eligibility = new double[layers][memory][][];
    for (int l = 0; l < layers; l++) {
      for (int p = 0; p < memory; p++) {
        u[l][p] = new double[widths[l + 1]];
        filtered[l][p] = new double[widths[l + 1]];
        eps[l][p] = new double[widths[l] + 1];
        eligibility[l][p] = new double[widths[l] + 1][widths[l + 1]];
      }
      boolean learns = signal != Signal.NONE || l == layers - 1;
      if (learns) {
        for (double[] row : weights[l]) {
          parameter(row);
        }
        parameter(bias[l]);
      }
    }
  }

  private void parameter(double[] row) {
    parameters.add(row);
    gradients.add(new double[row.length]);
    m.add(new double[row.length]);
    v.add(new double[row.length]);
  }

  private double[] gradient(double[] row) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i) == row) {
        return gradients.get(i);
      }
    }
    throw new IllegalStateException();
  }

  /** All windows of the rows. */
  void run(double[][] x, int[] labels) {
    for (int w = 0; w + memory <= x.length; w++) {
      double[][] answers = new double[memory][widths[widths.length - 1]];
      for (int t = 0; t < steps; t++) {
        step(x, labels, w);
        for (int p = 0; p < memory && t >= steps / 2; p++) {
          for (int k = 0; k < answers[p].length; k++) {
            answers[p][k] += u[widths.length - 2][p][k];
          }
        }
      }
      for (int p = 0; p < memory; p++) {
        int best = 0;
        for (int k = 0; k < answers[p].length; k++) {
          best = answers[p][k] > answers[p][best] ? k : best;
        }
        correct += best == labels[w + p] ? 1.0 / memory : 0;
      }
    }
  }

  private void step(double[][] x, int[] labels, int w) {
    int layers = widths.length - 1;
    gradients.forEach(g -> java.util.Arrays.fill(g, 0));
    double[][] h = new double[memory][];
    for (int p = 0; p < memory; p++) {
      h[p] = x[w + p];
    }
    for (int l = 0; l < layers - 1; l++) {
      double[][] z = new double[memory][];
      double[][] psi = new double[memory][];
      double[][] r = new double[memory][];
      double[] s = new double[memory];
      for (int p = 0; p < memory; p++) {
        int d = widths[l + 1];
        psi[p] = new double[d];
        r[p] = new double[d];
        for (int j = 0; j < d; j++) {
          u[l][p][j] += rho * (drive(l, h[p], j) - u[l][p][j]);
          if (spiking == null) {
            r[p][j] = Math.max(u[l][p][j], 0);
            psi[p][j] = u[l][p][j] > 0 ? 1 : 0;
          } else {
            double theta = spiking.threshold();
            double away = Math.abs(u[l][p][j] - theta) / theta;
            psi[p][j] = spiking.height() / theta * Math.max(0, 1 - away);
            double spike = u[l][p][j] > theta ? 1 : 0;
            if (spike == 1) {
              u[l][p][j] = spiking.toZero() ? 0 : u[l][p][j] - theta;
            }
            filtered[l][p][j] = (1 - spiking.kappa()) * filtered[l][p][j] + spiking.kappa() * spike;
            r[p][j] = filtered[l][p][j];
          }
        }
        s[p] = Math.sqrt(variance(r[p]) + 1e-6);
        z[p] = normalised(r[p], s[p]);
      }
      if (signal != Signal.NONE) {
        for (int p = signal == Signal.FULL ? 0 : memory - 1; p < memory; p++) {
          double[] xi = signal(objective.at(l), x, labels, w, z, p);
          double[] asked = throughNorm(xi, z[p], s[p]);
          learn(l, p, h[p], psi[p], asked);
        }
      }
      h = z;
    }
    readout(labels, w, h);
    descend();
  }

  private double drive(int l, double[] h, int j) {
    double a = bias[l][j];
    for (int i = 0; i < h.length; i++) {
      a += h[i] * weights[l][i][j];
    }
    return a;
  }

  private static double mean(double[] r) {
    double sum = 0;
    for (double value : r) {
      sum += value;
    }
    return sum / r.length;
  }

  private static double variance(double[] r) {
    double mean = mean(r);
    double sum = 0;
    for (double value : r) {
      sum += (value - mean) * (value - mean);
    }
    return sum / r.length;
  }

  private static double[] normalised(double[] r, double s) {
    double mean = mean(r);
    double[] z = new double[r.length];
    for (int j = 0; j < r.length; j++) {
      z[j] = (r[j] - mean) / s;
    }
    return z;
  }

  /** ξ times the Jacobian dz/dr, entry by entry. */
  private static double[] throughNorm(double[] xi, double[] z, double s) {
    int d = z.length;
    double[] asked = new double[d];
    for (int j = 0; j < d; j++) {
      for (int i = 0; i < d; i++) {
        double jacobian = ((i == j ? 1 : 0) - 1.0 / d - z[i] * z[j] / d) / s;
        asked[j] += xi[i] * jacobian;
      }
    }
    return asked;
  }

  private void learn(int l, int p, double[] h, double[] psi, double[] asked) {
    for (int i = 0; i <= h.length; i++) {
      double input = i < h.length ? h[i] : 1;
      eps[l][p][i] += rho * (input - eps[l][p][i]);
      for (int j = 0; j < asked.length; j++) {
        double acted;
        if (spiking == null) {
          acted = rho * psi[j] * input;
        } else {
          double kappa = spiking.kappa();
          eligibility[l][p][i][j] =
              (1 - kappa) * eligibility[l][p][i][j] + kappa * psi[j] * eps[l][p][i];
          acted = eligibility[l][p][i][j];
        }
        gradient(i < h.length ? weights[l][i] : bias[l])[j] += acted * asked[j];
      }
    }
  }

  /** For the signals that are derivatives of the objective: its derivative, pair by pair. */
  private double[] signal(
      Objective objective, double[][] x, int[] labels, int w, double[][] z, int row) {
    if (objective.estimator() != Estimator.HSIC) {
      return differences(objective, x, labels, w, z, row);
    }
    int n = memory;
    double[][] a = new double[n][n];
    for (int p = 0; p < n; p++) {
      for (int q = 0; q < n; q++) {
        double ky =
            labels[w + p] == labels[w + q]
                ? 1
                : kernel(2, widths[widths.length - 1], objective.sigmaY());
        double kx = kernel(distance(x[w + p], x[w + q]), widths[0], objective.sigmaX());
        a[p][q] = kx - objective.gamma() * ky;
      }
    }
    double s2 = objective.sigmaZ() * objective.sigmaZ() * z[0].length;
    double[] xi = new double[z[0].length];
    for (int p = 0; p < n; p++) {
      double weight = signal == Signal.DIAGONAL ? diagonal(a, p, row) : centred(a, row, p);
      if (signal == Signal.FLIPPED) {
        weight = -weight;
      }
      double q = weight * kernel(distance(z[row], z[p]), z[0].length, objective.sigmaZ());
      for (int j = 0; j < xi.length; j++) {
        xi[j] -= 2 / ((n - 1.0) * (n - 1.0) * s2) * q * (z[row][j] - z[p][j]);
      }
    }
    return xi;
  }

  /** For other objectives: by finite differences of the objective itself. */
  private double[] differences(
      Objective objective, double[][] x, int[] labels, int w, double[][] z, int row) {
    double[][] inputs = Arrays.copyOfRange(x, w, w + memory);
    double[][] y = new double[memory][widths[widths.length - 1]];
    for (int p = 0; p < memory; p++) {
      y[p][labels[w + p]] = 1;
    }
    double[] xi = new double[z[row].length];
    for (int j = 0; j < xi.length; j++) {
      double value = z[row][j];
      z[row][j] = value + 1e-5;
      double up = PlainObjective.loss(objective, inputs, y, z);
      z[row][j] = value - 1e-5;
      double down = PlainObjective.loss(objective, inputs, y, z);
      z[row][j] = value;
      xi[j] = (signal == Signal.FLIPPED ? -1 : 1) * (up - down) / 2e-5;
    }
    return xi;
  }

  private static double centred(double[][] a, int row, int column) {
    int n = a.length;
    double value = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double hi = (i == row ? 1 : 0) - 1.0 / n;
        double hj = (j == column ? 1 : 0) - 1.0 / n;
        value += hi * a[i][j] * hj;
      }
    }
    return value;
  }

  private static double diagonal(double[][] a, int p, int c) {
    return -(a[p][p] - mean(a[p]) + a[c][c] - mean(a[c])) / a.length;
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static double kernel(double squared, int dimension, double sigma) {
    return Math.exp(-squared / (2 * sigma * sigma * dimension));
  }

  private void readout(int[] labels, int w, double[][] h) {
    int l = widths.length - 2;
    int classes = widths[l + 1];
    for (int p = 0; p < memory; p++) {
      double total = 0;
      for (int k = 0; k < classes; k++) {
        u[l][p][k] += rho * (drive(l, h[p], k) - u[l][p][k]);
      }
      for (int k = 0; k < classes; k++) {
        total += Math.exp(u[l][p][k]);
      }
      loss -= Math.log(Math.exp(u[l][p][labels[w + p]]) / total) / memory;
      if (current && p < memory - 1) {
        continue;
      }
      for (int k = 0; k < classes; k++) {
        double e = Math.exp(u[l][p][k]) / total - (k == labels[w + p] ? 1 : 0);
        double part = rho * e / (current ? 1 : memory);
        for (int i = 0; i < h[p].length; i++) {
          gradient(weights[l][i])[k] += h[p][i] * part;
        }
        gradient(bias[l])[k] += part;
      }
    }
  }

  private void descend() {
    taken++;
    for (int i = 0; i < parameters.size(); i++) {
      double[] theta = parameters.get(i);
      for (int j = 0; j < theta.length; j++) {
        double g = gradients.get(i)[j];
        m.get(i)[j] = rates.beta1() * m.get(i)[j] + (1 - rates.beta1()) * g;
        v.get(i)[j] = rates.beta2() * v.get(i)[j] + (1 - rates.beta2()) * g * g;
        double mHat = m.get(i)[j] / (1 - Math.pow(rates.beta1(), taken));
        double vHat = v.get(i)[j] / (1 - Math.pow(rates.beta2(), taken));
        theta[j] -=
            rates.lr() * (mHat / (Math.sqrt(vHat) + rates.eps()) + rates.decay() * theta[j]);
      }
    }
  }
}
