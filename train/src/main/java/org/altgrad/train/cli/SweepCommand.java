package org.altgrad.train.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code altgrad sweep}. */
@Command(
    name = "sweep",
    description = "Makes sweeps, works on them from any machine, and tells how they stand.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    subcommands = {
      SweepCreateCommand.class,
      SweepWorkCommand.class,
      SweepSubmitCommand.class,
      SweepStatusCommand.class,
      SweepWatchCommand.class,
      SweepRetryCommand.class,
      SweepStopCommand.class,
      SweepReplayCommand.class,
    })
final class SweepCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "say what to do with sweeps: create, work, submit, status, watch, retry, stop or replay");
  }
}
