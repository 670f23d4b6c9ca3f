package org.altgrad.train.search;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.altgrad.base.Require;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.SweepExpander;

/**
 * What a sweep is: where it looks, how, for what, and how long.
 *
 * @param search method and space
 * @param count trials at most; none where the search ends by itself
 * @param seed of all draws
 * @param metric that is searched for; none where the search looks for nothing
 * @param replicates runs of each trial that differ in their seed alone
 * @param confirm what is run again at the end with other seeds
 * @param stopping which trials go on
 * @param overrides of all runs
 * @param notes one line for each thing that was read and has no meaning here
 */
public record Definition(
    Search search,
    OptionalInt count,
    long seed,
    Optional<Metric> metric,
    int replicates,
    Optional<Confirm> confirm,
    EarlyStopping stopping,
    List<String> overrides,
    List<String> notes) {
  /** The file that defines a search, in its directory. */
  public static final String FILE = "definition.yaml";

  /** What is better. */
  public enum Goal {
    MINIMIZE,
    MAXIMIZE
  }

  /** A metric of a split. */
  public record Metric(String name, Goal goal, String split) {
    /** The split that judges the winner. */
    public static final String TEST = "test";

    public Metric {
      Require.that(!name.isBlank(), "name", "a metric's name", "empty");
      Require.that(
          !split.equals(TEST),
          "split",
          "validation, or another split that does not judge the winner,",
          split);
    }

    /** As in {@code maximize accuracy@validation}. */
    public String text() {
      return goal.name().toLowerCase(Locale.ROOT) + " " + name + "@" + split;
    }
  }

  /** The best trials are run again with seeds that none has seen. */
  public record Confirm(int top, int seeds) {
    public Confirm {
      Require.atLeast("top", top, 1);
      Require.atLeast("seeds", seeds, 1);
    }
  }

  public Definition {
    overrides = List.copyOf(overrides);
    notes = List.copyOf(notes);
    Require.atLeast("count", count.orElse(1), 1);
    Require.atLeast("replicates", replicates, 1);
    boolean looks = search instanceof Search.Tpe || confirm.isPresent();
    Require.that(
        metric.isPresent() || !(looks || !(stopping instanceof EarlyStopping.None)),
        "metric",
        "given for method: tpe, early_stopping and confirm, as in {name: accuracy, goal: maximize}",
        "missing");
  }

  /**
   * Reads a file, in the words of docs/sweeps.md or of the tracking service.
   *
   * @throws ConfigException with the file's domain, if something is wrong
   */
  public static Definition read(Path file) {
    return DefinitionFile.read(file);
  }

  /**
   * What is typed: a grid, parameters in step, or ranges, {@code interval(a,b)}, that are searched.
   *
   * @param words overrides, with sweeps among them
   * @param method grid, zip, random, sobol or tpe
   * @throws ConfigException if a word is wrong, or the method cannot search them
   */
  public static Definition ofWords(
      ConfigSources sources,
      List<String> words,
      String method,
      OptionalInt count,
      Optional<Metric> metric,
      long seed) {
    SweepExpander expander = new SweepExpander(sources);
    List<Space.Parameter> parameters =
        expander.swept(words).stream()
            .map(
                swept ->
                    new Space.Parameter(
                        swept.key(),
                        swept.interval().isEmpty()
                            ? choice(method, swept.values())
                            : new Distribution.Uniform(
                                swept.interval().get(0), swept.interval().get(1))))
            .toList();
    try {
      return new Definition(
          search(method, new Space(parameters)),
          count,
          seed,
          metric,
          1,
          Optional.empty(),
          new EarlyStopping.None(),
          expander.fixed(words),
          List.of());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage());
    }
  }

  private static Distribution.Choice choice(String method, List<String> values) {
    return new Distribution.Choice(
        method.equals("zip") ? values : Distribution.Choice.distinct(values).kept());
  }

  /** A method by its name. */
  static Search search(String method, Space space) {
    return switch (method) {
      case "grid" -> Search.Grid.of(space);
      case "zip" -> Search.Zip.of(space);
      case "random" -> new Search.RandomSearch(space);
      case "sobol" -> new Search.Sobol(space);
      case "tpe" -> new Search.Tpe(space);
      default ->
          throw new IllegalArgumentException(
              "method: must be one of grid, zip, random, sobol, tpe but is " + method);
    };
  }

  /**
   * What one might not expect of the sweep's length, and of what it goes by: by the key that it
   * follows from, a line each.
   */
  public Map<String, String> remarks() {
    Map<String, String> remarks = new LinkedHashMap<>();
    OptionalLong all = search.total();
    if (count.isEmpty() && all.isEmpty()) {
      remarks.put(
          "count",
          "is not given, and the points have no end that is known: workers go on until "
              + ShellCommand.of("sweep", "stop"));
    } else if (count.isPresent() && count.getAsInt() > all.orElse(Long.MAX_VALUE)) {
      remarks.put(
          "count",
          count.getAsInt() + " is more than there are points; the sweep ends after " + trials(all));
    }
    OptionalLong trials = total();
    if (confirm.isPresent() && confirm.get().top() > trials.orElse(Long.MAX_VALUE)) {
      remarks.put(
          "confirm.top",
          confirm.get().top()
              + " is more than there are trials; run again is all of "
              + trials(trials));
    }
    if (metric.map(Metric::split).equals(Optional.of("train"))) {
      remarks.put(
          "metric.split",
          "train is what runs have learned from, so that values are optimistic, and whoever fits"
              + " it most wins; choose by validation where the data hold a share out");
    }
    return remarks;
  }

  private static String trials(OptionalLong count) {
    long trials = count.orElseThrow();
    return trials + (trials == 1 ? " trial" : " trials");
  }

  /** The same with other notes. */
  Definition withNotes(List<String> lines) {
    return new Definition(
        search, count, seed, metric, replicates, confirm, stopping, overrides, lines);
  }

  /** The same with another number of trials. */
  public Definition withCount(int trials) {
    return new Definition(
        search,
        OptionalInt.of(trials),
        seed,
        metric,
        replicates,
        confirm,
        stopping,
        overrides,
        notes);
  }

  /** How many trials there will be; none where the sweep has no end of its own. */
  public OptionalLong total() {
    OptionalLong all = search.total();
    return count.isEmpty()
        ? all
        : OptionalLong.of(Math.min(count.getAsInt(), all.orElse(Long.MAX_VALUE)));
  }

  /** All points, where they do not depend on what is found and have an end. */
  public Optional<List<Point>> points() {
    return search instanceof Search.Planned planned && total().isPresent()
        ? Optional.of(planned.points(seed, (int) total().getAsLong()))
        : Optional.empty();
  }

  /** The point of a trial, as {@link Search#propose}; none at the sweep's end. */
  public Optional<Point> propose(int trial, List<Trial> journal) {
    boolean over = count.isPresent() && trial >= count.getAsInt();
    return over ? Optional.empty() : search.propose(seed, trial, ascending(journal));
  }

  /** As {@link EarlyStopping#decide}. */
  public EarlyStopping.Decision decide(Trial trial, long moment, List<Trial> journal) {
    return stopping.decide(seed, ascending(List.of(trial)).get(0), moment, ascending(journal));
  }

  /** As {@link EarlyStopping#promotable}. */
  public Optional<EarlyStopping.Promotion> promotable(List<Trial> journal) {
    return stopping.promotable(seed, ascending(journal));
  }

  /** As {@link EarlyStopping#nextRung}. */
  public OptionalLong nextRung(int trial, long after) {
    return stopping.nextRung(seed, trial, after);
  }

  /** As {@link EarlyStopping#hasFirstRung}. */
  public boolean hasFirstRung(int trial) {
    return stopping.hasFirstRung(seed, trial);
  }

  /** Complete trials, best first. */
  public List<Trial> ranked(List<Trial> journal) {
    Goal goal = metric.map(Metric::goal).orElse(Goal.MINIMIZE);
    return journal.stream()
        .filter(t -> t.status() == Trial.Status.COMPLETE)
        .sorted(
            (a, b) -> {
              int order = ParzenSearch.compare(oriented(a, goal), oriented(b, goal));
              return order != 0 ? order : Integer.compare(a.number(), b.number());
            })
        .toList();
  }

  private List<Trial> ascending(List<Trial> journal) {
    Goal goal = metric.map(Metric::goal).orElse(Goal.MINIMIZE);
    return goal == Goal.MINIMIZE ? journal : journal.stream().map(t -> oriented(t, goal)).toList();
  }

  private static Trial oriented(Trial trial, Goal goal) {
    return goal == Goal.MINIMIZE ? trial : trial.negated();
  }

  /** Names of methods. */
  static List<String> methods() {
    return Stream.of("grid", "zip", "list", "random", "sobol", "tpe").toList();
  }
}
