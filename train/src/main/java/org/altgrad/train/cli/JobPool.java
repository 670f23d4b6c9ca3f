package org.altgrad.train.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.run.State;

/**
 * Works through the filed runs of a sweep or a study, a number of processes at a time, and shows
 * how far they are.
 */
final class JobPool {
  /** More runs than these would not fit a terminal. */
  private static final int MOST_ROWS = 20;

  private final Stop stop;
  private final PrintStream out;
  private final boolean terminal = "1".equals(System.getenv("ALTGRAD_TERMINAL"));
  private final Map<Job, String> states = new LinkedHashMap<>();
  private int drawn;

  private JobPool(Stop stop, PrintStream out) {
    this.stop = stop;
    this.out = out;
  }

  /**
   * What many runs are.
   *
   * @param kind sweep or study
   * @param directory they lie in
   * @param goOn the command that goes on with them after an interruption
   */
  record JobBatch(String kind, Path directory, List<Job> jobs, String goOn) {}

  /**
   * Runs those jobs that are not done.
   *
   * @param atTheEnd tells what came of them, unless they were interrupted
   * @return the exit code
   */
  static int run(JobBatch batch, int workers, PrintStream out, Runnable atTheEnd) {
    List<Job> jobs = batch.jobs();
    List<Job> open =
        jobs.stream().filter(j -> !j.run().state().equals(Optional.of(State.DONE))).toList();
    String line = String.format("%-8s %s", batch.kind(), batch.directory());
    int before = jobs.size() - open.size();
    out.println(line + "  (" + jobs.size() + " runs, " + before + " done before)");
    if (workers > 1 && open.stream().anyMatch(Job::alone)) {
      out.println("note: runs that measure processor time run alone");
    }
    List<JobProcess.Failure> failures;
    Stop stop = Stop.listen();
    try {
      failures = new JobPool(stop, out).work(jobs, open, workers);
      if (stop.requested()) {
        out.println("interrupted; go on with: " + batch.goOn());
        out.flush();
        return Stop.EXIT_CODE;
      }
    } finally {
      stop.ended();
    }
    atTheEnd.run();
    out.println(line);
    failures.forEach(failure -> out.println(failure));
    return failures.isEmpty() ? 0 : Main.FAILURE;
  }

  private List<JobProcess.Failure> work(List<Job> all, List<Job> open, int workers) {
    all.forEach(job -> states.put(job, open.contains(job) ? "waiting" : "done before"));
    List<Job> waiting = new ArrayList<>(open);
    List<JobProcess> running = new ArrayList<>();
    List<JobProcess.Failure> failures = new ArrayList<>();
    draw();
    while (!running.isEmpty() || (!waiting.isEmpty() && !stop.requested())) {
      while (running.size() < workers
          && running.stream().noneMatch(process -> process.job().alone())
          && !stop.requested()) {
        Optional<Job> next =
            waiting.stream()
                .filter(job -> job.ready() && (running.isEmpty() || !job.alone()))
                .findFirst();
        if (next.isEmpty()) {
          break;
        }
        waiting.remove(next.get());
        running.add(new JobProcess(next.get()));
        tell(next.get(), "running");
      }
      failures.addAll(hopeless(waiting, running));
      if (stop.requested()) {
        running.forEach(JobProcess::stop);
      }
      for (JobProcess process : List.copyOf(running)) {
        if (process.ended()) {
          running.remove(process);
          if (!stop.requested() && !process.done()) {
            failures.add(process.failure());
          }
          tell(process.job(), process.ending(stop.requested()));
        }
      }
    }
    return failures;
  }

  /** Takes out those whose needed run has ended otherwise than done and is not tried again. */
  private List<JobProcess.Failure> hopeless(List<Job> waiting, List<JobProcess> running) {
    List<JobProcess.Failure> failures = new ArrayList<>();
    for (Job job : List.copyOf(waiting)) {
      if (job.needs().isEmpty() || stop.requested()) {
        continue;
      }
      Path needed = job.needs().get().path();
      boolean coming =
          Stream.concat(waiting.stream(), running.stream().map(JobProcess::job))
              .anyMatch(other -> other.run().path().equals(needed));
      // Whether it is done is read from its files, so that is asked last.
      if (!coming && !job.ready()) {
        waiting.remove(job);
        failures.add(JobProcess.Failure.notStarted(job, needed));
        tell(job, "not started: " + needed.getFileName() + " is not done");
      }
    }
    return failures;
  }

  private void tell(Job job, String state) {
    states.put(job, state);
    if (terminal) {
      draw();
    } else {
      int number = new ArrayList<>(states.keySet()).indexOf(job) + 1;
      out.println(number + "/" + states.size() + "  " + job.title() + "  " + state);
    }
  }

  /** The table of runs, drawn over itself: of many only those that run or failed, and counts. */
  private void draw() {
    if (!terminal) {
      return;
    }
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append("\033[").append(drawn).append("A\033[J");
    }
    boolean many = states.size() > MOST_ROWS;
    int width = states.keySet().stream().mapToInt(j -> j.title().length()).max().orElse(0);
    drawn = 0;
    for (Map.Entry<Job, String> row : states.entrySet()) {
      String state = row.getValue();
      if (many && (state.equals("waiting") || state.startsWith("done"))) {
        continue;
      }
      String title = row.getKey().title();
      text.append("  ").append(title).append(" ".repeat(width - title.length() + 2));
      text.append(state).append('\n');
      drawn++;
    }
    if (many) {
      text.append("  ").append(count("done")).append(" done, ").append(count("waiting"));
      text.append(" waiting, of ").append(states.size()).append('\n');
      drawn++;
    }
    out.print(text);
    out.flush();
  }

  private long count(String state) {
    return states.values().stream().filter(s -> s.startsWith(state)).count();
  }
}
