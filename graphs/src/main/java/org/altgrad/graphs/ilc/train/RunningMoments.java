package org.altgrad.graphs.ilc.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.network.Pass;
import org.tensorflow.types.family.TNumber;

/**
 * Moves the running averages of batch normalisations a tenth of the way to what a step has seen,
 * the mean over its passes where there were several.
 */
final class RunningMoments {
  private static final double MOMENTUM = 0.1;

  private RunningMoments() {}

  static <T extends TNumber> Change change(List<Pass.Moments<T>> moments, Variables variables) {
    Map<String, List<Expr<T>>> passes = new LinkedHashMap<>();
    for (Pass.Moments<T> m : moments) {
      passes.computeIfAbsent(m.layer() + "/mean", k -> new ArrayList<>()).add(m.mean());
      passes.computeIfAbsent(m.layer() + "/variance", k -> new ArrayList<>()).add(m.variance());
    }
    Change all = Change.NONE;
    for (Map.Entry<String, List<Expr<T>>> pass : passes.entrySet()) {
      Nodes<T> nodes = pass.getValue().get(0).nodes();
      Expr<T> present = nodes.stack(pass.getValue()).mean(0);
      Variables.Entry<T> entry = variables.entry(pass.getKey(), nodes.type());
      Expr<T> old = entry.value();
      all = all.and(Change.set(entry, old.plus(present.minus(old).times(MOMENTUM))));
    }
    return all;
  }
}
