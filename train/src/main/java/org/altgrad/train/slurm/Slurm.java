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
      return code == 0 || text.contains("Invalid job id");
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

  /** Cancels what has not begun. */
  public static void cancelPending(Collection<String> jobs) {
    if (jobs.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("scancel", "--state=PENDING"));
    command.addAll(jobs);
    run(ASK_SECONDS, command);
  }

  /**
   * The tasks of jobs, as far as the cluster knows them; empty where there is none.
   *
   * @param jobs numbers of arrays
   */
  public static List<AgentTask> tasks(Collection<String> jobs) {
    if (jobs.isEmpty()) {
      return List.of();
    }
    String list = String.join(",", jobs);
    Map<String, AgentTask> tasks = new HashMap<>();
    Optional<Answer> queue =
        run(ASK_SECONDS, List.of("squeue", "-h", "-r", "-t", "all", "-j", list, "-O", FIELDS))
            .filter(Answer::tells);
    // What the queue has forgotten may be in the books; what is active is in the queue.
    run(ASK_SECONDS, List.of("sacct", "-n", "-P", "-X", "-j", list, "-o", "JobID,State,NodeList"))
        .ifPresent(
            books ->
                AgentTask.ofAccounting(books.lines()).stream()
                    .filter(task -> queue.isEmpty() || !task.active())
                    .forEach(task -> tasks.put(task.id(), task)));
    queue.ifPresent(
        now -> AgentTask.ofQueue(now.lines()).forEach(task -> tasks.put(task.id(), task)));
    return tasks.values().stream().sorted(AgentTask.order()).toList();
  }

  /** Runs a command; empty if there is none of that name, or it does not answer. */
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
          return Optional.empty();
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
