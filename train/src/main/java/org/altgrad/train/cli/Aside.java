package org.altgrad.train.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.altgrad.base.ShellCommand;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.SweepDirectory;

/**
 * Runs that add nothing to what tables and figures tell of others: those that make others again,
 * whose samples they have, and those in which a search's winners were trained again with seeds that
 * it had not seen. The search has chosen by its own runs, whose values are too good for that; a
 * mean over both would be neither. So are {@link Strangers}, which are of no sweep. Whoever names
 * such a run by its own directory has it.
 */
final class Aside {
  private Aside() {}

  /**
   * The runs without those, as long as there are others.
   *
   * @param named what the user has named
   * @param note takes a line if some are left out, of sweeps one for each
   */
  static RunSet leftOut(RunSet runs, List<Path> named, Consumer<String> note) {
    Set<Path> again = directories(runs, named, Run::reproduces);
    if (!again.isEmpty()) {
      note.accept(ofReproductions(again));
    }
    SweepsAround sweeps = new SweepsAround();
    RunSet once = withoutStrangers(without(runs, again), named, sweeps, note);
    Map<Path, Set<Path>> known = new HashMap<>();
    Set<Path> winners =
        directories(
            once,
            named,
            run ->
                known
                    .computeIfAbsent(run.dir().getParent(), any -> winners(sweeps.of(run.dir())))
                    .contains(run.dir()));
    winners.stream()
        .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()))
        .forEach((sweep, count) -> note.accept(ofWinners(sweep, count)));
    return without(once, winners);
  }

  private static RunSet withoutStrangers(
      RunSet runs, List<Path> named, SweepsAround sweeps, Consumer<String> note) {
    Strangers strangers = new Strangers(sweeps);
    Set<Path> out = directories(runs, named, run -> strangers.has(run.dir()));
    out.stream()
        .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.toList()))
        .forEach((place, some) -> note.accept(ofStrangers(place, some)));
    return without(runs, out);
  }

  /** Directories of runs that are meant and not named; none if all others are, too. */
  private static Set<Path> directories(RunSet runs, List<Path> named, Predicate<Run> meant) {
    Set<Path> own = named.stream().map(Aside::real).collect(Collectors.toSet());
    Set<Path> all =
        runs.runs().stream()
            .filter(run -> !own.contains(run.dir()) && meant.test(run))
            .map(Run::dir)
            .collect(Collectors.toCollection(TreeSet::new));
    return without(runs, all).runs().isEmpty() ? Set.of() : all;
  }

  private static RunSet without(RunSet runs, Set<Path> out) {
    return new RunSet(runs.runs().stream().filter(run -> !out.contains(run.dir())).toList());
  }

  private static String ofReproductions(Set<Path> out) {
    boolean one = out.size() == 1;
    return "left out "
        + (one
            ? "a run that reproduces another one: "
            : out.size() + " runs that reproduce others: ")
        + out.iterator().next()
        + (one ? "" : ", …")
        + "; name "
        + (one ? "its own directory to have it here" : "their own directories to have them here");
  }

  private static String ofWinners(Path sweep, long count) {
    return "left out "
        + count
        + (count == 1 ? " run" : " runs")
        + " of "
        + sweep
        + " with fresh seeds of its winners, which "
        + ShellCommand.of("sweep", "status")
        + " compares with the search; name their own directories to have them here";
  }

  private static String ofStrangers(Path place, List<Path> out) {
    boolean one = out.size() == 1;
    return "left out "
        + (one ? "a run" : out.size() + " runs")
        + " in "
        + place
        + " of which its journal says nothing: "
        + Strangers.named(out.stream().map(run -> run.getFileName().toString()).toList())
        + "; name "
        + (one ? "its own directory to have it here" : "their own directories to have them here");
  }

  /** Runs of a search's winners; none if the directory is no search. */
  private static Set<Path> winners(Optional<SweepDirectory> around) {
    return around
        .map(
            sweep ->
                sweep.state().jobs().stream()
                    .filter(Job::confirms)
                    .map(job -> sweep.path().resolve(job.run()))
                    .collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private static Path real(Path place) {
    try {
      return place.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(place + " cannot be read", e);
    }
  }
}
