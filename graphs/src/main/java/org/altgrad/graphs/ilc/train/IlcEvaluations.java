package org.altgrad.graphs.ilc.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.types.TFloat32;

/** Loss and accuracy of a network on a split: means over its examples. */
final class IlcEvaluations {
  private static final int BATCH = 2000;

  private IlcEvaluations() {}

  static BatchedEvaluation of(
      Nodes<TFloat32> all, ResidentSplit split, Examples examples, Problem<TFloat32> problem) {
    Nodes<TFloat32> nodes = all.scope("evaluate." + split.name());
    return BatchedEvaluation.of(
        nodes,
        split,
        BATCH,
        (rows, draws) -> {
          Expr<TFloat32> z =
              problem.network().run(new Pass<>(), examples.inputs(nodes, split, rows)).z();
          Expr<TFloat32> targets = examples.targets(nodes, split, rows);
          Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
          if (problem.loss().classifies()) {
            metrics.put("accuracy", problem.loss().right(z, targets).mean());
          }
          metrics.put("loss", problem.loss().value(z, targets).mean());
          return metrics;
        });
  }
}
