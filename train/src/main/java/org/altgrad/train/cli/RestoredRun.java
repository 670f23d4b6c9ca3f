package org.altgrad.train.cli;

import java.nio.file.Path;
import org.altgrad.train.run.Checkpoints;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments of every command that works on a trained program. */
final class RestoredRun {
  @Parameters(index = "0", paramLabel = "RUN", description = "Run directory.")
  private Path directory;

  @Option(
      names = "--checkpoint",
      paramLabel = "WHICH",
      defaultValue = "last",
      description = "last (default) or best.")
  private Checkpoints.Which which;

  @CommandLine.Mixin private OtherData otherData;

  Path directory() {
    return directory;
  }

  /** Restores the checkpoint, and closes the program after the action. */
  <R> R with(Restored.Action<R> action) {
    return Restored.of(directory, which, otherData.allowed(), action);
  }
}
