package org.altgrad.graphs.ilc;

import java.util.Map;
import org.altgrad.graphs.optim.RunLength;

/** How the environments of a step become one update: what {@code method.combiner} names. */
public interface LearningRule {
  /** Its name in configurations. */
  String name();

  /** The name of a rule among those that users write. */
  static String name(LearningRule rule, Map<String, ? extends Class<?>> kinds) {
    return kinds.keySet().stream()
        .filter(name -> kinds.get(name) == rule.getClass())
        .findFirst()
        .orElse(rule.getClass().getSimpleName());
  }

  /** The same with all that changes over a run counted in updates. */
  default LearningRule inSteps(RunLength updates) {
    return this;
  }
}
