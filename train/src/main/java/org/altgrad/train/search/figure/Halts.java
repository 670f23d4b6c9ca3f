package org.altgrad.train.search.figure;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.train.run.RunException;
import org.altgrad.train.sweep.Event;
import org.altgrad.train.sweep.SweepDirectory;
import org.altgrad.train.sweep.SweepState;

/**
 * What early stopping has decided of some runs, as the journals beside them have it.
 *
 * @param ended directories of the runs that it has stopped, or made to wait
 * @param rungs at which it has decided, ascending
 */
record Halts(Set<Path> ended, double[] rungs) {

  /**
   * What was decided in the directories of some runs.
   *
   * @throws PlotException if a journal cannot be read
   */
  static Halts of(RunSet runs) {
    Set<Path> sweeps =
        runs.runs().stream()
            .map(run -> place(run).getParent())
            .filter(Objects::nonNull)
            .filter(SweepDirectory::isOne)
            .collect(Collectors.toSet());
    Set<Long> rungs = new TreeSet<>();
    Set<Path> ended = new HashSet<>();
    for (Path sweep : sweeps) {
      try {
        SweepState state =
            new SweepDirectory(sweep)
                .more(
                    event -> {
                      if (event.kind() == Event.Kind.RUNG) {
                        rungs.add((long) event.number("rung"));
                      }
                    });
        runs.runs().stream()
            .map(Halts::place)
            .filter(run -> sweep.equals(run.getParent()))
            .filter(run -> state.halted(run.getFileName().toString()).isPresent())
            .forEach(ended::add);
      } catch (RunException e) {
        throw new PlotException(e.getMessage(), e);
      }
    }
    return new Halts(ended, rungs.stream().mapToDouble(rung -> rung).toArray());
  }

  /** Whether it has stopped a run, or made it wait. */
  boolean stopped(Run run) {
    return ended.contains(place(run));
  }

  private static Path place(Run run) {
    return run.dir().toAbsolutePath().normalize();
  }
}
