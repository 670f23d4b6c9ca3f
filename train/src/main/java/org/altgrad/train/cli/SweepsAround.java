package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.altgrad.train.sweep.SweepDirectory;

/** The sweeps and studies in whose directories runs lie: whoever asks again reads none again. */
final class SweepsAround {
  private final Map<Path, Optional<SweepDirectory>> known = new HashMap<>();

  /** That of a run, whose directory is as it is without links. */
  Optional<SweepDirectory> of(Path run) {
    return known.computeIfAbsent(run.getParent(), above -> SweepDirectory.around(run));
  }
}
