package org.altgrad.train.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
