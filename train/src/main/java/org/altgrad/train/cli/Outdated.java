package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.export.Description;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;

/** An export within its run, which has gone on since. */
final class Outdated {
  private Outdated() {}

  /** Says so in a line; nothing of an export that lies elsewhere, or is of the run's last step. */
  static void tell(Path export, Description model, PrintWriter err) {
    note(export, model).ifPresent(line -> err.println("altgrad: note: " + line));
  }

  private static Optional<String> note(Path export, Description model) {
    Path run = export.toAbsolutePath().normalize().getParent();
    if (run == null || !new RunDirectory(run).id().equals(Optional.of(model.source().id()))) {
      return Optional.empty();
    }
    Path checkpoints = run.resolve("checkpoints");
    try {
      long reached = Checkpoints.reached(checkpoints);
      Path newest = checkpoints.resolve("step-" + reached);
      // The best checkpoint, exported at the end, is of an earlier step, too.
      boolean later =
          Files.getLastModifiedTime(newest)
                  .compareTo(Files.getLastModifiedTime(export.resolve(Description.FILE)))
              > 0;
      return reached > model.source().step() && later
          ? Optional.of(
              ("%s is of step %d, and its run has gone on to step %d since; %s --to DIR"
                      + " exports it as it is now")
                  .formatted(
                      export, model.source().step(), reached, ShellCommand.of("export", run)))
          : Optional.empty();
    } catch (IOException | RunException e) {
      return Optional.empty(); // the export stands for itself
    }
  }
}
