package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.sweep.SweepDirectory;

/**
 * Runs in the directory of a sweep or a study of which its journal says nothing: copied there by
 * hand, of a search whose journal is an earlier copy of itself, or of seeds that a study does not
 * have now. They are none of its points, and count in no table.
 */
final class Strangers {
  /** So many names tell which they are. */
  private static final int MOST_NAMED = 5;

  /** What a list of runs calls one. */
  static final String WORD = "stranger";

  private final SweepsAround sweeps;

  /** Those that are known, by the directories right above them. */
  private final Map<Path, Set<Path>> known = new HashMap<>();

  Strangers(SweepsAround sweeps) {
    this.sweeps = sweeps;
  }

  /** Whether a run is one; its directory is as it is without links. */
  boolean has(Path run) {
    return known.computeIfAbsent(run.getParent(), any -> around(run)).contains(run);
  }

  private Set<Path> around(Path run) {
    return sweeps
        .of(run)
        .map(
            sweep ->
                sweep.unknown().stream().map(sweep.path()::resolve).collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  /** The first names of some. */
  static String named(List<String> names) {
    int more = names.size() - MOST_NAMED;
    return names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  /** What is to be done about those of a sweep; empty if there are none. */
  static Optional<String> advice(SweepDirectory directory) {
    List<String> names = directory.unknown();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    boolean one = names.size() == 1;
    boolean chooses = directory.plan().isPresent() && !directory.over();
    List<String> words =
        names.stream()
            .limit(MOST_NAMED)
            .map(directory.path()::resolve)
            .map(Path::toString)
            .toList();
    String remedy =
        chooses
            ? "; a search takes up those that it chooses again"
            : "; take %s elsewhere, or see what would be deleted%s: "
                    .formatted(
                        one ? "it" : "them",
                        names.size() > MOST_NAMED ? ", the first " + MOST_NAMED + " by" : "")
                + ShellCommand.of("rm")
                + " "
                + ShellCommand.joined(words);
    return Optional.of(
        "the journal"
            + (chooses ? ", which may be an earlier copy of itself," : "")
            + " says nothing of "
            + named(names)
            + ", which "
            + (one ? "is" : "are")
            + " in no table"
            + remedy);
  }
}
