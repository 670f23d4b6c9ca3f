package org.altgrad.graphs.ilc.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.network.Pass;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Moves the running averages of batch normalisations a tenth of the way to what a step has seen,
 * the mean over its passes where there were several.
 */
final class RunningMoments<T extends TNumber> {
  private static final double MOMENTUM = 0.1;

  private final Map<String, List<Expr<T>>> seen = new LinkedHashMap<>();
  private final Map<String, Expr<T>> moved = new LinkedHashMap<>();
  private final Variables variables;

  RunningMoments(List<Pass.Moments<T>> moments, Variables variables) {
    this.variables = variables;
    for (Pass.Moments<T> m : moments) {
      seen.computeIfAbsent(m.layer() + "/mean", k -> new ArrayList<>()).add(m.mean());
      seen.computeIfAbsent(m.layer() + "/variance", k -> new ArrayList<>()).add(m.variance());
    }
    seen.forEach(
        (name, values) -> {
          Expr<T> present = values.get(0).nodes().stack(values).mean(0);
          Expr<T> old = entry(name, present).value();
          moved.put(name, old.plus(present.minus(old).times(MOMENTUM)));
        });
  }

  private Variables.Entry<T> entry(String name, Expr<T> like) {
    return variables.entry(name, like.nodes().type());
  }

  List<Op> reads() {
    return new ArrayList<>(moved.values());
  }

  List<Op> updates(Ops after) {
    List<Op> updates = new ArrayList<>();
    moved.forEach((name, value) -> updates.add(after.assign(entry(name, value).ref(), value)));
    return updates;
  }
}
