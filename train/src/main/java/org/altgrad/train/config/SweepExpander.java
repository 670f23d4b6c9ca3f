package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.altgrad.base.ShellCommand;

/** Turns overrides with sweeps into the overrides of single jobs. */
public final class SweepExpander {
  private static final int MAX_JOBS = 100_000;

  private final ConfigSources sources;

  /** An expander; the search path gives the options that {@code glob()} selects from. */
  public SweepExpander(ConfigSources sources) {
    this.sources = sources;
  }

  /**
   * One job of a sweep.
   *
   * @param overrides all its overrides, none of which is a sweep
   * @param swept those of them that differ between jobs
   */
  public record SweepJob(List<String> overrides, List<String> swept) {
    /** Takes copies of the lists. */
    public SweepJob {
      overrides = List.copyOf(overrides);
      swept = List.copyOf(swept);
    }
  }

  /**
   * All jobs, in Hydra's order: the last swept override varies fastest.
   *
   * @param overrides as typed
   * @param zipped whether the swept overrides are taken in step, the first values of all, then the
   *     second values of all, instead of all combinations
   * @throws ConfigException if an override is wrong or undoes a sweep, a sweep is empty, or zipped
   *     sweeps differ in length
   */
  public List<SweepJob> expand(List<String> overrides, boolean zipped) {
    List<List<String>> columns = new ArrayList<>();
    List<Boolean> isSwept = new ArrayList<>();
    Map<String, String> sweeps = new HashMap<>();
    for (String text : overrides) {
      if (OwnFile.isNamedBy(text)) {
        isSwept.add(false);
        columns.add(List.of(text));
        continue;
      }
      ConfigOverride override = OverrideParser.parse(text);
      requireLast(override, text, sweeps);
      isSwept.add(override.isSweep());
      columns.add(column(text, override));
    }
    int jobs = zipped ? commonLength(columns, isSwept, overrides) : product(columns);
    List<SweepJob> result = new ArrayList<>();
    for (int job = 0; job < jobs; job++) {
      String[] all = new String[columns.size()];
      int rest = job;
      for (int i = columns.size() - 1; i >= 0; i--) {
        List<String> column = columns.get(i);
        int index = zipped ? Math.min(job, column.size() - 1) : rest % column.size();
        rest /= column.size();
        all[i] = column.get(index);
      }
      List<String> swept = new ArrayList<>();
      for (int i = 0; i < all.length; i++) {
        if (isSwept.get(i)) {
          swept.add(all[i]);
        }
      }
      result.add(new SweepJob(List.of(all), swept));
    }
    return result;
  }

  /**
   * A key with the values that it shall have.
   *
   * @param key with its sign and package, as typed
   * @param values as they stand in overrides; none where all reals between two are meant
   * @param interval the two; none where there are values
   */
  public record Swept(String key, List<String> values, List<Double> interval) {
    /** Takes copies of the lists. */
    public Swept {
      values = List.copyOf(values);
      interval = List.copyOf(interval);
    }
  }

  /**
   * The overrides that are sweeps, in order; {@code interval()} among them.
   *
   * @throws ConfigException if an override is wrong or undoes a sweep, or a sweep is empty
   */
  public List<Swept> swept(List<String> overrides) {
    List<Swept> all = new ArrayList<>();
    Map<String, String> sweeps = new HashMap<>();
    for (String text : overrides) {
      if (OwnFile.isNamedBy(text)) {
        continue;
      }
      ConfigOverride override = OverrideParser.parse(text);
      requireLast(override, text, sweeps);
      String key = override.kind().sign + override.target();
      if (override.value() instanceof Sweep.Interval interval) {
        all.add(new Swept(key, List.of(), List.of(interval.start(), interval.end())));
      } else if (override.isSweep()) {
        List<String> words = values(override);
        all.add(
            new Swept(
                key, words.stream().map(w -> w.substring(key.length() + 1)).toList(), List.of()));
      }
    }
    return all;
  }

  /** Overrides without the sweeps that later ones replace by a value, or by other values. */
  public List<String> replaced(List<String> overrides, List<String> later) {
    Set<String> keys =
        later.stream()
            .filter(text -> !OwnFile.isNamedBy(text))
            .map(text -> OverrideParser.parse(text).key())
            .collect(Collectors.toSet());
    List<String> fixed = fixed(overrides);
    return overrides.stream()
        .filter(text -> fixed.contains(text) || !keys.contains(OverrideParser.parse(text).key()))
        .toList();
  }

