package org.altgrad.plotting.runs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Some runs to be looked at together.
 *
 * @param runs the runs
 */
public record RunSet(List<Run> runs) {
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("trainer.threads", "trainer.keep", "data.root", "data.download");

  /** More that cannot change a number, but is in the seals of configurations. */
  private static final Set<String> SEALED =
      Set.of(
          "trainer.steps_per_call",
          "trainer.record",
          "trainer.record_every",
          "trainer.tensorboard");

  /** What says how many networks a run trains side by side, and from which seeds. */
  static final Set<String> NETWORKS = Set.of("seed", "trainer.seeds", "trainer.models");

  /** Copies the list. */
  public RunSet {
    runs = List.copyOf(runs);
  }

  /** The same with networks that have settings of their own as runs by themselves. */
  public RunSet apart() {
    return new RunSet(runs.stream().flatMap(run -> run.apart().stream()).toList());
  }

  /**
   * The same with limits that did not bind alike: {@code trainer.max_steps} beyond the end of
   * {@code trainer.max_epochs}, and {@code trainer.max_epochs} beyond that of {@code
   * trainer.max_steps}, as far as the steps of an epoch are seen in the metrics, {@code
   * trainer.limit_train_batches} of more steps than that, {@code trainer.max_time} that ended no
   * run, and {@code trainer.stopping} that stopped none.
   */
  public RunSet settled() {
    return IdleLimits.settled(this);
  }

  /** What reading the metrics of all runs had to forgive. */
  public List<String> notes() {
    return runs.stream().flatMap(run -> run.metrics().notes().stream()).toList();
  }

