package org.altgrad.train.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.MetricsFile;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.RunSeals;
import org.altgrad.train.run.State;

/** What a run goes on from, as its files say. Nothing is written. */
public final class Resumption {
  private Resumption() {}

  /**
   * The checkpoint that a run goes on from; empty if it has done nothing yet.
   *
   * @param message hears of checkpoints that are passed over
   * @throws RunException if the run cannot go on, and beginning again would lose what it has done
   */
  static Optional<Checkpoints.Checkpoint> of(
      RunDirectory run, Checkpoints checkpoints, Consumer<String> message) {
    Optional<Checkpoints.Checkpoint> start = checkpoints.newest(message);
    if (start.isEmpty()) {
      requireNothingDone(run, checkpoints);
      return start;
    }
    LoopState state = LoopState.of(start.get());
    MetricsFile.verify(run.metrics(), state.metricsBytes, state.metricsDigest());
    requireOwnEnd(run);
    return start;
  }

  /**
   * Why a run can neither go on nor begin; empty if it can. What helps a run that is by itself is
   * left out, and what others have put in the way of its files.
   */
  public static Optional<String> refused(RunDirectory run) {
    try {
      run.requireOwnConfig();
      of(run, Checkpoints.of(run, 1), passed -> {});
      return Optional.empty();
    } catch (RunException e) {
      return Optional.of(e.what());
    } catch (UncheckedIOException e) {
      return Optional.empty(); // its files may be whole
    }
  }

  /** A run that came to an end has sealed all rows, those behind its last checkpoint too. */
  private static void requireOwnEnd(RunDirectory run) {
    List<Path> edited = RunSeals.edited(run, Long.MAX_VALUE);
    if (edited.contains(run.metrics())) {
      throw MetricsFile.changed(
          run.metrics(), "has been changed since its run ended: rows are not as written");
    }
    if (edited.contains(run.result()) && Files.exists(run.result())) {
      throw new RunException(RunSeals.told(run.result()));
    }
  }

  private static void requireNothingDone(RunDirectory run, Checkpoints checkpoints) {
    Optional<State> state = run.state();
    if (checkpoints.any()
        || Files.exists(run.result())
        || metricsOfNoRun(run)
        || run.readInfo().containsKey(Trainer.FIRST)
        || state.equals(Optional.of(State.DONE))
        || state.equals(Optional.of(State.INTERRUPTED))) {
      String there =
          Stream.of(run.info(), run.metrics(), run.result(), run.checkpoints())
              .filter(Files::exists)
              .map(file -> file.getFileName().toString())
              .collect(Collectors.joining(", "))
              .replaceFirst(", ([^,]+)$", " and $1");
      throw new RunException(
          run.path() + " has been trained and has no usable checkpoint, so it cannot go on",
          "to begin again and keep what it has, move " + there + " out of it, then resume");
    }
  }

  /** Who begins files what the run is before it writes a row. */
  private static boolean metricsOfNoRun(RunDirectory run) {
    try {
      return !Files.exists(run.info())
          && Files.isRegularFile(run.metrics())
          && Files.size(run.metrics()) > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(run.metrics() + " cannot be read", e);
    }
  }
}
