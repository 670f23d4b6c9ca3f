package org.altgrad.graphs.ilc.penalty;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The rules of this package by the names that users write. */
public final class Penalties {
  private Penalties() {}

  /** Name to settings record. */
  public static Map<String, Class<? extends StepRule>> kinds() {
    Map<String, Class<? extends StepRule>> kinds = new LinkedHashMap<>();
    kinds.put("irm_v1", Irm.class);
    kinds.put("iga", Iga.class);
    kinds.put("fishr", Fishr.class);
    kinds.put("reptile", Reptile.class);
    kinds.put("fish", Fish.class);
    kinds.put("dann", Dann.class);
    kinds.put("coral", Coral.class);
    kinds.put("ib_erm", InformationBottleneck.class);
    kinds.put("spectral_decoupling", SpectralDecoupling.class);
    return Collections.unmodifiableMap(kinds);
  }
}
