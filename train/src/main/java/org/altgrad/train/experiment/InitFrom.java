package org.altgrad.train.experiment;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;

/**
 * Whose trainable variables a run begins with. Users write it as the run's directory, or as {@code
 * {run: DIR, checkpoint: best}}.
 *
 * @param run directory of a run, or of one of a sweep
 */
public record InitFrom(Path run, Checkpoints.Which checkpoint) {

  /** The last checkpoint of a run. */
  public static InitFrom of(String run) {
    return new InitFrom(Path.of(run), Checkpoints.Which.LAST);
  }

  /**
   * The checkpoint.
   *
   * @param message hears about those that are damaged
   * @throws ConfigException if there is none
   */
  public Checkpoints.Checkpoint find(Consumer<String> message) {
    try {
      RunDirectory directory = RunDirectory.open(run.toAbsolutePath().normalize());
      return new Checkpoints(directory.checkpoints(), 1).get(checkpoint, message);
    } catch (RunException e) {
      throw new ConfigException("trainer.init_from: " + e.getMessage());
    }
  }
}
