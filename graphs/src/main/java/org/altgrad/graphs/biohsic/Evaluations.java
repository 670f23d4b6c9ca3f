package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** What is measured after each epoch. */
final class Evaluations {
  private static final int BATCH = 500;

  private Evaluations() {}

  static List<Evaluation> all(Training training) {
    ResidentSplit train = training.context().split("train");
    ResidentSplit test = training.context().split("test");
    List<Evaluation> all = new ArrayList<>();
    all.add(predictions(training, test, ""));
    // The training steps' own metrics are means over an epoch; these are with its last weights.
    all.add(predictions(training, train, "_after"));
    if (training.settings().probeWindows() > 0) {
      all.add(new Fetched(train.name(), LayerProbe.of(training, train, true)));
      all.add(new Fetched(test.name(), LayerProbe.of(training, test, false)));
    }
    if (training.settings().probeSamples() > 0) {
      all.add(new Fetched(test.name(), LinearProbe.of(training, train, test)));
    }
    return all;
  }

  /** Metrics of one call. */
  private record Fetched(String split, Metrics metrics) implements Evaluation {
    @Override
    public Map<MetricName, Double> run(Calls calls, long step) {
      try (Result result = calls.run(Map.of(), List.of(metrics.packed()), List.of())) {
        return metrics.named((TFloat64) result.get(0));
      }
    }
  }

  private static Evaluation predictions(Training training, ResidentSplit split, String suffix) {
    Nodes<TFloat32> nodes = training.context().nodes().scope(split.name() + suffix);
    var tf = nodes.tf();
    Operand<TInt32> rows = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TInt64> counter = nodes.counter();
    Expr<TFloat32> y = training.inputs().y(nodes, split, rows);
    Pass<TFloat32> pass =
        training.network().forward(training.inputs().x(nodes, split, rows), training.parameters());
    Map<String, Expr<TFloat32>> ofModels = new LinkedHashMap<>();
    ofModels.put("loss" + suffix, pass.loss(y).mean(1));
    ofModels.put("accuracy" + suffix, pass.accuracy(y).mean(1));
    return new BatchedEvaluation(
        split.name(),
        split.count(),
        Math.min(BATCH, split.count()),
        rows,
        counter,
        Metrics.of(nodes, ofModels));
  }
}
