package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * One network with two hidden layers that learns with a stored memory, without TensorFlow: hidden
 * layers by finite differences of {@link PlainObjective}, the readout by the delta rule, all with
 * Adam.
 */
final class PlainStoredMemory {
  private static final double STEP = 1e-6;
  private static final double LR = 1e-2;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.99;
  static final double EPS = 1e-3;

  private final Objective objective;
  private final int memory;
  private final boolean readoutOfWindow;

  /** Of each layer [in][out], then its bias [1][out]. */
  final List<double[][]> parameters;

  private final List<double[][]> m = new ArrayList<>();
  private final List<double[][]> v = new ArrayList<>();
  private int taken;

  /** Of each hidden layer the activities of the last samples, the oldest first. */
  final List<List<double[]>> remembered = List.of(new ArrayList<>(), new ArrayList<>());

  PlainStoredMemory(
      Objective objective, int memory, boolean readoutOfWindow, List<double[][]> parameters) {
    this.objective = objective;
    this.memory = memory;
    this.readoutOfWindow = readoutOfWindow;
    this.parameters = parameters;
    for (double[][] p : parameters) {
      m.add(new double[p.length][p[0].length]);
      v.add(new double[p.length][p[0].length]);
    }
  }

  private double[] drive(int layer, double[] h) {
    double[][] w = parameters.get(2 * layer);
    double[] u = parameters.get(2 * layer + 1)[0].clone();
    for (int i = 0; i < h.length; i++) {
      for (int j = 0; j < u.length; j++) {
        u[j] += h[i] * w[i][j];
      }
    }
    return u;
  }

  private double[] activity(int layer, double[] h) {
    double[] r = Arrays.stream(drive(layer, h)).map(u -> Math.max(u, 0)).toArray();
    double mean = Arrays.stream(r).average().orElseThrow();
    double variance = Arrays.stream(r).map(a -> (a - mean) * (a - mean)).average().orElseThrow();
    return Arrays.stream(r).map(a -> (a - mean) / Math.sqrt(variance + 1e-6)).toArray();
  }

  private void see(double[] x) {
    double[] h = x;
    for (int l = 0; l < 2; l++) {
      h = activity(l, h);
      remembered.get(l).add(h);
    }
  }

  /** An epoch, or the windows from {@code first} to {@code last}, of samples in their order. */
  void run(double[][] x, double[][] y, int first, int last) {
    if (first == 0) {
      remembered.forEach(List::clear);
      for (int p = 0; p < memory - 1; p++) {
        see(x[p]);
      }
    }
    for (int w = first; w < last; w++) {
      update(Arrays.copyOfRange(x, w, w + memory), Arrays.copyOfRange(y, w, w + memory));
      remembered.forEach(z -> z.remove(0));
    }
  }

  private void update(double[][] x, double[][] y) {
    see(x[memory - 1]);
    List<double[][]> directions = new ArrayList<>();
    for (int l = 0; l < 2; l++) {
      int layer = l;
      double[] h = l == 0 ? x[memory - 1] : remembered.get(0).get(memory - 1);
      double[][] z = remembered.get(l).toArray(double[][]::new);
      DoubleSupplier loss =
          () -> {
            z[memory - 1] = activity(layer, h);
            return PlainObjective.loss(objective.at(layer), x, y, z);
          };
      directions.add(differences(parameters.get(2 * l), loss));
      directions.add(differences(parameters.get(2 * l + 1), loss));
    }
    directions.addAll(readout(y));
    descend(directions);
  }

  private static double[][] differences(double[][] parameter, DoubleSupplier loss) {
    double[][] direction = new double[parameter.length][parameter[0].length];
    for (int i = 0; i < parameter.length; i++) {
      for (int j = 0; j < parameter[i].length; j++) {
        double value = parameter[i][j];
        parameter[i][j] = value + STEP;
        double up = loss.getAsDouble();
        parameter[i][j] = value - STEP;
        double down = loss.getAsDouble();
        parameter[i][j] = value;
        direction[i][j] = (up - down) / (2 * STEP);
      }
    }
    return direction;
  }

  private List<double[][]> readout(double[][] y) {
    double[][] weights = parameters.get(4);
    double[][] direction = new double[weights.length][weights[0].length];
    double[][] bias = new double[1][weights[0].length];
    int from = readoutOfWindow ? 0 : memory - 1;
    for (int p = from; p < memory; p++) {
      double[] h = remembered.get(1).get(p);
      double[] exp = Arrays.stream(drive(2, h)).map(Math::exp).toArray();
      double total = Arrays.stream(exp).sum();
      for (int k = 0; k < exp.length; k++) {
        double e = (exp[k] / total - y[p][k]) / (memory - from);
        bias[0][k] += e;
        for (int i = 0; i < h.length; i++) {
          direction[i][k] += h[i] * e;
        }
      }
    }
    return List.of(direction, bias);
  }

  private void descend(List<double[][]> directions) {
    taken++;
    for (int p = 0; p < directions.size(); p++) {
      for (int i = 0; i < directions.get(p).length; i++) {
        for (int j = 0; j < directions.get(p)[i].length; j++) {
          double g = directions.get(p)[i][j];
          double[] mean = m.get(p)[i];
          double[] square = v.get(p)[i];
          mean[j] = BETA1 * mean[j] + (1 - BETA1) * g;
          square[j] = BETA2 * square[j] + (1 - BETA2) * g * g;
          double mHat = mean[j] / (1 - Math.pow(BETA1, taken));
          double vHat = square[j] / (1 - Math.pow(BETA2, taken));
          parameters.get(p)[i][j] -= LR * mHat / (Math.sqrt(vHat) + EPS);
        }
      }
    }
  }
}
