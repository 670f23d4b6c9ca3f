package org.altgrad.train.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.altgrad.train.run.RunDirectory;

/** A run in a process of its own: {@code altgrad train --resume <its directory>}. */
final class JobProcess {
  /** What a run of a sweep says, in its directory. */
  static final String CONSOLE = "console.log";

  private final RunDirectory run;
  private final Process process;
  private final Path output;

  /** Length of what earlier processes have said. */
  private final long before;

  JobProcess(RunDirectory run) {
    this.run = run;
    this.output = run.path().resolve(CONSOLE);
    this.before = output.toFile().length();
    this.process = Parent.child(output, List.of("train", "--resume", run.path().toString()));
  }

  /** Asks the run to end at its next step. */
  void stop() {
    process.destroy();
  }

  /** Waits a moment for the run's end. */
  boolean ended() {
    try {
      return process.waitFor(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  int exitCode() {
    return process.exitValue();
  }

  /** Whether the run is done, whatever has ended its process after that. */
  boolean done() {
    return exitCode() == 0 || run.saysDone();
  }

  /** What the process said last. */
  String lastLine() {
    return lastLine(output, before);
  }

  /**
   * The last reason in a log; empty if it has none.
   *
   * @param before bytes that others have written
   */
  static String lastLine(Path output, long before) {
    try {
      byte[] all = Files.readAllBytes(output);
      int own = (int) Math.min(before, all.length);
      List<String> lines =
          new String(all, own, all.length - own, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("\t")) // where in the program
              .filter(Main::isReason)
              .toList();
      return lines.isEmpty() ? "" : Main.reason(lines.get(lines.size() - 1));
    } catch (IOException e) {
      return "";
    }
  }
}