  /**
   * All metric names of all runs. Networks trained side by side are samples of one metric, so that
   * {@code loss/model0} counts as loss.
   */
  public Set<String> metrics() {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> run.metrics().tracks().keySet().forEach(k -> names.add(k.metric())));
    return names;
  }

  /** Whether some run has a metric by its whole name, that of one network included. */
  private boolean hasTrack(String metric) {
    return runs.stream()
        .flatMap(run -> run.metrics().tracks().keySet().stream())
        .anyMatch(key -> key.name().equals(metric));
  }

  /** All splits of all runs. */
  public Set<String> splits() {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> run.metrics().tracks().keySet().forEach(k -> names.add(k.split())));
    return names;
  }

  /** All configuration keys of all runs, sorted. */
  public Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    runs.forEach(run -> keys.addAll(run.config().keySet()));
    return keys;
  }

  /**
   * The keys that tell the runs apart: those whose values differ, but for seeds and what cannot
   * change a number (where runs lie, threads, workers, checkpoints), and of several that say the
   * same only the first, names before other keys and short keys before long ones.
   */
  public List<String> distinguishingKeys() {
    List<String> candidates = differingKeys();
    int wanted = groupCount(candidates);
    List<String> kept = new ArrayList<>();
    for (String key : candidates) {
      int before = groupCount(kept);
      if (before == wanted) {
        break;
      }
      kept.add(key);
      if (groupCount(kept) == before) {
        kept.remove(key);
      }
    }
    return List.copyOf(kept);
  }

  /**
   * All keys whose values differ, but for seeds and what cannot change a number; names before other
   * keys and short keys before long ones.
   */
  public List<String> differingKeys() {
    return keys().stream()
        .filter(key -> !isSeed(key))
        .filter(key -> runs.stream().map(run -> told(run, key)).distinct().count() > 1)
        .sorted(
            Comparator.comparing((String key) -> !Group.lastPart(key).equals("name"))
                .thenComparing(key -> key.chars().filter(c -> c == '.').count())
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** Whether a key can change a number. */
  public static boolean matters(String key) {
    return !key.startsWith("run.")
        && !key.startsWith("launcher.")
        && !key.startsWith("trainer.checkpoint_")
        && !WITHOUT_EFFECT.contains(key);
  }

  /**
   * What of a run's configuration changes the numbers of a network.
   *
   * @param ownSeed whether the network has a seed of its own, so that it is the same whichever are
   *     trained beside it
   */
  static Map<String, Object> telling(Run run, boolean ownSeed) {
    Map<String, Object> chosen = new LinkedHashMap<>(run.config());
    chosen.keySet().removeIf(key -> !tells(run, key) || (ownSeed && NETWORKS.contains(key)));
    run.settled()
        .forEach(
            (key, value) -> {
              if (Run.ABSENT.equals(value)) {
                chosen.remove(key);
              } else {
                chosen.put(key, value);
              }
            });
    return chosen;
  }

  /** Whether a key can have changed a number of a run. */
  private static boolean tells(Run run, String key) {
    boolean best = key.startsWith("trainer.best.");
    return matters(key) && !SEALED.contains(key) && !(best && run.neverStops());
  }

  /** The value of a key that can have changed a number; {@code -} where it cannot. */
  private static String told(Run run, String key) {
    return tells(run, key) ? run.setting(key) : "-";
  }

  private static boolean isSeed(String key) {
    return key.equals("seed") || key.endsWith(".seed") || key.equals("trainer.seeds");
  }

  private int groupCount(List<String> keys) {
    return (int)
        runs.stream()
            .map(run -> keys.stream().map(key -> told(run, key)).toList())
            .distinct()
            .count();
  }

  /**
   * Checks keys that a user named.
   *
   * @param keys dotted keys, or {@code run}
   * @throws PlotException naming the nearest known keys if no run has one of them
   */
  public void requireKeys(List<String> keys) {
    Set<String> known = new LinkedHashSet<>(differingKeys()); // those that are worth a group first
    known.addAll(keys());
    for (String key : keys) {
      if (!key.equals("run") && !known.contains(key)) {
        throw new PlotException(
            "no run has the configuration key '" + key + "'" + Nearest.keyHintAndList(key, known));
      }
    }
  }

  /**
   * The key that a user means: a whole key, {@code run}, the last part of one alone, such as {@code
   * depth} for {@code model.depth}, or a section with a name, such as {@code combiner}, also as the
   * group {@code method/combiner}.
   *
   * @param word what the user wrote
   * @throws PlotException naming the candidates if there are several, the nearest known keys if
   *     there is none
   */
  public String key(String word) {
    Set<String> known = keys();
    String typed = word.replace('/', '.');
    if (typed.equals("run") || known.contains(typed)) {
      return typed;
    }
    List<String> ends = known.stream().filter(key -> key.endsWith("." + typed)).toList();
    if (ends.isEmpty()) {
      // A group that was chosen from is told by the name of its option.
      String name = typed + ".name";
      ends = known.stream().filter(key -> key.equals(name) || key.endsWith("." + name)).toList();
    }
    if (ends.size() > 1) {
      throw new PlotException(
          "the key '" + word + "' may be " + String.join(" or ", ends) + "; write the whole key");
    }
    requireKeys(ends.isEmpty() ? List.of(word) : ends);
    return ends.get(0);
  }

  /** The keys that a user means; see {@link #key}. */
  public List<String> keys(List<String> typed) {
    return typed.stream().map(this::key).toList();
  }

  /**
   * Checks metric names that a user gave.
   *
   * @param names metrics
   * @throws PlotException listing the known metrics if no run has one of them
   */
  public void requireMetrics(List<String> names) {
    List<String> others = names.stream().filter(name -> !hasTrack(name)).toList();
    requireKnown("metric", others, metrics());
  }

  /**
   * Checks runs over which a metric is averaged; those that do not say its version are taken as
   * they are.
   *
   * @throws PlotException if they have other versions of its definition
   */
  public static void requireOneVersion(List<Run> runs, Metrics.Key key) {
    Map<String, Run> versions = new LinkedHashMap<>();
    for (Run run : runs.size() > 1 ? runs : List.<Run>of()) {
      run.version(key).ifPresent(version -> versions.putIfAbsent(version, run));
    }
    if (versions.size() > 1) {
      throw new PlotException(
          key.metric()
              + " of "
              + key.split()
              + ": must be of one version to be averaged but is "
              + versions.entrySet().stream()
                  .limit(2)
                  .map(entry -> entry.getKey() + " in " + entry.getValue().dir())
                  .collect(Collectors.joining(" and ")));
    }
  }

  /**
   * Checks splits that a user gave.
   *
   * @param names splits
   * @throws PlotException listing the known splits if no run has one of them
   */
  public void requireSplits(List<String> names) {
    requireKnown("split", names, splits());
  }

  /**
   * Checks a metric on a split.
   *
   * @throws PlotException naming what there is if no run has it
   */
  public void requireTrack(String split, String metric) {
    requireMetrics(List.of(metric));
    Set<String> places = new TreeSet<>();
    runs.forEach(
        run ->
            run.metrics().tracks().keySet().stream()
                .filter(key -> List.of(key.name(), key.metric()).contains(metric))
                .forEach(key -> places.add(key.split())));
    requireKnown("metric '" + metric + "' on the split", List.of(split), places);
  }

  private static void requireKnown(String what, List<String> names, Set<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw new PlotException(
            "no run has the "
                + what
                + " '"
                + name
                + "'"
                + (known.isEmpty() ? ": none has any yet" : Nearest.hintAndList(name, known)));
      }
    }
  }

  /**
   * The runs grouped by the values of some keys. Groups are sorted by value, numbers by size.
   *
   * @param keys dotted keys, or {@code run}; none gives one group
   */
  public Map<Group, RunSet> groupBy(List<String> keys) {
    requireKeys(keys);
    Map<Group, List<Run>> groups = new TreeMap<>();
    for (Run run : runs) {
      Group group = new Group(keys, keys.stream().map(run::setting).toList());
      groups.computeIfAbsent(group, g -> new ArrayList<>()).add(run);
    }
    Map<Group, RunSet> result = new LinkedHashMap<>();
    groups.forEach((group, members) -> result.put(group, new RunSet(members)));
    return result;
  }

  /**
   * All metrics of all runs in one tidy table: run, the keys asked for, step, epoch, split, metric,
   * value.
   *
   * @param keys dotted keys that become columns of text
   */
  public Table table(List<String> keys) {
    requireKeys(keys);
    Table all = null;
    for (Run run : runs) {
      Table metrics = run.metrics().table();
      int rows = metrics.rowCount();
      Table one = Table.create("runs", constant("run", run.name(), rows));
      for (String key : keys) {
        if (!key.equals("run")) {
          one.addColumns(constant(key, run.value(key), rows));
        }
      }
      metrics.columns().forEach(one::addColumns);
      all = all == null ? one : all.append(one);
    }
    return all;
  }

  private static StringColumn constant(String name, String value, int rows) {
    StringColumn column = StringColumn.create(name);
    for (int i = 0; i < rows; i++) {
      column.append(value);
    }
    return column;
  }
}
