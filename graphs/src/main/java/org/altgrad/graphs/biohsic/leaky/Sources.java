package org.altgrad.graphs.biohsic.leaky;

import java.util.Map;

/** The sources of the signal by the names that users write. */
public final class Sources {
  private Sources() {}

  /** Name to settings record. */
  public static Map<String, Class<? extends Source>> kinds() {
    return Map.of("computed", Source.Computed.class, "corrupted", Source.Corrupted.class);
  }
}
