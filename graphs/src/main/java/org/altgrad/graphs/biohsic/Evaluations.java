package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
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
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** What is measured after each epoch. */
final class Evaluations {
  private static final int BATCH = 500;

  private Evaluations() {}

  static List<Evaluation> all(Training training) {
    ResidentSplit train = training.context().split("train");
    ResidentSplit test = training.context().split("test");
    List<Evaluation> all = new ArrayList<>();
    training.context().heldOut().forEach(split -> all.add(predictions(training, split, "")));
    // The training steps' own metrics are means over an epoch; these are with its last weights.
    all.add(predictions(training, train, "_after"));
    if (training.settings().probes().probeWindows() > 0) {
      all.add(new Fetched(train.name(), LayerProbe.of(training, train, true)));
      all.add(new Fetched(test.name(), LayerProbe.of(training, test, false)));
    }
    if (training.settings().probes().probeSamples() > 0) {
      all.add(
          training.apart()
              ? LinearProbe.ofEach(training, train, test)
              : new Fetched(test.name(), LinearProbe.of(training, train, test)));
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
    return BatchedEvaluation.of(
        nodes,
        split,
        BATCH,
        (rows, draws) -> {
          Expr<TFloat32> y = training.inputs().y(nodes, split, rows);
          Expr<TFloat32> x = training.inputs().x(nodes, split, rows);
          return training.network().forward(x, training.parameters()).means(y, suffix);
        });
  }
}
