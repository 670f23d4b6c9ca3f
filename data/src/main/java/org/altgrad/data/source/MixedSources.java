package org.altgrad.data.source;

import java.util.Set;

/** Sources through a mixing, as {@link MixedRows} has them. */
interface MixedSources extends DataSource {
  @Override
  default Set<String> labelling() {
    return Set.of("n_segments");
  }
}
