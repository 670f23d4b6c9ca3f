package org.altgrad.graphs.ilc.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.combine.Combiners;
import org.altgrad.graphs.ilc.penalty.Penalties;

/** All learning rules by the names that users write. */
public final class LearningRules {
  private LearningRules() {}

  /** Name to settings record. */
  public static Map<String, Class<? extends LearningRule>> kinds() {
    Map<String, Class<? extends LearningRule>> kinds = new LinkedHashMap<>(Combiners.kinds());
    kinds.putAll(Penalties.kinds());
    return Collections.unmodifiableMap(kinds);
  }
}
