package org.altgrad.train.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.altgrad.base.Pause;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;

/** What a run that a sweep or a study has started knows of it: the process that started it. */
final class Parent {
  /** Environment variable with the number of the process that waits for this one. */
  static final String VARIABLE = "ALTGRAD_PARENT";

  private static final long MOMENT_MILLIS = 200;

  /** Longer than an orphan may take to end. */
  private static final long MOMENTS = 150_000 / MOMENT_MILLIS;

  private static final Optional<Long> PID =
      Optional.ofNullable(System.getenv(VARIABLE)).map(Long::valueOf);

  private Parent() {}

  /**
   * Starts a command of this program, with this Java's options, as a child.
   *
   * @param output takes what it says behind what it holds
   */
  static Process child(Path output, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ALTGRAD_TERMINAL", "0");
    builder.environment().put(VARIABLE, Long.toString(ProcessHandle.current().pid()));
    try {
      return builder
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
          .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("a process cannot be started", e);
    }
  }

  /** Without its parent a run stops as if it had been interrupted: whoever resumes it is next. */
  static void watch(Stop stop) {
    if (PID.isEmpty()) {
      return;
    }
    Thread watcher =
        new Thread(
            () -> {
              while (alive()) {
                Pause.millis(MOMENT_MILLIS);
              }
              stop.request();
            },
            "parent");
    watcher.setDaemon(true);
    watcher.start();
  }

  /** Whether this process was a child and is an orphan. */
  static boolean lost() {
    return PID.isPresent() && !alive();
  }

  /** A process that has lost its parent gets another one, whatever becomes of the old number. */
  private static boolean alive() {
    return ProcessHandle.current().parent().map(ProcessHandle::pid).equals(PID);
  }

  /**
   * Locks a run; one that an orphan still holds as soon as that has ended.
   *
   * @throws RunException if another process works on it, or this one is an orphan itself: whoever
   *     resumes the run has another child for it
   */
  static FileChannel lock(RunDirectory run) {
    for (long i = 0; ; i++) {
      if (lost()) {
        throw new RunException(run.path() + " waits for the sweep or study to be started again");
      }
      try {
        return run.lock();
      } catch (RunException e) {
        if (PID.isEmpty() || i == MOMENTS) {
          throw e;
        }
      }
      Pause.millis(MOMENT_MILLIS);
    }
  }
}