  /**
   * What an override changes, without its sign and its package; empty of the name of a file.
   *
   * @throws ConfigException if it is none
   */
  public static Optional<String> key(String override) {
    return OwnFile.isNamedBy(override)
        ? Optional.empty()
        : Optional.of(OverrideParser.parse(override).key());
  }

  /** Those overrides that are no sweeps, in order. */
  public List<String> fixed(List<String> overrides) {
    return overrides.stream()
        .filter(text -> OwnFile.isNamedBy(text) || !OverrideParser.parse(text).isSweep())
        .toList();
  }

  /** The overrides with the first value of each sweep, however they are combined. */
  public List<String> first(List<String> overrides) {
    return overrides.stream()
        .map(
            text ->
                OwnFile.isNamedBy(text) ? text : column(text, OverrideParser.parse(text)).get(0))
        .toList();
  }

  /** The single words that one stands for. */
  private List<String> column(String text, ConfigOverride override) {
    return override.isSweep() ? values(override) : List.of(text);
  }

  /** All jobs of a sweep that a later override undoes would be one. */
  private static void requireLast(
      ConfigOverride override, String text, Map<String, String> sweeps) {
    String undone = sweeps.get(override.key());
    if (undone != null) {
      throw new ConfigException(
          undone + ": has no effect, for " + text + " comes after it; leave one of them out");
    }
    if (override.isSweep()) {
      sweeps.put(override.key(), text);
    }
  }

  private static int product(List<List<String>> columns) {
    long jobs = 1;
    for (List<String> column : columns) {
      jobs *= column.size();
      if (jobs > MAX_JOBS) {
        throw new ConfigException("the sweep has more than " + MAX_JOBS + " jobs");
      }
    }
    return (int) jobs;
  }

  private static int commonLength(
      List<List<String>> columns, List<Boolean> isSwept, List<String> overrides) {
    int length = -1;
    String first = "";
    for (int i = 0; i < columns.size(); i++) {
      if (!isSwept.get(i)) {
        continue;
      }
      int size = columns.get(i).size();
      if (length < 0) {
        length = size;
        first = overrides.get(i);
      } else if (size != length) {
        throw new ConfigException(
            overrides.get(i)
                + ": has "
                + size
                + " values but "
                + first
                + " has "
                + length
                + "; zipped sweeps need the same number of values");
      }
    }
    return Math.max(1, length);
  }

  private List<String> values(ConfigOverride override) {
    Origin origin = override.origin();
    if (override.kind() == ConfigOverride.Kind.DELETE) {
      throw new ConfigException(origin, "a removal cannot be swept");
    }
    List<Node> nodes;
    if (override.value() instanceof Sweep.Choice choice) {
      nodes = choice.items();
    } else if (override.value() instanceof Sweep.SweepRange range) {
      nodes = range.values(origin);
    } else if (override.value() instanceof Sweep.Glob glob) {
      nodes = new ArrayList<>();
      if (!sources.isGroup(override.key())) {
        throw new ConfigException(
            origin, "glob() selects options of a group, and '" + override.key() + "' is none");
      }
      List<String> options = new GroupCatalogue(sources).options(override.key());
      for (String option : options) {
        if (glob.matches(option)) {
          nodes.add(Node.Scalar.of(option, origin));
        }
      }
      if (nodes.isEmpty()) {
        throw new ConfigException(
            origin, "the pattern matches no option; available: " + String.join(", ", options));
      }
    } else {
      throw new ConfigException(
          origin,
          "interval() needs a search that draws values, which a file defines (method: random, sobol"
              + " or tpe, {min: 1e-4, max: 1e-1}; "
              + ShellCommand.of("sweep", "create")
              + " FILE); give values here with"
              + " choice() or range()");
    }
    if (nodes.isEmpty()) {
      throw new ConfigException(origin, "the sweep has no values");
    }
    String target = override.kind().sign + override.target() + "=";
    return nodes.stream().map(node -> target + OverrideWriter.write(node)).toList();
  }
}
