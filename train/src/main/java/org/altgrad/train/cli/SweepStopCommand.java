package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
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
    int running = directory.working().size(); // before they hear of it
    directory.tell(Kind.STOP, "", "", Map.of());
    Collection<String> arrays = directory.state().arrays();
    Optional<String> why = Slurm.cancelPending(arrays);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        running + " running; go on with: " + ShellCommand.of("sweep", "retry", directory.path()));
    why.ifPresent(
        said ->
            out.println(
                "waiting agents of "
                    + Slurm.named(arrays)
                    + " could not be cancelled: "
                    + said
                    + "; cancel them later with: scancel --state=PENDING "
                    + String.join(" ", arrays)));
    out.flush();
    return why.isPresent() ? Main.FAILURE : 0;
  }
}
