package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;

/** Runs that make others again, whose samples they have: they check these and add nothing. */
final class Reproductions {
  private Reproductions() {}

  /**
   * The runs without those that make others again, unless these are named by their own directories
   * or there are no others.
   *
   * @param named what the user has named
   * @param note takes one line if some are left out
   */
  static RunSet leftOut(RunSet runs, List<Path> named, Consumer<String> note) {
    Set<Path> own = named.stream().map(Confirmations::real).collect(Collectors.toSet());
    Set<Path> out = new TreeSet<>();
    runs.runs().stream()
        .filter(run -> run.reproduces() && !own.contains(run.dir()))
        .forEach(run -> out.add(run.dir()));
    List<Run> left = runs.runs().stream().filter(run -> !out.contains(run.dir())).toList();
    if (out.isEmpty() || left.isEmpty()) {
      return runs;
    }
    note.accept(
        "left out "
            + (out.size() == 1
                ? "a run that reproduces another one: "
                : out.size() + " runs that reproduce others: ")
            + out.iterator().next()
            + (out.size() == 1 ? "" : ", …")
            + "; name "
            + (out.size() == 1
                ? "its own directory to have it here"
                : "their own directories to have them here"));
    return new RunSet(left);
  }
}
