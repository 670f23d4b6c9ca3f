package org.altgrad.graphs.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The schedules by the names that users write. */
public final class Schedules {
  private Schedules() {}

  /** Name to settings record. */
  public static Map<String, Class<? extends Schedule>> kinds() {
    Map<String, Class<? extends Schedule>> kinds = new LinkedHashMap<>();
    kinds.put("constant", Schedule.Constant.class);
    kinds.put("exponential", Schedule.Exponential.class);
    kinds.put("piecewise", Schedule.Piecewise.class);
    kinds.put("step_decay", Schedule.StepDecay.class);
    kinds.put("warmup", Schedule.Warmup.class);
    kinds.put("linear", Schedule.Linear.class);
    kinds.put("cosine", Schedule.Cosine.class);
    kinds.put("join", Schedule.Join.class);
    kinds.put("product", Schedule.Product.class);
    return Collections.unmodifiableMap(kinds);
  }
}
