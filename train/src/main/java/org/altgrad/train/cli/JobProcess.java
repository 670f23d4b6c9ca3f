package org.altgrad.train.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.altgrad.train.loop.Stop;

/** One run of a sweep in a process of its own: {@code altgrad train --resume <its directory>}. */
final class JobProcess {
  private final Sweep.Job job;
  private final Process process;
  private final Path output;
  private final long start = System.nanoTime();

  /** A run that did not end well. */
  record Failure(Sweep.Job job, int exitCode, String lastLine) {
    @Override
    public String toString() {
      return job.run().path() + " (" + job.swept() + ", exit " + exitCode + "): " + lastLine;
    }
  }

  private JobProcess(Sweep.Job job) {
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
      File file = output.toFile();
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

  private String lastLine() {
    try {
      List<String> lines = Files.readAllLines(output);
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Works through jobs with a number of processes at a time. */
  static final class Pool {
    private final int workers;
    private final int total;
    private final Stop stop;
    private final PrintStream out;
    private final boolean terminal = "1".equals(System.getenv("ALTGRAD_TERMINAL"));
    private final Map<Sweep.Job, String> states = new LinkedHashMap<>();
    private int drawn;

    Pool(int workers, int total, Stop stop, PrintStream out) {
      this.workers = workers;
      this.total = total;
      this.stop = stop;
      this.out = out;
    }

    List<Failure> run(List<Sweep.Job> all, List<Sweep.Job> open) {
      all.forEach(job -> states.put(job, open.contains(job) ? "waiting" : "done before"));
      List<Sweep.Job> waiting = new ArrayList<>(open);
      List<JobProcess> running = new ArrayList<>();
      List<Failure> failures = new ArrayList<>();
      draw();
      while (!running.isEmpty() || (!waiting.isEmpty() && !stop.requested())) {
        while (running.size() < workers && !waiting.isEmpty() && !stop.requested()) {
          JobProcess started = new JobProcess(waiting.remove(0));
          running.add(started);
          tell(started.job, "running");
        }
        if (stop.requested()) {
          running.forEach(r -> r.process.destroy());
        }
        for (JobProcess r : List.copyOf(running)) {
          if (ended(r)) {
            running.remove(r);
            int code = r.process.exitValue();
            if (code != 0 && !(code == Stop.EXIT_CODE && stop.requested())) {
              failures.add(new Failure(r.job, code, r.lastLine()));
            }
            tell(r.job, describe(code, r));
          }
        }
      }
      return failures;
    }

    private static boolean ended(JobProcess r) {
      try {
        return r.process.waitFor(50, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    private static String describe(int code, JobProcess r) {
      long seconds = (System.nanoTime() - r.start) / 1_000_000_000L;
      return switch (code) {
        case 0 -> "done in " + seconds + " s";
        case Stop.EXIT_CODE -> "interrupted";
        default -> "FAILED (exit " + code + ")";
      };
    }

    private void tell(Sweep.Job job, String state) {
      states.put(job, state);
      if (terminal) {
        draw();
      } else {
        int number = new ArrayList<>(states.keySet()).indexOf(job) + 1;
        out.println(number + "/" + total + "  " + job.swept() + "  " + state);
      }
    }

    /** The table of all runs, drawn over itself. */
    private void draw() {
      if (!terminal) {
        return;
      }
      StringBuilder text = new StringBuilder();
      if (drawn > 0) {
        text.append("\033[").append(drawn).append("A");
      }
      int width = states.keySet().stream().mapToInt(j -> j.swept().length()).max().orElse(0);
      states.forEach(
          (job, state) ->
              text.append("\033[K  ")
                  .append(job.swept())
                  .append(" ".repeat(width - job.swept().length() + 2))
                  .append(state)
                  .append('\n'));
      drawn = states.size();
      out.print(text);
      out.flush();
    }
  }
}
