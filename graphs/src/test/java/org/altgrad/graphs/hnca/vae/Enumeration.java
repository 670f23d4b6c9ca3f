package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.TFloat64;

/** Moments of an estimate over all that its noise can do. */
final class Enumeration {
  private Enumeration() {}

  /** Layer by layer, whatever noise the estimator needs. */
  static double[] mean(TinyHvae tiny, VaeEstimator estimator, double beta) {
    return moment(tiny, estimator, beta, 1);
  }

  /**
   * The expectation of the estimate (or its square), in the order of {@link TinyHvae#gradient}; for
   * decoder and prior of the first pass's rows.
   */
  static double[] moment(TinyHvae tiny, VaeEstimator estimator, double beta, int power) {
    int samples = estimator.rows();
    boolean antithetic = estimator instanceof Disarm || estimator instanceof Arm;
    if (!(antithetic || estimator instanceof LooFr)) {
      try (TestGraph g = new TestGraph()) {
        return moment(g, NoiseCells.chains(g, tiny, samples), tiny, estimator, beta, power);
      }
    }
    double[] result = null;
    for (int l = 1; l <= tiny.depth(); l++) {
      try (TestGraph g = new TestGraph()) {
        NoiseCells cells = NoiseCells.pairs(g, tiny, l, antithetic);
        double[] part = moment(g, cells, tiny, estimator, beta, power);
        result = result == null ? part : result;
        int[] range = tiny.encoderRange(l);
        System.arraycopy(part, range[0], result, range[0], range[1] - range[0]);
      }
    }
    return result;
  }

  static double[] moment(
      TestGraph g,
      NoiseCells cells,
      TinyHvae tiny,
      VaeEstimator estimator,
      double beta,
      int power) {
    Hvae<TFloat64> net = tiny.net(g);
    Baselines<TFloat64> baselines = new Baselines<>(g.variables, g.f64);
    Estimate<TFloat64> estimate = estimator.estimate(net, cells.x(), cells, baselines);
    g.initialize();
    for (var entry : g.variables.all()) {
      var state = g.variables.entry(entry.name(), TFloat64.class);
      g.run(g.tf.assign(state.ref(), g.f64.constant(beta)));
    }
    Pass<TFloat64> pass = estimate.pass();
    int samples = estimator.rows();
    int rows = cells.count() * samples;
    // All tensors in one call: pairs of inputs and directions, layer by layer.
    List<Expr<TFloat64>> flat = new ArrayList<>();
    for (int l = 1; l <= net.depth(); l++) {
      flat.add(pass.e(l - 1).reshape(-1));
      flat.add(estimate.u().get(l - 1).reshape(-1));
    }
    for (int l = 1; l <= net.depth(); l++) {
      flat.add(pass.e(l).reshape(-1));
      flat.add(pass.residual(l - 1).reshape(-1));
    }
    flat.add(pass.residual(net.depth()).reshape(-1));
    double[] values = g.value(g.f64.concat(flat, 0));
    List<double[]> columns = new ArrayList<>();
    int next = 0;
    for (int layer = 0; layer <= 2 * net.depth(); layer++) {
      int l = layer % net.depth() + 1;
      int below = l == 1 ? tiny.x.length : tiny.width(l - 1);
      boolean encoder = layer < net.depth();
      boolean prior = layer == 2 * net.depth();
      int in = prior ? 0 : encoder ? below : tiny.width(l);
      int out = prior ? tiny.width(net.depth()) : encoder ? tiny.width(l) : below;
      double[] inputs = Arrays.copyOfRange(values, next, next + rows * in);
      double[] directions = Arrays.copyOfRange(values, next + rows * in, next + rows * (in + out));
      next += rows * (in + out);
      for (int i = 0; i <= in; i++) {
        for (int k = 0; k < out; k++) {
          columns.add(mean(i < in ? inputs : null, i, in, directions, k, out, cells.count()));
        }
      }
    }
    double[] probabilities = cells.probabilities();
    double[] moments = new double[columns.size()];
    for (int i = 0; i < moments.length; i++) {
      for (int row = 0; row < probabilities.length; row++) {
        moments[i] += probabilities[row] * Math.pow(columns.get(i)[row], power);
      }
    }
    return moments;
  }

  /** For each possibility, the mean over its samples of e_i u_k (or of u_k). */
  private static double[] mean(double[] e, int i, int in, double[] u, int k, int out, int count) {
    int samples = u.length / out / count;
    double[] mean = new double[count];
    for (int m = 0; m < samples; m++) {
      for (int b = 0; b < count; b++) {
        int row = m * count + b;
        mean[b] += (e == null ? 1 : e[row * in + i]) * u[row * out + k] / samples;
      }
    }
    return mean;
  }
}
