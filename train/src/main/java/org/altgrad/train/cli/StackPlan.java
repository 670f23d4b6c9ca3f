package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.OverrideWriter;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.LauncherSettings;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Stacks;

/** Decides, when a sweep is made, which of its runs train in one graph. */
final class StackPlan {
  private static final String SEED = "seed";
  private static final String METHOD = "method.name";

  /** So many keys are reason enough. */
  private static final int MOST_NAMED = 4;

  private final Path directory;
  private final LauncherSettings.Stacked how;
  private final Map<String, List<String>> graphs = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  /** Runs that have a process's work for themselves, by the reason. */
  private final Map<String, List<String>> alone = new LinkedHashMap<>();

  private StackPlan(Path directory, LauncherSettings.Stacked how) {
    this.directory = directory;
    this.how = how;
  }

  /**
   * A filed run.
   *
   * @param values of its configuration by dotted keys
   * @param own keys that networks side by side may have values of their own of
   */
  private record Candidate(String run, Map<String, Object> values, Set<String> own) {
    /** What all runs of a graph have: a weight of 0 is another program than one of more. */
    Map<String, Object> common() {
      Map<String, Object> common = new LinkedHashMap<>(values);
      common.keySet().removeIf(key -> key.startsWith(LauncherSettings.SECTION + "."));
      for (String key : own) {
        boolean none = values.get(key) instanceof Number n && n.doubleValue() == 0;
        common.put(key, !key.equals(SEED) && none ? "none" : "some");
      }
      return common;
    }
  }

  /**
   * The plan of runs that are filed.
   *
   * @param one whether they are chosen one by one: then the reason that each runs by itself
   */
  static Stacks of(
      Path directory, Collection<Job> jobs, LauncherSettings.Stacked how, Optional<String> one) {
    StackPlan plan = new StackPlan(directory, how);
    if (one.isPresent()) {
      return new Stacks(Map.of(), List.of("by themselves: all runs: " + one.get()));
    }
    Map<Map<String, Object>, List<Candidate>> groups = new LinkedHashMap<>();
    for (Job job : jobs) {
      Experiment experiment =
          Runner.open(new RunDirectory(directory.resolve(job.run())), List.of());
      Optional<String> reason =
          job.needs().isPresent() ? Optional.of("it needs another run") : experiment.unstackable();
      if (reason.isPresent()) {
        plan.alone(job.run(), reason.get());
      } else {
        Candidate found =
            new Candidate(job.run(), experiment.filedWithValues().values(), experiment.stackable());
        groups.computeIfAbsent(found.common(), key -> new ArrayList<>()).add(found);
      }
    }
    groups.values().forEach(group -> plan.add(group, groups.values()));
    plan.alone.forEach(
        (reason, runs) -> plan.lines.add("by themselves: " + names(runs) + ": " + reason));
    return new Stacks(plan.graphs, plan.lines);
  }

  private void alone(String run, String reason) {
    alone.computeIfAbsent(reason, key -> new ArrayList<>()).add(run);
  }

  private static String names(List<String> runs) {
    return runs.size() < 4
        ? String.join(", ", runs)
        : runs.size() + " runs, " + runs.get(0) + " to " + runs.get(runs.size() - 1);
  }

  private void add(List<Candidate> group, Collection<List<Candidate>> all) {
    if (group.size() == 1) {
      Candidate one = group.get(0);
      Optional<Candidate> other =
          all.stream().map(list -> list.get(0)).filter(c -> c != one).findFirst();
      alone(
          one.run(), other.map(c -> unlike(one, c)).orElse("there is no other run to train with"));
      return;
    }
    int parts = (group.size() + how.size() - 1) / how.size();
    parts = Math.max(parts, Math.min(how.local().workers(), group.size() / 2));
    for (int p = 0; p < parts; p++) {
      int from = (int) ((long) group.size() * p / parts);
      int to = (int) ((long) group.size() * (p + 1) / parts);
      part(group.subList(from, to));
    }
  }

  /** Why two runs do not train together: another method, or the keys that differ, a few named. */
  private static String unlike(Candidate one, Candidate other) {
    List<String> keys = List.copyOf(differing(one.common(), other.common()));
    if (keys.contains(METHOD)) {
      return "no other run is of the same method";
    }
    int more = keys.size() - MOST_NAMED;
    return "no other run has the same "
        + keys.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "")
        + ", of which networks have no own values";
  }

  private void part(List<Candidate> part) {
    List<String> words = words(part);
    List<String> runs = part.stream().map(Candidate::run).toList();
    try {
      bound(directory.resolve(runs.get(0)), words);
      String name = Integer.toString(graphs.size());
      graphs.put(name, runs);
      lines.add(
          "graph "
              + name
              + ": "
              + names(runs)
              + ", which differ in "
              + part.stream()
                  .flatMap(c -> differing(part.get(0).values(), c.values()).stream())
                  .collect(Collectors.toCollection(TreeSet::new))
                  .stream()
                  .collect(Collectors.joining(", ")));
    } catch (ConfigException e) {
      runs.forEach(run -> alone(run, e.getMessage()));
    }
  }

  private static Set<String> differing(Map<String, Object> one, Map<String, Object> other) {
    Set<String> keys = new TreeSet<>(one.keySet());
    keys.addAll(other.keySet());
    keys.removeIf(key -> Objects.equals(one.get(key), other.get(key)));
    return keys;
  }

  /** What makes of the first run's configuration that of all. */
  private static List<String> words(List<Candidate> part) {
    Candidate first = part.get(0);
    List<String> words = new ArrayList<>();
    words.add(list("trainer.seeds", part, SEED));
    for (String key : new TreeSet<>(first.own())) {
      boolean differs =
          part.stream()
              .anyMatch(c -> !Objects.equals(c.values().get(key), first.values().get(key)));
      if (differs && !key.equals(SEED)) {
        words.add(list(key, part, key));
      }
    }
    return words;
  }

  private static String list(String key, List<Candidate> part, String of) {
    return OverrideWriter.assign(key, part.stream().map(c -> c.values().get(of)).toList());
  }

  /** The experiment of runs that train in one graph. */
  static Experiment bound(Path first, List<String> words) {
    return Experiment.of(Runner.filed(new RunDirectory(first), words));
  }

  /** The experiment of a graph's runs. */
  static Experiment together(Path directory, List<String> runs) {
    List<Candidate> part = new ArrayList<>();
    for (String run : runs) {
      Experiment one = Runner.open(new RunDirectory(directory.resolve(run)), List.of());
      part.add(new Candidate(run, one.filedWithValues().values(), one.stackable()));
    }
    return bound(directory.resolve(runs.get(0)), words(part));
  }
}
