package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.RunNotes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad note}. */
@Command(
    name = "note",
    description = "Writes a text to a run, which show prints; without a text it prints it.",
    sortOptions = false)
final class NoteCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Parameters(index = "0", paramLabel = "RUN", description = "Run directory.")
  private Path directory;

  @Parameters(index = "1", arity = "0..1", paramLabel = "TEXT", description = "The text.")
  private String text;

  @Option(names = "--force", description = "Replace the text that is there.")
  private boolean force;

  @Override
  public Integer call() {
    Path run = RunDirectory.open(directory).path();
    RunNotes notes = RunNotes.read(run);
    if (text != null && !text.equals(notes.note())) {
      if (!notes.note().isEmpty() && !force) {
        throw new RunException(
            directory
                + " has a note: "
                + notes.note().replaceAll("\\s*\\R\\s*", " ")
                + "; replace it with --force");
      }
      notes = notes.saying(text);
      notes.write(run);
    }
    spec.commandLine()
        .getOut()
        .println("note     " + notes.note().replaceAll("\\R(?=.)", "\n         "));
    return 0;
  }
}
