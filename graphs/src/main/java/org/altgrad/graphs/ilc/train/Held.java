package org.altgrad.graphs.ilc.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Metrics that mean something only in the last call of a round; in the others they stay what they
 * were, 0 before the first round is over.
 *
 * @param before their state, null if there are none
 * @param now [metrics]
 */
record Held(
    Map<String, Expr<TFloat32>> metrics, Variables.Entry<TFloat32> before, Expr<TFloat32> now) {

  static Held of(
      Map<String, Expr<TFloat32>> metrics, Variables variables, int calls, Operand<TInt64> step) {
    if (metrics.isEmpty()) {
      return new Held(Map.of(), null, null);
    }
    Expr<TFloat32> present = first(metrics).nodes().stack(List.copyOf(metrics.values()));
    Nodes<TFloat32> nodes = present.nodes();
    Ops tf = nodes.tf();
    var before =
        variables.state("streamed_metrics", Initialiser.filled(nodes, Shape.of(metrics.size()), 0));
    Operand<TBool> last =
        tf.math.equal(tf.math.floorMod(step, tf.constant((long) calls)), tf.constant(calls - 1L));
    Expr<TFloat32> now = Expr.where(last, present, before.value());
    Map<String, Expr<TFloat32>> held = new LinkedHashMap<>();
    int i = 0;
    for (String name : metrics.keySet()) {
      held.put(name, nodes.of(tf.gather(now, tf.constant(i++), tf.constant(0))));
    }
    return new Held(held, before, now);
  }

  private static Expr<TFloat32> first(Map<String, Expr<TFloat32>> metrics) {
    return metrics.values().iterator().next();
  }

  List<Op> reads() {
    List<Op> reads = new ArrayList<>(metrics.values());
    if (now != null) {
      reads.add(now);
    }
    return reads;
  }

  List<Op> updates(Ops after) {
    return before == null ? List.of() : List.of(after.assign(before.ref(), now));
  }
}
