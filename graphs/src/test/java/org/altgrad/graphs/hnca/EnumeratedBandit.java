package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Dense;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/** The graph of a {@link TinyBandit} in which the batch is the list of all its outcomes. */
final class EnumeratedBandit {
  final TinyBandit tiny;
  final BernoulliNet<TFloat64> net;
  final BernoulliNet.Pass<TFloat64> pass;
  final int outcomes;

  /** [outcomes, 1] probability and reward of each outcome. */
  final Expr<TFloat64> probability;

  final Expr<TFloat64> reward;

  EnumeratedBandit(TestGraph g, TinyBandit tiny) {
    this.tiny = tiny;
    List<int[][]> all = tiny.outcomes();
    outcomes = all.size();
    List<Dense<TFloat64>> layers = new ArrayList<>();
    for (int l = 0; l <= tiny.depth(); l++) {
      layers.add(
          new Dense<>(
              g.f64.constant(tiny.weights.get(l)),
              g.f64.constant(Shape.of(tiny.width(l)), tiny.biases.get(l))));
    }
    net =
        new BernoulliNet<>(
            layers.subList(0, tiny.depth()),
            layers.get(tiny.depth()),
            tiny.pm1 ? Coding.PM1 : Coding.ZERO_ONE);

    double[][] x = new double[outcomes][];
    double[][] p = new double[outcomes][1];
    double[][] r = new double[outcomes][1];
    double[][] h = new double[outcomes][tiny.width(tiny.depth())];
    List<double[][]> z = new ArrayList<>();
    for (int l = 0; l < tiny.depth(); l++) {
      z.add(new double[outcomes][tiny.width(l)]);
    }
    for (int i = 0; i < outcomes; i++) {
      int[][] outcome = all.get(i);
      x[i] = tiny.x;
      p[i][0] = tiny.probability(outcome);
      r[i][0] = tiny.reward(outcome);
      h[i][outcome[tiny.depth()][0]] = 1;
      for (int l = 0; l < tiny.depth(); l++) {
        for (int j = 0; j < tiny.width(l); j++) {
          z.get(l)[i][j] = outcome[l][j];
        }
      }
    }
    List<Expr<TFloat64>> bits = new ArrayList<>();
    z.forEach(layer -> bits.add(g.f64.constant(layer)));
    pass = net.replay(g.f64.constant(x), bits, g.f64.constant(h));
    probability = g.f64.constant(p);
    reward = g.f64.constant(r);
  }

  /** The parameters' tensors, in the order of {@link TinyBandit#parameters}. */
  List<Expr<TFloat64>> parameters() {
    List<Expr<TFloat64>> all = new ArrayList<>();
    for (int l = 0; l <= net.depth(); l++) {
      all.add(net.layer(l).weights());
      all.add(net.layer(l).bias());
    }
    return all;
  }

  /**
   * Values of each outcome's gradient estimate, [outcome][parameter], from its directions: e uᵀ for
   * weights, u for biases.
   */
  double[][] estimates(TestGraph g, List<Expr<TFloat64>> u) {
    int count = tiny.parameters().length;
    double[][] estimates = new double[outcomes][count];
    int offset = 0;
    for (int l = 0; l <= net.depth(); l++) {
      double[] e = g.value(pass.e().get(l));
      double[] direction = g.value(u.get(l));
      int in = e.length / outcomes;
      int out = direction.length / outcomes;
      for (int b = 0; b < outcomes; b++) {
        for (int k = 0; k < out; k++) {
          for (int i = 0; i < in; i++) {
            estimates[b][offset + i * out + k] = e[b * in + i] * direction[b * out + k];
          }
          estimates[b][offset + in * out + k] = direction[b * out + k];
        }
      }
      offset += in * out + out;
    }
    return estimates;
  }

  /** Σ over outcomes of probability times estimate^power, for each parameter. */
  double[] moment(double[][] estimates, int power) {
    List<int[][]> all = tiny.outcomes();
    double[] moment = new double[estimates[0].length];
    for (int b = 0; b < outcomes; b++) {
      double p = tiny.probability(all.get(b));
      for (int i = 0; i < moment.length; i++) {
        moment[i] += p * Math.pow(estimates[b][i], power);
      }
    }
    return moment;
  }
}
