package org.altgrad.train.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Standing.Phase;
import org.altgrad.train.sweep.SweepDirectory;

/**
 * Runs of a sweep that are over and whose directories are gone, or whose files cannot be read any
 * more or gone on with: which, and what helps.
 */
final class LostRuns {
  /** So many names are advice enough. */
  private static final int MOST_NAMED = 20;

  private LostRuns() {}

  /** Lines with the commands that have them made anew; none if all are there. */
  static List<String> lines(SweepDirectory directory) {
    return Stream.of(missing(directory), damaged(directory)).flatMap(Optional::stream).toList();
  }

  private static Optional<String> missing(SweepDirectory directory) {
    List<Job> missing = of(directory, Phase.MISSING);
    boolean one = missing.size() == 1;
    String why = " missing, for " + (one ? "its directory is" : "their directories are") + " gone";
    String it = one ? "it" : "them";
    return line(directory, missing, why, "put " + it + " back, or have " + it + " made anew");
  }

  /** The same of those that cannot be read. */
  static Optional<String> damaged(SweepDirectory directory) {
    List<Job> damaged = of(directory, Phase.DAMAGED);
    boolean one = damaged.size() == 1;
    String first = damaged.isEmpty() ? "" : directory.damaged(damaged.get(0)).orElse("");
    String why = " damaged: " + directory.within(first) + (one ? "" : ", and others");
    return line(
        directory,
        damaged,
        why,
        one
            ? "put its own back, or have it made anew beside what is there"
            : "put their own back, or have them made anew beside what is there");
  }

  /** What helps a single run that cannot go on. */
  static String anew(SweepDirectory directory, Job job) {
    return "put its own back, or have it made anew beside what is there: "
        + ShellCommand.of("sweep", "retry", directory.path(), job.run());
  }

  private static List<Job> of(SweepDirectory directory, Phase phase) {
    return directory.state().jobs().stream().filter(job -> directory.phase(job) == phase).toList();
  }

  private static Optional<String> line(
      SweepDirectory directory, List<Job> lost, String why, String remedy) {
    if (lost.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        lost.size()
            + why
            + "; "
            + remedy
            + (lost.size() > MOST_NAMED ? ", the first " + MOST_NAMED + " by: " : ": ")
            + ShellCommand.of("sweep", "retry", directory.path())
            + " "
            + lost.stream().limit(MOST_NAMED).map(Job::run).collect(Collectors.joining(" ")));
  }
}
