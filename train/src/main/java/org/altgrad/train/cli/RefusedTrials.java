package org.altgrad.train.cli;

import java.util.List;
import java.util.function.Consumer;
import org.altgrad.train.sweep.SweepDirectory;

/** Tells of each trial whose point makes no run once: of those that come from now on. */
final class RefusedTrials {
  private final SweepDirectory directory;
  private int told;

  RefusedTrials(SweepDirectory directory) {
    this.directory = directory;
    this.told = directory.state().refused().size();
  }

  /** A line for each that is new. */
  void tell(Consumer<String> line) {
    List<String> all = directory.state().refusals();
    all.subList(told, all.size()).forEach(line);
    told = all.size();
  }
}
