package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.List;

/**
 * A bandit network small enough to enumerate, in plain Java: its expected reward is computed by
 * summing over every setting of its bits and every action.
 */
final class TinyBandit {
  final double[] x;
  final double[] rewards;
  final boolean pm1;

  /** Weights of each layer, [in][out]; the last layer is the softmax layer. */
  final List<double[][]> weights = new ArrayList<>();

  final List<double[]> biases = new ArrayList<>();

  TinyBandit(double[] x, double[] rewards, boolean pm1) {
    this.x = x;
    this.rewards = rewards;
    this.pm1 = pm1;
  }

  /** 3 → 3 → 2 → softmax 3 with normal weights, the network of the exactness tests. */
  static TinyBandit random(double std, long seed, boolean pm1) {
    TinyBandit net = new TinyBandit(new double[] {1, 0, 1}, new double[] {1, 0, 0.3}, pm1);
    java.util.Random random = new java.util.Random(seed);
    int[] sizes = {3, 3, 2, 3};
    for (int l = 0; l + 1 < sizes.length; l++) {
      double[][] w = new double[sizes[l]][sizes[l + 1]];
      double[] b = new double[sizes[l + 1]];
      for (double[] row : w) {
        for (int k = 0; k < row.length; k++) {
          row[k] = std * random.nextGaussian();
        }
      }
      for (int k = 0; k < b.length; k++) {
        b[k] = std * random.nextGaussian();
      }
      net.weights.add(w);
      net.biases.add(b);
    }
    return net;
  }

  int depth() {
    return weights.size() - 1;
  }

  int width(int layer) {
    return biases.get(layer).length;
  }

  /** All parameters, layer by layer: the weights row by row, then the bias. */
  double[] parameters() {
    List<Double> all = new ArrayList<>();
    for (int l = 0; l < weights.size(); l++) {
      for (double[] row : weights.get(l)) {
        for (double v : row) {
          all.add(v);
        }
      }
      for (double v : biases.get(l)) {
        all.add(v);
      }
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  void setParameters(double[] values) {
    int i = 0;
    for (int l = 0; l < weights.size(); l++) {
      for (double[] row : weights.get(l)) {
        for (int k = 0; k < row.length; k++) {
          row[k] = values[i++];
        }
      }
      double[] b = biases.get(l);
      for (int k = 0; k < b.length; k++) {
        b[k] = values[i++];
      }
    }
  }

  /** Every setting of all bits and the action: {z_1, …, z_N, {action}}. */
  List<int[][]> outcomes() {
    List<int[][]> all = new ArrayList<>();
    int bits = 0;
    for (int l = 0; l < depth(); l++) {
      bits += width(l);
    }
    for (int code = 0; code < 1 << bits; code++) {
      for (int action = 0; action < width(depth()); action++) {
        int[][] outcome = new int[depth() + 1][];
        int rest = code;
        for (int l = 0; l < depth(); l++) {
          outcome[l] = new int[width(l)];
          for (int j = 0; j < width(l); j++) {
            outcome[l][j] = rest & 1;
            rest >>= 1;
          }
        }
        outcome[depth()] = new int[] {action};
        all.add(outcome);
      }
    }
    return all;
  }

  double code(int z) {
    return pm1 ? 2 * z - 1 : z;
  }

  double[] logits(int layer, double[] e) {
    double[] a = biases.get(layer).clone();
    for (int i = 0; i < e.length; i++) {
      for (int k = 0; k < a.length; k++) {
        a[k] += e[i] * weights.get(layer)[i][k];
      }
    }
    return a;
  }

  double probability(int[][] outcome) {
    double p = 1;
    double[] e = x;
    for (int l = 0; l < depth(); l++) {
      double[] a = logits(l, e);
      e = new double[a.length];
      for (int j = 0; j < a.length; j++) {
        double f = 1 / (1 + Math.exp(-a[j]));
        p *= outcome[l][j] == 1 ? f : 1 - f;
        e[j] = code(outcome[l][j]);
      }
    }
    double[] a = logits(depth(), e);
    double total = 0;
    for (double v : a) {
      total += Math.exp(v);
    }
    return p * Math.exp(a[outcome[depth()][0]]) / total;
  }

  double reward(int[][] outcome) {
    return rewards[outcome[depth()][0]];
  }

  /** J = E[R], by enumeration. */
  double expectedReward() {
    double j = 0;
    for (int[][] outcome : outcomes()) {
      j += probability(outcome) * reward(outcome);
    }
    return j;
  }

  /** ∂J, by central differences of the enumerated J. */
  double[] gradient() {
    double[] theta = parameters();
    double[] gradient = new double[theta.length];
    double h = 1e-5;
    for (int i = 0; i < theta.length; i++) {
      double[] moved = theta.clone();
      moved[i] = theta[i] + h;
      setParameters(moved);
      double up = expectedReward();
      moved[i] = theta[i] - h;
      setParameters(moved);
      double down = expectedReward();
      gradient[i] = (up - down) / (2 * h);
    }
    setParameters(theta);
    return gradient;
  }
}
