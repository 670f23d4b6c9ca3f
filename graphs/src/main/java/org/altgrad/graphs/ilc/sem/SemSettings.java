package org.altgrad.graphs.ilc.sem;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.combine.Combiner;

/**
 * Settings of {@link StructuralEquations}.
 *
 * @param name {@code ilc_sem}
 * @param rho candidate weights ρ of the risk against the penalty, trained side by side
 * @param combiner the rule that trains a linear model of its own beside them
 * @param stepsPerEpoch steps between two measurements
 */
public record SemSettings(String name, List<Double> rho, LearningRule combiner, int stepsPerEpoch) {

  public SemSettings {
    rho = List.copyOf(rho);
    if (rho.isEmpty()) {
      throw new IllegalArgumentException("rho: must name at least one candidate");
    }
    for (double r : rho) {
      Require.probability("rho", r);
    }
    Require.atLeast("stepsPerEpoch", stepsPerEpoch, 1);
    if (!(combiner instanceof Combiner)) {
      throw new IllegalArgumentException(
          "combiner: must combine gradients here, as and_mask does; "
              + combiner.name()
              + " needs more");
    }
  }
}
