package org.altgrad.train.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunDirectory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad gc}. */
@Command(
    name = "gc",
    description =
        "Deletes what nobody can use any more, after a list of it: runs that failed before their"
            + " first step, and what killed processes left half made.",
    sortOptions = false)
final class GcCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..*",
      description = "Directories with runs in them; default: outputs.")
  private List<Path> places = List.of(Path.of("outputs"));

  @Option(names = "--yes", description = "Delete it; without it, it is only listed.")
  private boolean yes;

  @Override
  public Integer call() {
    RmCommand.Removal removal = new RmCommand.Removal(spec.commandLine().getOut());
    for (Path place : places) {
      RunDirectory.requireDirectory(place, "a run directory or one above it");
      unborn(place).forEach(removal::add);
      Runs.anyIn(place).stream().filter(GcCommand::isEmpty).forEach(removal::add);
    }
    return removal.end(yes);
  }

  /** Scratch directories of births and exports whose process is no more. */
  private static List<Path> unborn(Path place) {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .filter(path -> path.getFileName().toString().startsWith(".unborn-"))
          .filter(path -> !FiledRun.busy(path))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(place + " cannot be read", e);
    }
  }

  /** Failed, without a number or a checkpoint but what it was to begin with. */
  private static boolean isEmpty(Path path) {
    boolean trained;
    try {
      trained = Checkpoints.beyondStart(path.resolve("checkpoints"));
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
    FiledRun filed = FiledRun.read(path);
    return filed.state().equals("FAILED")
        && !FiledRun.busy(path)
        && !trained
        && !Files.exists(path.resolve("result.yaml"))
        && (!Files.exists(path.resolve("metrics.csv"))
            || filed.run().orElseThrow().metrics().tracks().isEmpty());
  }
}
