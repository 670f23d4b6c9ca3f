package org.altgrad.train.slurm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A task of a job array, as the cluster tells of it.
 *
 * @param job number of the array
 * @param task its number in the array, or {@code 3-7} where the cluster tells of several at once
 * @param state in Slurm's words, in lower case
 * @param reason why it waits, or has ended so; empty if none is given
 * @param restarts how often it was requeued
 * @param node where it runs, or ran; empty before
 */
public record AgentTask(
    String job, String task, String state, String reason, int restarts, String node) {
  private static final Set<String> ACTIVE =
      Set.of(
          "pending",
          "configuring",
          "running",
          "completing",
          "suspended",
          "stopped",
          "requeued",
          "requeue_hold",
          "requeue_fed",
          "resv_del_hold",
          "special_exit",
          "resizing",
          "signaling",
          "stage_out");

  /** Numbers of tasks, as in {@code 3}, {@code 3-7} and {@code 3-7:2}. */
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})-(\\d{1,9})(?::(\\d{1,9}))?");

  private static final Set<String> SILENT = Set.of("", "None", "(null)", "n/a", "None assigned");

  /** By the numbers of jobs, then by the first numbers of tasks. */
  static Comparator<AgentTask> order() {
    return Comparator.comparingLong((AgentTask task) -> number(task.job))
        .thenComparingLong(task -> number(task.task))
        .thenComparing(AgentTask::task);
  }

  private static long number(String text) {
    String digits = text.replaceFirst("\\D.*", "");
    return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : Long.MAX_VALUE;
  }

  /** The name that Slurm's commands take. */
  public String id() {
    return job + "_" + task;
  }

  /** Whether it is in the queue or at work. */
  public boolean active() {
    return ACTIVE.contains(state);
  }

  /** For other programs. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("task", id());
    map.put("state", state);
    map.put("reason", reason);
    map.put("restarts", restarts);
    map.put("node", node);
    return map;
  }

  /** A line for each job: how many of its tasks are in which state, and why. */
  public static List<String> summary(List<AgentTask> tasks) {
    Map<String, Map<String, Integer>> jobs = new LinkedHashMap<>();
    Map<String, Integer> restarts = new LinkedHashMap<>();
    for (AgentTask task : tasks) {
      boolean told = !task.state.equals("running") && !task.reason.isEmpty();
      String how = task.state + (told ? " (" + task.reason + ")" : "");
      jobs.computeIfAbsent(task.job, job -> new TreeMap<>()).merge(how, task.size(), Integer::sum);
      restarts.merge(task.job, task.restarts, Integer::sum);
    }
    List<String> lines = new ArrayList<>();
    jobs.forEach(
        (job, states) -> {
          List<String> parts = new ArrayList<>();
          states.forEach((state, count) -> parts.add(count + " " + state));
          int again = restarts.get(job);
          String requeued = again > 0 ? "; requeued " + again + " times" : "";
          lines.add("job " + job + ": " + String.join(", ", parts) + requeued);
        });
    return lines;
  }

  /** How many tasks it stands for. */
  private int size() {
    int size = 0;
    for (String part : task.split(",")) {
      Matcher range = RANGE.matcher(part);
      if (range.matches()) {
        int step = range.group(3) == null ? 1 : Math.max(1, Integer.parseInt(range.group(3)));
        size += (Integer.parseInt(range.group(2)) - Integer.parseInt(range.group(1))) / step + 1;
      } else {
        size++;
      }
    }
    return size;
  }

  /** Of lines of {@code squeue}: the components in their order, with a bar behind each. */
  static List<AgentTask> ofQueue(List<String> lines) {
    List<AgentTask> tasks = new ArrayList<>();
    for (String line : lines) {
      String[] cells = line.split("\\|", -1);
      if (cells.length >= 6 && cells[0].matches("\\d+") && cells[4].matches("\\d+")) {
        int restarts = Integer.parseInt(cells[4]);
        tasks.add(
            new AgentTask(
                cells[0], cells[1], state(cells[2]), text(cells[3]), restarts, text(cells[5])));
      }
    }
    return tasks;
  }

  /**
   * Of lines of {@code sacct}: job and task, state, node, with bars between them. Steps of a task
   * ({@code 7_3.batch}) are no tasks.
   */
  static List<AgentTask> ofAccounting(List<String> lines) {
    List<AgentTask> tasks = new ArrayList<>();
    for (String line : lines) {
      String[] cells = line.split("\\|", -1);
      String[] id = cells[0].split("_", 2);
      boolean step = id.length == 2 && id[1].matches("\\d+[.].*");
      if (cells.length >= 3 && id.length == 2 && id[0].matches("\\d+") && !step) {
        String task = id[1].replaceAll("[\\[\\]]|%.*", "");
        tasks.add(new AgentTask(id[0], task, state(cells[1]), "", 0, text(cells[2])));
      }
    }
    return tasks;
  }

  /** One word, in lower case: who has cancelled a job is left out, and that it was cut short. */
  private static String state(String cell) {
    return cell.strip().replaceFirst("[ +].*", "").toLowerCase(Locale.ROOT);
  }

  private static String text(String cell) {
    return SILENT.contains(cell.strip()) ? "" : cell.strip();
  }
}
