package org.altgrad.train.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;

/**
 * Agents in a job array of a Slurm cluster; whoever submits it does not stay.
 *
 * @param array how many agents
 * @param allocation what the cluster gives each of them
 * @param ending how they end before the cluster ends them
 * @param start how they are started
 * @param zip take the swept values in step instead of all their combinations
 * @param dryRun write the script and submit nothing
 */
public record SlurmSettings(
    @Inline Array array,
    @Inline Allocation allocation,
    @Inline Ending ending,
    @Inline Start start,
    boolean zip,
    boolean dryRun)
    implements LauncherSettings {

  /**
   * The job array.
   *
   * @param workers agents, each a task of the array that takes run after run; one for each run if
   *     not given
   * @param atOnce how many of them the cluster may run at the same time
   * @param count of runs after which an agent ends
   */
  public record Array(
      Optional<Integer> workers, Optional<Integer> atOnce, Optional<Integer> count) {
    public Array {
      workers.ifPresent(n -> Require.atLeast("workers", n, 1));
      atOnce.ifPresent(n -> Require.atLeast("atOnce", n, 1));
      count.ifPresent(n -> Require.atLeast("count", n, 1));
    }
  }

  /**
   * What each agent is given, in the words of {@code sbatch}.
   *
   * @param time minutes, or hours:minutes:seconds, or days-hours:minutes:seconds
   * @param memory megabytes, or with K, M, G, T
   * @param cpus cores
   * @param gpus a number, or kind:number
   */
  public record Allocation(
      Optional<String> partition,
      Optional<String> account,
      Optional<String> qos,
      Optional<String> constraint,
      Optional<String> time,
      Optional<String> memory,
      Optional<Integer> cpus,
      Optional<String> gpus) {
    public Allocation {
      requireWord("partition", partition);
      requireWord("account", account);
      requireWord("qos", qos);
      requireWord("constraint", constraint);
      requireWord("gpus", gpus);
      require(
          "time",
          time,
          "\\d+|\\d+(:\\d+){1,2}|\\d+-\\d+(:\\d+){0,2}",
          "minutes, hours:minutes:seconds or days-hours:minutes:seconds");
      require("memory", memory, "\\d+[KMGTkmgt]?", "a whole number with K, M, G or T");
      cpus.ifPresent(n -> Require.atLeast("cpus", n, 1));
    }

    /** The time limit in seconds; empty if there is none, which Slurm also reads from a 0. */
    OptionalLong seconds() {
      String text = time.orElse("0");
      boolean days = text.contains("-");
      String[] parts = text.split("[-:]");
      // With days hours come next, without them a first number of fewer than three is minutes.
      long[] units =
          days
              ? new long[] {86_400, 3_600, 60, 1}
              : parts.length == 3 ? new long[] {3_600, 60, 1} : new long[] {60, 1};
      double sum = 0;
      for (int i = 0; i < parts.length; i++) {
        sum += Double.parseDouble(parts[i]) * units[i];
      }
      return sum == 0 ? OptionalLong.empty() : OptionalLong.of((long) sum);
    }

    /** Options of {@code sbatch} with their values. */
    public Map<String, String> options() {
      Map<String, String> options = new TreeMap<>();
      partition.ifPresent(value -> options.put("partition", value));
      account.ifPresent(value -> options.put("account", value));
      qos.ifPresent(value -> options.put("qos", value));
      constraint.ifPresent(value -> options.put("constraint", value));
      time.ifPresent(value -> options.put("time", value));
      memory.ifPresent(value -> options.put("mem", value));
      cpus.ifPresent(value -> options.put("cpus-per-task", value.toString()));
      gpus.ifPresent(value -> options.put("gres", "gpu:" + value));
      return options;
    }
  }

  /**
   * How an agent ends before it is ended.
   *
   * @param signal seconds ahead of the time limit at which it saves and requeues itself
   * @param timeouts so many times; being preempted does not count
   */
  public record Ending(int signal, int timeouts) {
    public Ending {
      Require.that(
          signal >= 1 && signal <= 65_535, "signal", "a number of seconds up to 65535", signal);
      Require.atLeast("timeouts", timeouts, 0);
    }
  }

  /**
   * How an agent is started.
   *
   * @param setup lines of shell before it
   * @param container what stands before the command, such as {@code apptainer exec image.sif}
   * @param program that the nodes call {@code altgrad}; this Java with this class path if not given
   * @param sbatch more options of {@code sbatch}
   */
  public record Start(
      List<String> setup,
      Optional<String> container,
      Optional<String> program,
      List<String> sbatch) {
    public Start {
      sbatch.forEach(
          line ->
              Require.that(
                  line.matches("-[^\n]+"),
                  "sbatch",
                  "options of sbatch, with their dashes,",
                  line));
    }
  }

  /** That an agent saves and requeues itself before it has had half of its time; empty if not. */
  public Optional<String> hurry() {
    long seconds = allocation.seconds().orElse(Long.MAX_VALUE);
    if (ending.signal() <= seconds / 2) {
      return Optional.empty();
    }
    long left = Math.max(0, seconds - ending.signal());
    return Optional.of(
        "launcher.signal="
            + ending.signal()
            + " leaves each start of an agent "
            + left
            + " s of the "
            + seconds
            + " s that launcher.time="
            + allocation.time().orElseThrow()
            + " gives it, of which Java and TensorFlow need some to start; make the time longer"
            + " or the signal less");
  }

  @Override
  public LauncherSettings withWorkers(int number) {
    Array more = new Array(Optional.of(number), array.atOnce(), array.count());
    return new SlurmSettings(more, allocation, ending, start, zip, dryRun);
  }

  private static void requireWord(String name, Optional<String> value) {
    require(name, value, "[^\\s\"'\\\\]+", "a word");
  }

  private static void require(String name, Optional<String> value, String form, String what) {
    value.ifPresent(text -> Require.that(text.matches(form), name, what, text));
  }
}
