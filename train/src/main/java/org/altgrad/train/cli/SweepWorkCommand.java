package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.altgrad.base.Require;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.sweep.SweepDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code altgrad sweep work}. */
@Command(
    name = "work",
    description = "Works on a sweep beside others, and ends when nothing is left to take.",
    sortOptions = false)
final class SweepWorkCommand implements Callable<Integer> {
  @Mixin private Help help;

  @Mixin private SweepPlace place;

  @Option(
      names = "--count",
      paramLabel = "N",
      description =
          "End after N runs; default: when nothing is left. Runs of one graph (launcher=stacked)"
              + " are taken together, however many they are.")
  private Long count;

  @Override
  public Integer call() {
    try {
      Require.atLeast("--count", count == null ? 1 : count, 1);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage());
    }
    SweepDirectory directory = place.open();
    if (directory.state().stopped()) {
      Optional<String> why = directory.state().stoppedFor();
      System.out.println(
          directory.path()
              + " is stopped"
              + why.map(reason -> ": " + reason)
                  .orElse("; go on with: " + ShellCommand.of("sweep", "retry", directory.path())));
      return why.isPresent() ? Main.FAILURE : 0;
    }
    int code =
        SweepWorker.work(directory.path(), count == null ? Long.MAX_VALUE : count, System.out);
    SweepDirectory after = place.open();
    ended(after, code == 0, code != Stop.EXIT_CODE).forEach(System.out::println);
    return code;
  }

  /**
   * What is said of a sweep on which nothing is left to do.
   *
   * @param good whether all went well
   * @param told whether its end is told, besides runs that are missing or damaged
   */
  static List<String> ended(SweepDirectory directory, boolean good, boolean told) {
    List<String> lost = LostRuns.lines(directory);
    if (!lost.isEmpty() || !told || !directory.over()) {
      return lost;
    }
    Path path = directory.path();
    String how = good ? "finished" : "nothing is left, but not all went well";
    return List.of(
        how
            + "; see: "
            + ShellCommand.of("sweep", "status", path)
            + ", "
            + ShellCommand.of("table", path));
  }
}
