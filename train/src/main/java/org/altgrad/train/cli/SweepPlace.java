package org.altgrad.train.cli;

import java.nio.file.Path;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.sweep.SweepDirectory;
import picocli.CommandLine.Parameters;

/** The sweep that a command is about. */
final class SweepPlace {
  @Parameters(
      index = "0",
      paramLabel = "SWEEP",
      description = "Directory of a sweep, or of a study.")
  private Path directory;

  /**
   * The directory.
   *
   * @throws RunException if it is none of a sweep
   */
  SweepDirectory open() {
    if (SweepDirectory.isOne(directory)) {
      SweepDirectory sweep = new SweepDirectory(directory);
      Sweep.requireWhole(sweep);
      return sweep;
    }
    RunDirectory.requireDirectory(directory, "the directory of a sweep or of a study");
    throw Sweep.isSweep(directory)
        ? Sweep.withoutJournal(directory)
        : new RunException(
            directory
                + ": must be a sweep or a study, with a journal, but is none; see "
                + ShellCommand.of("sweep", "create", "--help"));
  }
}
