package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunNotes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad tag}. */
@Command(
    name = "tag",
    description = "Gives a run words by which ls finds it; without words it shows them.",
    sortOptions = false)
final class TagCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Parameters(index = "0", paramLabel = "RUN", description = "Run directory.")
  private Path directory;

  @Parameters(index = "1..*", paramLabel = "TAG", description = "Words.")
  private List<String> tags = List.of();

  @Option(names = "--remove", description = "Take them away again.")
  private boolean remove;

  @Override
  public Integer call() {
    Path run = RunDirectory.open(directory).path();
    RunNotes before = RunNotes.read(run);
    RunNotes after = remove ? before.without(tags) : before.tagged(tags);
    if (!after.equals(before)) {
      after.write(run);
    }
    spec.commandLine().getOut().println("tags     " + String.join(" ", after.tags()));
    return 0;
  }
}
