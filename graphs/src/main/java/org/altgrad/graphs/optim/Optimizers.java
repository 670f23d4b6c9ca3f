package org.altgrad.graphs.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The optimisers by the names that users write. */
public final class Optimizers {
  private Optimizers() {}

  /** Name to settings record. */
  public static Map<String, Class<? extends Optimizer>> kinds() {
    Map<String, Class<? extends Optimizer>> kinds = new LinkedHashMap<>();
    kinds.put("sgd", Sgd.class);
    kinds.put("momentum", Momentum.class);
    kinds.put("adam", Adam.class);
    kinds.put("adamw", AdamW.class);
    kinds.put("temporal_and_adam", TemporalAndAdam.class);
    return Collections.unmodifiableMap(kinds);
  }
}
