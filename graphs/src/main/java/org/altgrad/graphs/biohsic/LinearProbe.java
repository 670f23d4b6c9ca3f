package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.LinearSystem;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.prob.Categorical;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
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
    long seed = training.context().seed();
    Of of = new Of(training, training.parameters());
    return metrics(
        nodes,
        training,
        training.models(),
        Samples.of(of, nodes, train, nodes.tf().constant(rows(training, seed, train))),
        Samples.of(of, nodes, test, nodes.tf().constant(rows(training, seed, test))));
  }

  private static int[] rows(Training training, long seed, ResidentSplit split) {
    return LayerProbe.sample(seed, split, training.settings().probes().probeSamples());
  }

  /** Of networks with samples of their own: a call for each, as all together take much room. */
  static Evaluation ofEach(Training training, ResidentSplit train, ResidentSplit test) {
    Nodes<TFloat32> nodes = training.context().nodes().scope("linear_probe");
    Ops tf = nodes.tf();
    List<Long> seeds = training.context().seeds();
    List<int[]> fit = seeds.stream().map(seed -> rows(training, seed, train)).toList();
    List<int[]> trial = seeds.stream().map(seed -> rows(training, seed, test)).toList();
    Operand<TInt32> model = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(1)));
    Operand<TInt32> fitted = placeholder(tf, fit.get(0).length);
    Operand<TInt32> tried = placeholder(tf, trial.get(0).length);
    Of of = new Of(training, training.parameters().stream().map(all -> all.at(model)).toList());
    Metrics one =
        metrics(
            nodes,
            training,
            1,
            Samples.of(of, nodes, train, fitted),
            Samples.of(of, nodes, test, tried));
    return new Each(
        test.name(),
        one,
        seeds.size(),
        m ->
            Map.of(
                model, TInt32.vectorOf(m),
                fitted, TInt32.vectorOf(fit.get(m)),
                tried, TInt32.vectorOf(trial.get(m))));
  }

  private static Operand<TInt32> placeholder(Ops tf, int rows) {
    return tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(rows)));
  }

  /**
   * Metrics of one network at a time.
   *
   * @param feeds of each network
   */
  private record Each(
      String split, Metrics metrics, int models, IntFunction<Map<Operand<?>, Tensor>> feeds)
      implements Evaluation {
    @Override
    public Map<MetricName, Double> run(Calls calls, long step) {
      List<Map<MetricName, Double>> each = new ArrayList<>();
      for (int m = 0; m < models; m++) {
        Map<Operand<?>, Tensor> fed = feeds.apply(m);
        try (Result result = calls.run(fed, List.of(metrics.packed()), List.of())) {
          each.add(metrics.named((TFloat64) result.get(0)));
        } finally {
          fed.values().forEach(Tensor::close);
        }
      }
      Map<MetricName, Double> all = new LinkedHashMap<>();
      for (MetricName name : metrics.names()) {
        all.put(name, each.stream().mapToDouble(own -> own.get(name)).average().orElseThrow());
        for (int m = 0; m < models; m++) {
          all.put(MetricName.of(name.name(), m), each.get(m).get(name));
        }
      }
      return all;
    }
  }

  private static Metrics metrics(
      Nodes<TFloat32> nodes, Training training, int models, Samples fit, Samples trial) {
    Map<String, Expr<TFloat32>> ofModels = new LinkedHashMap<>();
    for (int l = 0; l <= training.network().depth(); l++) {
      String name = l == 0 ? "input" : training.network().hidden().get(l - 1).name();
      // The input is the same for all models: what is measured of it has one value for each.
      Expr<TFloat32> all =
          nodes.of(nodes.tf().fill(nodes.tf().constant(new int[] {models}), nodes.constant(0)));
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

  /** Networks that are asked, with their parameters. */
  private record Of(Training training, List<Expr<TFloat32>> parameters) {}

  private record Samples(Pass<TFloat32> pass, Expr<TFloat32> y) {
    static Samples of(Of of, Nodes<TFloat32> nodes, ResidentSplit split, Operand<TInt32> indices) {
      Inputs inputs = of.training().inputs();
      Expr<TFloat32> x = inputs.x(nodes, split, indices);
      return new Samples(
          of.training().network().forward(x, of.parameters()), inputs.y(nodes, split, indices));
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
        LinearSystem.identity(f.nodes(), primal ? d : n)
            .times(trace.over(d).times(RIDGE).plus(1e-12));
    Expr<T> prediction;
    if (primal) {
      Expr<T> weights = LinearSystem.solve(gram.plus(ridge), centred.batchTMatmul(target));
      prediction = moved.batchMatmul(weights);
    } else {
      Expr<T> weights = LinearSystem.solve(gram.plus(ridge), target);
      prediction = moved.batchMatmulT(centred).batchMatmul(weights);
    }
    // Of predictions that are none one would be the greatest, too.
    Expr<T> finite = prediction.times(0).sum(1, 2);
    Expr<T> accuracy =
        new Categorical<>(prediction.plus(offset)).right(labels).mean(1).plus(finite);
    Expr<T> squares = gram.square().sum(1, 2);
    Expr<T> rank = trace.sum(1, 2).square().over(squares.max(f.nodes().constant(1e-30)));
    return new Fit<>(accuracy, rank);
  }
}
