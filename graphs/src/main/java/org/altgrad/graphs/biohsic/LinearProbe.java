package org.altgrad.graphs.biohsic;

import java.util.LinkedHashMap;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.prob.Categorical;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * What each layer offers a linear readout: the accuracy of a ridge classifier fitted to the layer's
 * activity on some training samples, and in how many dimensions that activity varies.
 */
final class LinearProbe {
  /** Ridge as a fraction of the mean variance of a feature. */
  private static final double RIDGE = 0.1;

  private LinearProbe() {}

  static Metrics of(Training training, ResidentSplit train, ResidentSplit test) {
    Nodes<TFloat32> nodes = training.context().nodes().scope("linear_probe");
    Samples fit = Samples.of(training, nodes, train);
    Samples trial = Samples.of(training, nodes, test);
    Map<String, Expr<TFloat32>> ofModels = new LinkedHashMap<>();
    for (int l = 0; l <= training.network().depth(); l++) {
      String name = l == 0 ? "input" : training.network().hidden().get(l - 1).name();
      // The input is the same for all models: what is measured of it has one value for each.
      Expr<TFloat32> all =
          nodes.of(
              nodes
                  .tf()
                  .fill(nodes.tf().constant(new int[] {training.models()}), nodes.constant(0)));
      Fit<TFloat64> probe =
          fit(wide(fit.read(l)), wide(fit.y()), wide(trial.read(l)), wide(trial.y()));
      ofModels.put("probe/" + name, probe.accuracy().cast(TFloat32.class).plus(all));
      ofModels.put("rank/" + name, probe.rank().cast(TFloat32.class).plus(all));
    }
    return Metrics.of(nodes, ofModels);
  }

  private static Expr<TFloat64> wide(Expr<TFloat32> x) {
    return x.cast(TFloat64.class);
  }

  private record Samples(Pass<TFloat32> pass, Expr<TFloat32> y) {
    static Samples of(Training training, Nodes<TFloat32> nodes, ResidentSplit split) {
      int[] rows =
          LayerProbe.sample(
              training.context().seed(), split, training.settings().probes().probeSamples());
      Operand<TInt32> indices = nodes.tf().constant(rows);
      Expr<TFloat32> x = training.inputs().x(nodes, split, indices);
      return new Samples(
          training.network().forward(x, training.parameters()),
          training.inputs().y(nodes, split, indices));
    }

    /** What a layer reads, [models or 1, samples, features]. */
    Expr<TFloat32> read(int layer) {
      Network network = pass.network();
      long features =
          (layer == 0 ? network.input() : network.hidden().get(layer - 1).output()).size();
      Expr<TFloat32> h = pass.reads().get(layer);
      return h.reshape(Axes.models(h), y.shape().get(0), features);
    }
  }

  /**
   * @param accuracy on the samples that it was not fitted to, [models]
   * @param rank (Σ s)² / Σ s² of the eigenvalues s of the covariance, [models]
   */
  record Fit<T extends TNumber>(Expr<T> accuracy, Expr<T> rank) {}

  /**
   * Ridge regression of one-hot labels with an intercept, solved in the smaller of the two spaces.
   *
   * @param f features to fit to, [models, n, d]
   * @param g features to test on, [models, k, d]
   */
  static <T extends TNumber> Fit<T> fit(Expr<T> f, Expr<T> y, Expr<T> g, Expr<T> labels) {
    long n = f.shape().get(1);
    long d = f.shape().get(2);
    Expr<T> mean = f.meanKeep(1);
    Expr<T> centred = f.minus(mean);
    Expr<T> moved = g.minus(mean);
    Expr<T> offset = y.meanKeep(0);
    Expr<T> target = y.minus(offset).plus(f.nodes().zerosLike(mean.sumKeep(2))); // [models, n, c]
    // FᵀF and FFᵀ have the same eigenvalues but for zeros.
    boolean primal = d <= n;
    Expr<T> gram = primal ? centred.batchTMatmul(centred) : centred.batchMatmulT(centred);
    Expr<T> trace = centred.square().sumKeep(1, 2);
    Expr<T> ridge =
        identity(f.nodes(), primal ? d : n).times(trace.over(d).times(RIDGE).plus(1e-12));
    Expr<T> prediction;
    if (primal) {
      Expr<T> weights = solve(gram.plus(ridge), centred.batchTMatmul(target));
      prediction = moved.batchMatmul(weights);
    } else {
      Expr<T> weights = solve(gram.plus(ridge), target);
      prediction = moved.batchMatmulT(centred).batchMatmul(weights);
    }
    Expr<T> accuracy = new Categorical<>(prediction.plus(offset)).right(labels).mean(1);
    Expr<T> squares = gram.square().sum(1, 2);
    Expr<T> rank = trace.sum(1, 2).square().over(squares.max(f.nodes().constant(1e-30)));
    return new Fit<>(accuracy, rank);
  }

  private static <T extends TNumber> Expr<T> solve(Expr<T> matrix, Expr<T> right) {
    return matrix.nodes().of(matrix.nodes().tf().linalg.solve(matrix, right));
  }

  private static <T extends TNumber> Expr<T> identity(Nodes<T> nodes, long size) {
    var tf = nodes.tf();
    Operand<TInt32> index = tf.range(tf.constant(0), tf.constant((int) size), tf.constant(1));
    return nodes.oneHot(index, (int) size);
  }
}
