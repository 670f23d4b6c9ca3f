package org.altgrad.train.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.SweepDirectory;

/**
 * Runs in which a search's winners were trained again with seeds that it had not seen. The search
 * has chosen by its own runs, whose values are too good for that; a mean over both would be
 * neither.
 */
final class Confirmations {
  private Confirmations() {}

  /**
   * The runs without those that confirm winners, unless these are named by their own directories or
   * there are no others.
   *
   * @param named what the user has named
   * @param note takes a line for each search of which some are left out
   */
  static RunSet leftOut(RunSet runs, List<Path> named, Consumer<String> note) {
    Set<Path> own = named.stream().map(Confirmations::real).collect(Collectors.toSet());
    Map<Path, Set<Path>> known = new HashMap<>();
    Map<Path, Integer> counts = new TreeMap<>();
    Set<Path> out = new HashSet<>();
    for (Run run : runs.runs()) {
      Path sweep = run.dir().getParent();
      if (!own.contains(run.dir())
          && known.computeIfAbsent(sweep, Confirmations::of).contains(run.dir())) {
        if (out.add(run.dir())) {
          counts.merge(sweep, 1, Integer::sum);
        }
      }
    }
    RunSet left = new RunSet(runs.runs().stream().filter(run -> !out.contains(run.dir())).toList());
    if (left.runs().isEmpty()) {
      return runs;
    }
    counts.forEach(
        (sweep, count) ->
            note.accept(
                "left out "
                    + count
                    + (count == 1 ? " run" : " runs")
                    + " of "
                    + sweep
                    + " with fresh seeds of its winners, which altgrad sweep status compares with the"
                    + " search; name their own directories to have them here"));
    return left;
  }

  /** Those of a sweep; none if the directory is no sweep. */
  private static Set<Path> of(Path sweep) {
    return sweep == null || !SweepDirectory.isOne(sweep)
        ? Set.of()
        : new SweepDirectory(sweep)
            .state().jobs().stream()
                .filter(Job::confirms)
                .map(job -> sweep.resolve(job.run()))
                .collect(Collectors.toSet());
  }

  static Path real(Path place) {
    try {
      return place.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(place + " cannot be read", e);
    }
  }
}
