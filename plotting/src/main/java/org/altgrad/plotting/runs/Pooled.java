package org.altgrad.plotting.runs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What runs of one group differ in beside their seeds, which their statistics average over: within
 * each seed first, so that n counts seeds.
 *
 * @param runs how many there are
 * @param values those that differ, by key, sorted; those of other keys of seeds too
 * @param everySeed whether every seed has all of the settings
 */
public record Pooled(int runs, Map<String, List<String>> values, boolean everySeed) {
  private static final Set<String> LENGTHS =
      Set.of(
          "trainer.max_epochs",
          "trainer.max_steps",
          "trainer.max_time",
          "trainer.limit_train_batches",
          "trainer.fast_dev_run");

  /** Of more values the first and the last are named. */
  private static final int MOST_VALUES = 6;

  /** Of more groups with one remark there is a count. */
  private static final int MOST_GROUPS = 4;

  /** What some runs differ in. */
  public static Pooled of(List<Run> runs) {
    RunSet set = new RunSet(runs);
    List<String> settings =
        set.distinguishingKeys().stream().filter(key -> !RunSet.NETWORKS.contains(key)).toList();
    Map<String, List<String>> values = new LinkedHashMap<>();
    settings.forEach(key -> values.put(key, values(runs, key)));
    set.keys().stream()
        .filter(Replicates::other)
        .filter(key -> values(runs, key).size() > 1)
        .forEach(key -> values.put(key, values(runs, key)));
    Replicates told = Replicates.of(runs);
    Map<Replicates.Replicate, Set<List<String>>> had = new HashMap<>();
    for (Run run : runs) {
      had.computeIfAbsent(told.of(run, 0, 1), seed -> new HashSet<>())
          .add(settings.stream().map(run::setting).toList());
    }
    return new Pooled(runs.size(), values, new HashSet<>(had.values()).size() <= 1);
  }

  private static List<String> values(List<Run> runs, String key) {
    TreeSet<String> values = new TreeSet<>(Group::compareValues);
    runs.forEach(run -> values.add(run.setting(key)));
    return List.copyOf(values);
  }

  /** Whether the runs differ in nothing but the seed. */
  public boolean none() {
    return values.isEmpty();
  }

  /** What is averaged over, in words; empty if nothing is. */
  public String text() {
    if (none()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    part(parts, "", key -> !data(key) && !LENGTHS.contains(key));
    part(parts, "other data: ", Pooled::data);
    part(parts, "other lengths: ", LENGTHS::contains);
    return runs
        + " runs averaged over "
        + String.join("; over ", parts)
        + (everySeed ? "" : "; not every seed has all of these");
  }

  private static boolean data(String key) {
    return key.startsWith("data.");
  }

  private void part(List<String> parts, String kind, Predicate<String> of) {
    List<String> own = new ArrayList<>();
    values.forEach(
        (key, all) -> {
          if (of.test(key)) {
            own.add(key + "=" + shown(all));
          }
        });
    if (!own.isEmpty()) {
      parts.add(kind + String.join(", ", own));
    }
  }

  private static String shown(List<String> all) {
    int n = all.size();
    return n <= MOST_VALUES
        ? String.join("|", all)
        : all.get(0) + "|" + all.get(1) + "|...|" + all.get(n - 1) + " (" + n + " values)";
  }

  /**
   * What groups average over, a line for each remark.
   *
   * @param groups each with what its runs differ in
   */
  public static List<String> notes(Map<Group, Pooled> groups) {
    Map<String, Set<String>> remarks = new LinkedHashMap<>();
    groups.forEach(
        (group, pooled) -> {
          if (!pooled.none()) {
            String label = group.keys().isEmpty() ? "" : group.label();
            remarks.computeIfAbsent(pooled.text(), text -> new LinkedHashSet<>()).add(label);
          }
        });
    List<String> lines = new ArrayList<>();
    remarks.forEach(
        (text, labels) -> {
          String of =
              labels.size() <= MOST_GROUPS
                  ? String.join("; ", labels)
                  : labels.size() + " groups, each";
          lines.add(of.isEmpty() ? text : of + ": " + text);
        });
    return List.copyOf(lines);
  }

  /** The keys that groups average over, seeds aside. */
  public static List<String> settings(Map<Group, Pooled> groups) {
    return groups.values().stream()
        .flatMap(pooled -> pooled.values().keySet().stream())
        .filter(key -> !Replicates.other(key))
        .distinct()
        .toList();
  }

  /** The groups of some runs, of which those count that are done, or else have begun. */
  public static Map<Group, Pooled> groups(RunSet runs, List<String> by) {
    Map<Group, Pooled> groups = new LinkedHashMap<>();
    runs.groupBy(by)
        .forEach(
            (group, members) -> {
              List<Run> begun =
                  members.runs().stream().filter(r -> !r.state().equals(Run.NOT_BEGUN)).toList();
              List<Run> done = begun.stream().filter(Run::done).toList();
              groups.put(group, of(done.isEmpty() ? begun : done));
            });
    return groups;
  }
}
