package org.altgrad.plotting.runs;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.altgrad.base.Seal;

/**
 * Which values of a group of runs are of one seed. A replicate is told by the network's own seed,
 * or else the run's; and by another key of seeds ({@code data.seed}) as well, if runs of one seed
 * and one setting differ in it. A {@code data.seed} that follows {@code seed}, or that two data
 * sets have of their own, makes no more replicates of a group than there are seeds.
 */
public final class Replicates {
  /** Other keys of seeds that tell replicates apart. */
  private final Set<String> keys;

  private Replicates(Set<String> keys) {
    this.keys = keys;
  }

  /**
   * One seed.
   *
   * @param seed the network's own, or the run's with the network's number
   * @param others values of other keys of seeds, as far as these tell replicates apart
   */
  public record Replicate(String seed, Map<String, String> others) {
    /** The same without other keys of seeds. */
    public Replicate alone() {
      return new Replicate(seed, Map.of());
    }
  }

  /** What tells the replicates of a group of runs. */
  public static Replicates of(List<Run> runs) {
    Set<String> others = new TreeSet<>();
    runs.forEach(
        run -> run.config().keySet().stream().filter(Replicates::other).forEach(others::add));
    others.removeIf(key -> runs.stream().map(run -> run.value(key)).distinct().count() < 2);
    Set<String> keys = new TreeSet<>();
    if (!others.isEmpty()) {
      Map<String, Run> alike = new HashMap<>();
      for (Run run : runs) {
        Map<String, Object> settings = RunSet.telling(run, false);
        settings.keySet().removeIf(Replicates::other);
        Run first = alike.putIfAbsent(Seal.ofValues("", settings), run);
        others.stream()
            .filter(key -> first != null && !first.value(key).equals(run.value(key)))
            .forEach(keys::add);
      }
    }
    return new Replicates(keys);
  }

  /** Whether a key is of seeds, and not that of the run or of its networks. */
  static boolean other(String key) {
    return key.endsWith(".seed");
  }

  /**
   * The replicate of a value.
   *
   * @param index of the value among those of its metric in the run
   * @param of how many values there are
   */
  public Replicate of(Run run, int index, int of) {
    Map<String, String> others = new LinkedHashMap<>();
    keys.forEach(key -> others.put(key, run.value(key)));
    return new Replicate(run.seed(index, of), others);
  }
}
