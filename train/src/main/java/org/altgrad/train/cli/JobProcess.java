package org.altgrad.train.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.run.State;

/** A run in a process of its own: {@code altgrad train --resume <its directory>}. */
final class JobProcess {
  /** No process ends with it. */
  private static final int NOT_STARTED = -1;

  private final Job job;
  private final Process process;
  private final Path output;

  /** Length of what earlier processes have said. */
  private final long before;

  private final long start = System.nanoTime();

  /** A run that did not end well. */
  record Failure(Job job, int exitCode, String lastLine) {
    /** A run that was never started, for what it needs is not done. */
    static Failure notStarted(Job job, Path needed) {
      return new Failure(job, NOT_STARTED, "it needs " + needed + ", which is not done");
    }

    @Override
    public String toString() {
      if (exitCode == NOT_STARTED) {
        return "WAITING  " + job.run().path() + " (" + job.title() + "): " + lastLine;
      }
      String what =
          job.run().busy()
              ? "RUNNING  still, by another process: "
              : exitCode == Stop.EXIT_CODE ? "STOPPED  " : "FAILED   ";
      return what + job.run().path() + " (" + job.title() + ", exit " + exitCode + "): " + lastLine;
    }
  }

  JobProcess(Job job) {
    this.job = job;
    this.output = job.run().path().resolve("console.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("train", "--resume", job.run().path().toString()));
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("ALTGRAD_TERMINAL", "0");
      builder.environment().put(Parent.VARIABLE, Long.toString(ProcessHandle.current().pid()));
      File file = output.toFile();
      before = file.length();
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("a run's process cannot be started", e);
    }
  }

  Job job() {
    return job;
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

  private int exitCode() {
    return process.exitValue();
  }

  /** Whether the run is done, whatever has ended its process after that. */
  boolean done() {
    return exitCode() == 0 || job.run().state().equals(Optional.of(State.DONE));
  }

  /**
   * How a run that has ended did so.
   *
   * @param stopped whether it was asked to
   */
  String ending(boolean stopped) {
    if (done()) {
      return "done in " + (System.nanoTime() - start) / 1_000_000_000L + " s";
    }
    return stopped || exitCode() == Stop.EXIT_CODE
        ? "interrupted"
        : "FAILED (exit " + exitCode() + ")";
  }

  Failure failure() {
    return new Failure(job, exitCode(), lastLine());
  }

  private String lastLine() {
    try {
      byte[] all = Files.readAllBytes(output);
      int own = (int) Math.min(before, all.length);
      List<String> lines =
          new String(all, own, all.length - own, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("\t")) // where in the program
              .toList();
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return "";
    }
  }
}
