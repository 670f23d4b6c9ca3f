package org.altgrad.train.slurm;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.altgrad.train.run.RunException;

/** A cluster's own commands, each a process with a time limit. */
public final class Slurm {
  private static final long SUBMIT_SECONDS = 60;
  private static final long ASK_SECONDS = 10;

  private static final String FIELDS =
      "ArrayJobID:|,ArrayTaskID:|,State:|,Reason:|,RestartCnt:|,NodeList:|";

  private Slurm() {}

  /** What a process has said. */
  private record Answer(int code, String text) {
    List<String> lines() {
      return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    /** Whether the queue was asked, which may not know a job any more. */
    boolean tells() {
      return code == 0 || text.contains("Invalid job id") || text.contains("already completing");
    }
  }

  /** Whether jobs can be submitted from here. */
  public static boolean here() {
    return run(ASK_SECONDS, List.of("sbatch", "--version")).isPresent();
  }

  /**
   * Submits a script.
   *
   * @return the number of its job
   * @throws RunException with what Slurm says against it
   */
  public static String submit(Path script) {
    Answer answer =
        run(SUBMIT_SECONDS, List.of("sbatch", "--parsable", script.toString()))
            .orElseThrow(() -> new RunException("sbatch: must be on the PATH but is not"));
    return answer.lines().stream()
        .filter(line -> answer.code() == 0 && line.matches("\\d+(;.*)?"))
        .map(line -> line.replaceFirst(";.*", ""))
        .findFirst()
        .orElseThrow(
            () -> new RunException(script + ": sbatch says: " + String.join("; ", answer.lines())));
  }

  /**
   * Cancels what has not begun.
   *
   * @return why that could not be done, as the cluster says it; empty if it was
   */
  public static Optional<String> cancelPending(Collection<String> jobs) {
    if (jobs.isEmpty()) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>(List.of("scancel", "--state=PENDING"));
    command.addAll(jobs);
    return failure(command.get(0), run(ASK_SECONDS, command));
  }

  /** Jobs, as they are told of. */
  public static String named(Collection<String> jobs) {
    return (jobs.size() == 1 ? "job " : "jobs ") + String.join(", ", jobs);
  }

  /** What a command says that did not do what it was asked for. */
  private static Optional<String> failure(String name, Optional<Answer> answer) {
    if (answer.filter(Answer::tells).isPresent()) {
      return Optional.empty();
    }
    String said =
        answer
            .map(
                given ->
                    given.lines().stream()
                        .findFirst()
                        .map(line -> line.replaceFirst("^" + name + ": (error: )?", ""))
                        .orElse("ends with exit code " + given.code()))
            .orElse("must be on the PATH but is not");
    return Optional.of(name + ": " + said);
  }

  /**
   * What a cluster tells of jobs.
   *
   * @param tasks as far as it knows them; empty where there is none
   * @param silent why the queue does not tell, in its own words; empty if it does
   */
  public record Known(List<AgentTask> tasks, Optional<String> silent) {}

  /**
   * The tasks of jobs.
   *
   * @param jobs numbers of arrays
   */
  public static Known tasks(Collection<String> jobs) {
    if (jobs.isEmpty()) {
      return new Known(List.of(), Optional.empty());
    }
    String list = String.join(",", jobs);
    Map<String, AgentTask> tasks = new HashMap<>();
    Optional<Answer> asked =
        run(ASK_SECONDS, List.of("squeue", "-h", "-r", "-t", "all", "-j", list, "-O", FIELDS));
    Optional<Answer> queue = asked.filter(Answer::tells);
    // What the queue has forgotten may be in the books; what is active is in the queue.
    run(ASK_SECONDS, List.of("sacct", "-n", "-P", "-X", "-j", list, "-o", "JobID,State,NodeList"))
        .ifPresent(
            books ->
                AgentTask.ofAccounting(books.lines()).stream()
                    .filter(task -> queue.isEmpty() || !task.active())
                    .forEach(task -> tasks.put(task.id(), task)));
    queue.ifPresent(
        now -> AgentTask.ofQueue(now.lines()).forEach(task -> tasks.put(task.id(), task)));
    return new Known(
        tasks.values().stream().sorted(AgentTask.order()).toList(), failure("squeue", asked));
  }

  /** Runs a command; empty if there is none of that name. */
  private static Optional<Answer> run(long seconds, List<String> command) {
    try {
      Path said = Files.createTempFile("altgrad", ".slurm");
      try {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SLURM_BITSTR_LEN", "0"); // numbers of tasks are told whole
        Process process =
            builder.redirectOutput(said.toFile()).redirectInput(new File("/dev/null")).start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          return Optional.of(new Answer(1, "does not answer within " + seconds + " seconds"));
        }
        return Optional.of(
            new Answer(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8)));
      } catch (IOException e) {
        return Optional.empty(); // no such command
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      } finally {
        Files.deleteIfExists(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a temporary file cannot be made", e);
    }
  }
}
