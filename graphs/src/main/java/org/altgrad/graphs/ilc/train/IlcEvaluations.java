package org.altgrad.graphs.ilc.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.ilc.network.SharedPass;
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Loss and accuracy of a network on a split: means over its examples. */
final class IlcEvaluations {
  private static final int BATCH = 2000;

  private IlcEvaluations() {}

  static BatchedEvaluation of(
      Nodes<TFloat32> all,
      ResidentSplit split,
      Examples examples,
      Problem<TFloat32> problem,
      Variables variables) {
    Nodes<TFloat32> nodes = all.scope("evaluate." + split.name());
    var tf = nodes.tf();
    Operand<TInt32> rows = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    // Nothing is drawn; an evaluation feeds it nevertheless.
    Operand<TInt64> counter = nodes.counter();
    SharedPass<TFloat32> pass =
        new SharedPass<>(name -> variables.entry(name, TFloat32.class).value());
    Expr<TFloat32> z = problem.model().forward(pass, examples.inputs(nodes, split, rows)).z();
    Expr<TFloat32> targets = examples.targets(nodes, split, rows);
    Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
    if (problem.loss().classifies()) {
      metrics.put("accuracy", problem.loss().right(z, targets).mean());
    }
    metrics.put("loss", problem.loss().value(z, targets).mean());
    return new BatchedEvaluation(
        split.name(),
        split.count(),
        Math.min(BATCH, split.count()),
        rows,
        counter,
        Metrics.of(nodes, metrics));
  }
}
