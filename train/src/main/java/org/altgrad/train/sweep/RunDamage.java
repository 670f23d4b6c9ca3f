package org.altgrad.train.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Run;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.State;

/**
 * What is wrong with the files of runs that have come to their end: those of which tables leave a
 * run out. A run is looked at again when one of its files has changed.
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
   * What cannot be read of a run that has ended; empty if all can, or it may go on.
   *
   * @param done whether it is known to be done, whatever it says itself
   */
  Optional<String> of(RunDirectory run, boolean done) {
    List<String> files =
        Stream.of(run.config(), run.info(), run.metrics(), run.result())
            .map(RunDamage::stamp)
            .toList();
    Seen last = seen.get(run.path());
    if (last == null || !last.files().equals(files)) {
      last = new Seen(files, look(run, done));
      seen.put(run.path(), last);
    }
    return last.damage();
  }

  private static String stamp(Path file) {
    try {
      return Files.size(file) + " " + Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<String> look(RunDirectory run, boolean done) {
    if (!Files.exists(run.info(), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(run.info() + " is gone").filter(what -> done);
    }
    if (!done && goesOn(run)) {
      return Optional.empty();
    }
    try {
      Run.readable(run.path());
      return Optional.empty();
    } catch (PlotException e) {
      return Optional.of(e.getMessage().replaceFirst("; put the run's own back.*", ""));
    }
  }

  /** Whether a run that failed says so, or that it was interrupted: it goes on where it was. */
  private static boolean goesOn(RunDirectory run) {
    try {
      return run.state().filter(state -> state != State.DONE).isPresent();
    } catch (RunException e) {
      return false;
    }
  }
}
