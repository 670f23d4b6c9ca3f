package org.altgrad.train.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Run;
import org.altgrad.train.loop.Resumption;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.State;

/**
 * What is wrong with the files of runs that have come to their end: those of which tables leave a
 * run out, and those without which one that failed cannot go on. A run is looked at again when one
 * of its files has changed.
 */
final class RunDamage {
  private final Map<Path, Seen> seen = new HashMap<>();

  /**
   * What was found.
   *
   * @param files how they were then
   */
  private record Seen(List<String> files, Optional<String> damage) {}

  /**
   * What cannot be read of a run that has ended, or keeps one that failed from going on; empty if
   * nothing does.
   *
   * @param done whether it is known to be done, whatever it says itself
   */
  Optional<String> of(RunDirectory run, boolean done) {
    return remembered(run, done, () -> look(run, done));
  }

  /** What keeps a graph in which runs train from going on, when nobody trains it. */
  Optional<String> ofGraph(RunDirectory graph) {
    return remembered(graph, false, () -> stuckGraph(graph.path()));
  }

  /** The same, as it is now. */
  static Optional<String> stuckGraph(Path graph) {
    try {
      Stacks.members(graph);
      return stuck(RunDirectory.open(graph));
    } catch (RunException e) {
      return Optional.of(cut(e.what()));
    }
  }

  /** What keeps a run from going on, or beginning, as it is now. */
  static Optional<String> stuck(RunDirectory run) {
    return Resumption.refused(run).map(RunDamage::cut);
  }

  private Optional<String> remembered(
      RunDirectory run, boolean done, Supplier<Optional<String>> look) {
    List<Path> read = new ArrayList<>();
    read.addAll(List.of(run.config(), run.info(), run.metrics(), run.result()));
    if (!done) {
      read.addAll(below(run.checkpoints()));
    }
    List<String> files = read.stream().map(RunDamage::stamp).toList();
    Seen last = seen.get(run.path());
    if (last == null || !last.files().equals(files)) {
      last = new Seen(files, look.get());
      seen.put(run.path(), last);
    }
    return last.damage();
  }

  private static List<Path> below(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  private static String stamp(Path file) {
    try {
      return file.getFileName() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<String> look(RunDirectory run, boolean done) {
    boolean info = Files.exists(run.info(), LinkOption.NOFOLLOW_LINKS);
    if (done && !info) {
      return Optional.of(run.info() + " is gone");
    }
    if (!done && (!info || goesOn(run))) {
      return tried(run) ? stuck(run) : Optional.empty();
    }
    try {
      Run.readable(run.path());
      return Optional.empty();
    } catch (PlotException e) {
      return Optional.of(cut(e.getMessage()));
    }
  }

  /** What helps is said by whoever tells of the damage. */
  private static String cut(String message) {
    return message.replaceFirst("; put the run's own back.*", "");
  }

  /** Whether a run that failed says so, or that it was interrupted: it goes on where it was. */
  private static boolean goesOn(RunDirectory run) {
    try {
      return run.state().filter(state -> state != State.DONE).isPresent();
    } catch (RunException e) {
      return false;
    }
  }

  /** Whether nothing but a new try is left of a run: one that diverged has come to something. */
  private static boolean tried(RunDirectory run) {
    return Files.exists(run.config(), LinkOption.NOFOLLOW_LINKS)
        && !run.state().equals(Optional.of(State.DIVERGED));
  }
}
