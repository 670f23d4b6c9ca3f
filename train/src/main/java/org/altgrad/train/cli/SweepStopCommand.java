package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.slurm.Slurm;
import org.altgrad.train.sweep.Event.Kind;
import org.altgrad.train.sweep.SweepDirectory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code altgrad sweep stop}. */
@Command(
    name = "stop",
    description = "Ends the runs of a sweep at their next step; workers take no others.",
    sortOptions = false)
final class SweepStopCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Mixin private SweepPlace place;

  @Override
  public Integer call() {
    SweepDirectory directory = place.open();
    if (directory.over()) {
      spec.commandLine().getOut().println("over already: nothing is left to stop");
      spec.commandLine().getOut().flush();
      return 0;
    }
    directory.tell(Kind.STOP, "", "", Map.of());
    Slurm.cancelPending(directory.state().arrays());
    PrintWriter out = spec.commandLine().getOut();
    int running = directory.working().size();
    out.println(
        running + " running; go on with: " + ShellCommand.of("sweep", "retry", directory.path()));
    out.flush();
    return 0;
  }
}
