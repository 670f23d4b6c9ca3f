package org.altgrad.train.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Standing.Phase;
import org.altgrad.train.sweep.SweepDirectory;

/** Runs of a sweep that are over and whose directories are gone: which, and what helps. */
final class MissingRuns {
  /** So many names are advice enough. */
  private static final int MOST_NAMED = 20;

  private MissingRuns() {}

  /** A line with the command that has them made anew; empty if none is missing. */
  static Optional<String> line(SweepDirectory directory) {
    return line(
        directory,
        directory.state().jobs().stream()
            .filter(job -> directory.phase(job) == Phase.MISSING)
            .toList());
  }

  /** The same of runs that are known to be missing. */
  static Optional<String> line(SweepDirectory directory, List<Job> missing) {
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    boolean one = missing.size() == 1;
    String it = one ? "it" : "them";
    return Optional.of(
        missing.size()
            + " missing, for "
            + (one ? "its directory is" : "their directories are")
            + " gone; put "
            + it
            + " back, or have "
            + it
            + " made anew"
            + (missing.size() > MOST_NAMED ? ", the first " + MOST_NAMED + " by: " : ": ")
            + "altgrad sweep retry "
            + directory.path()
            + " "
            + missing.stream().limit(MOST_NAMED).map(Job::run).collect(Collectors.joining(" ")));
  }
}
