package org.altgrad.train.experiment;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.altgrad.base.Usual;
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
public record InitFrom(Path run, @Usual("last") Checkpoints.Which checkpoint) {

  /** The last checkpoint of a run: what the run alone is bound to. */
  public static InitFrom of(String run) {
    return new InitFrom(Path.of(run), Checkpoints.Which.LAST);
  }

  private RunDirectory directory() {
    return RunDirectory.open(run.toAbsolutePath().normalize());
  }

  private Checkpoints checkpoints() {
    return Checkpoints.of(directory(), 1);
  }

  /** Whether its texts were cut into other words or pieces than those of another run. */
  public boolean otherTokens(RunDirectory of) {
    return directory().dataSeal().flatMap(own -> of.dataSeal().map(own::otherTokens)).orElse(false);
  }

  /** Reads what {@link #find} finds, though that run be in training. */
  public <R> R reading(Supplier<R> read) {
    try {
      return checkpoints().reading(read);
    } catch (RunException e) {
      throw new ConfigException("trainer.init_from: " + e.getMessage());
    }
  }

  /**
   * The checkpoint.
   *
   * @param message hears about those that are damaged
   * @throws ConfigException if there is none
   */
  public Checkpoints.Checkpoint find(Consumer<String> message) {
    try {
      return checkpoints().get(checkpoint, message);
    } catch (RunException e) {
      throw new ConfigException("trainer.init_from: " + e.getMessage());
    }
  }
}
