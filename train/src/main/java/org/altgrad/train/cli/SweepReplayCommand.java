package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.altgrad.train.sweep.SweepDirectory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code altgrad sweep replay}. */
@Command(
    name = "replay",
    description = "Shows that what a search chose follows from what its journal held.",
    sortOptions = false)
final class SweepReplayCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Mixin private SweepPlace place;

  @Override
  public Integer call() {
    SweepDirectory directory = place.open();
    PrintWriter out = spec.commandLine().getOut();
    List<String> differences = new ArrayList<>();
    int all = directory.replay(new SearchFiler(directory)::named, differences::add);
    differences.forEach(out::println);
    out.println(
        differences.isEmpty()
            ? all + " choices, and each follows from what the journal held"
            : differences.size() + " of " + all + " choices do not follow");
    out.flush();
    return differences.isEmpty() ? 0 : Main.FAILURE;
  }
}
