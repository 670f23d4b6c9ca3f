package org.altgrad.graphs.ilc.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Metrics that mean something only in the last call of a round; in the others they stay what they
 * were, 0 before the first round is over.
 *
 * @param change keeps them, in every call
 */
record RoundMetrics(Map<String, Expr<TFloat32>> metrics, Change change) {

  static RoundMetrics of(
      Map<String, Expr<TFloat32>> metrics, Variables variables, int calls, Operand<TInt64> step) {
    if (metrics.isEmpty()) {
      return new RoundMetrics(Map.of(), Change.NONE);
    }
    Nodes<TFloat32> nodes = metrics.values().iterator().next().nodes();
    Expr<TFloat32> present = nodes.stack(List.copyOf(metrics.values()));
    Ops tf = nodes.tf();
    var before =
        variables.state("streamed_metrics", Initialiser.filled(nodes, Shape.of(metrics.size()), 0));
    Operand<TBool> last =
        tf.math.equal(tf.math.floorMod(step, tf.constant((long) calls)), tf.constant(calls - 1L));
    Expr<TFloat32> now = Expr.where(last, present, before.value());
    Map<String, Expr<TFloat32>> shown = new LinkedHashMap<>();
    int i = 0;
    for (String name : metrics.keySet()) {
      shown.put(name, now.at(i++));
    }
    return new RoundMetrics(shown, Change.set(before, now));
  }
}
