package org.altgrad.graphs.ilc.combine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The combiners by the names that users write. */
public final class Combiners {
  private Combiners() {}

  /** Name to settings record. */
  public static Map<String, Class<? extends Combiner>> kinds() {
    Map<String, Class<? extends Combiner>> kinds = new LinkedHashMap<>();
    kinds.put("mean", Mean.class);
    kinds.put("and_mask", AndMask.class);
    kinds.put("geom_mean", GeomMean.class);
    return Collections.unmodifiableMap(kinds);
  }
}
