package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.altgrad.train.sweep.SweepDirectory;
import org.altgrad.train.sweep.SweepState;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code altgrad sweep watch}. */
@Command(
    name = "watch",
    description =
        "Shows how far the runs of a sweep are, or prints what happens where that is no terminal,"
            + " until it is over or stopped.",
    sortOptions = false)
final class SweepWatchCommand implements Callable<Integer> {
  private static final long MOMENT_MILLIS = 200;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Mixin private SweepPlace place;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    SweepDirectory directory = place.open();
    out.println(SweepStatusCommand.text(directory));
    SweepState state = directory.state();
    if (ended(directory, state)) {
      out.flush();
      return 0;
    }
    if (LiveTable.wanted()) {
      return onTerminal(directory, state, out);
    }
    while (!ended(directory, state)) {
      out.flush();
      TimeUnit.MILLISECONDS.sleep(MOMENT_MILLIS);
      state =
          directory.more(
              event ->
                  out.println(
                      String.join(
                          "  ",
                          event.time(),
                          event.kind().word(),
                          event.run(),
                          event.worker(),
                          event.text("reason").orElse(""))));
    }
    out.println(SweepStatusCommand.text(directory));
    out.flush();
    return 0;
  }

  /** Whether nothing more is to come. */
  private static boolean ended(SweepDirectory directory, SweepState state) {
    return directory.over() || (state.stopped() && directory.working().isEmpty());
  }

  private static int onTerminal(SweepDirectory directory, SweepState state, PrintWriter out)
      throws InterruptedException {
    out.flush();
    LiveTable table = new LiveTable(directory, System.out);
    try {
      while (!ended(directory, state)) {
        table.refresh();
        TimeUnit.MILLISECONDS.sleep(MOMENT_MILLIS);
      }
    } finally {
      table.erase();
    }
    out.println(SweepStatusCommand.text(directory));
    out.flush();
    return 0;
  }
}
