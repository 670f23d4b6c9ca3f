package org.altgrad.train.cli;

import java.util.Optional;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.State;

/**
 * One filed run of a sweep or a study.
 *
 * @param title what distinguishes it
 * @param needs a run that must be done before this one starts
 */
record Job(RunDirectory run, String title, Optional<RunDirectory> needs) {
  /** One that can start at any time. */
  Job(RunDirectory run, String title) {
    this(run, title, Optional.empty());
  }

  /** Whether what it needs is done. */
  boolean ready() {
    return needs.map(first -> first.state().equals(Optional.of(State.DONE))).orElse(true);
  }
}
