package org.altgrad.train.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.altgrad.base.Csv;
import org.altgrad.base.Require;
import org.altgrad.graphs.identifiability.Forest;

/**
 * What a sweep's trials say, as tables. Trials without a value are left out where one is needed.
 */
public final class Analysis {
  /** Trees of a forest and the least rows of their leaves. */
  private static final int TREES = 64;

  private static final int SEED = 1;

  /** Fewer trials than this tell nothing of what matters. */
  private static final int FEWEST = 4;

  private Analysis() {}

  /**
   * Rows of numbers and texts.
   *
   * @param columns their names
   * @param rows as long as the columns
   */
  public record Table(List<String> columns, List<List<Object>> rows) {
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(row -> Collections.unmodifiableList(new ArrayList<>(row))).toList();
    }

    /** The same as comma-separated text with a line of names. */
    public String csv() {
      return Csv.line(columns) + rows.stream().map(Csv::line).collect(Collectors.joining());
    }
  }

  /**
   * Columns {@code trial, status, value, spread} and one for each key; empty where there is none.
   */
  public static Table trials(Space space, List<Trial> trials) {
    List<String> columns = new ArrayList<>(List.of("trial", "status", "value", "spread"));
    space.parameters().forEach(p -> columns.add(p.key()));
    List<List<Object>> rows = new ArrayList<>();
    for (Trial trial : ordered(trials)) {
      List<Object> row = new ArrayList<>(List.of(trial.number(), status(trial)));
      row.add(trial.value().isPresent() ? trial.value().getAsDouble() : "");
      row.add(trial.spread().isPresent() ? trial.spread().getAsDouble() : "");
      space.parameters().forEach(p -> row.add(trial.point().values().getOrDefault(p.key(), "")));
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  /**
   * A row for each parameter of each complete trial: {@code trial, key, text, x, share, value};
   * {@code x} is the number or the place among the choices, {@code share} the place in the law.
   */
  public static Table slices(Space space, List<Trial> trials) {
    List<List<Object>> rows = new ArrayList<>();
    for (Trial trial : complete(trials)) {
      for (Space.Parameter parameter : space.parameters()) {
        String text = trial.point().values().get(parameter.key());
        if (text != null) {
          Distribution law = parameter.distribution();
          double x =
              law instanceof Distribution.Choice choice
                  ? choice.texts().indexOf(text)
                  : ((Distribution.Numeric) law).number(text);
          rows.add(
              List.of(
                  trial.number(),
                  parameter.key(),
                  text,
                  x,
                  law.share(text),
                  trial.value().getAsDouble()));
        }
      }
    }
    return new Table(List.of("trial", "key", "text", "x", "share", "value"), rows);
  }

  /** A row for each value at a rung: {@code trial, status, moment, value}. */
  public static Table rungs(List<Trial> trials) {
    List<List<Object>> rows = new ArrayList<>();
    for (Trial trial : ordered(trials)) {
      trial
          .rungs()
          .forEach(
              (moment, value) -> rows.add(List.of(trial.number(), status(trial), moment, value)));
    }
    return new Table(List.of("trial", "status", "moment", "value"), rows);
  }

  /**
   * A row for each complete trial: {@code trial, seconds, value, best}, the best so far and the
   * processor time of all trials so far.
   *
   * @param seconds processor time of a trial
   */
  public static Table best(
      List<Trial> trials, Definition.Goal goal, ToDoubleFunction<Trial> seconds) {
    List<List<Object>> rows = new ArrayList<>();
    double spent = 0;
    double best = Double.NaN;
    for (Trial trial : ordered(trials)) {
      spent += seconds.applyAsDouble(trial);
      if (trial.value().isPresent()) {
        double value = trial.value().getAsDouble();
        boolean better = goal == Definition.Goal.MINIMIZE ? value < best : value > best;
        best = better || Double.isNaN(best) ? value : best;
        rows.add(List.of(trial.number(), spent, value, best));
      }
    }
    return new Table(List.of("trial", "seconds", "value", "best"), rows);
  }

  /**
   * How much of the metric's variance over the space each parameter makes alone, by a forest of
   * regression trees: {@code key, share, trials}, the largest first. What is missing to 1 is what
   * parameters make together. Those that depend on others are judged by the trials that had them.
   */
  public static Table importance(Space space, List<Trial> trials) {
    List<List<Object>> rows = new ArrayList<>();
    for (List<Space.Parameter> group : groups(space)) {
      Sample sample = Sample.of(group, trials);
      Optional<Forest> forest = sample.forest();
      for (int f = 0; f < group.size(); f++) {
        boolean own = group.get(f).when().equals(group.get(0).when());
        if (own && forest.isPresent()) {
          double[] high = new double[group.size()];
          Arrays.fill(high, 1);
          double share = forest.get().mainEffect(f, new double[high.length], high);
          rows.add(List.of(group.get(f).key(), share, sample.values().length));
        }
      }
    }
    rows.sort(Comparator.comparingDouble((List<Object> row) -> -(double) row.get(1)));
    return new Table(List.of("key", "share", "trials"), rows);
  }

  /**
   * What a forest of regression trees expects of two parameters, over all values of the others:
   * {@code x, y, value} at the middles of cells, shares of the laws.
   *
   * @param cells along each side; choices have one each
   * @throws IllegalArgumentException if there is no such key, or too few trials have both
   */
  public static Table surface(
      Space space, List<Trial> trials, String first, String second, int cells) {
    List<Space.Parameter> chosen =
        space.parameters().stream()
            .filter(p -> p.when().isEmpty() || p.key().equals(first) || p.key().equals(second))
            .toList();
    List<String> keys = chosen.stream().map(Space.Parameter::key).toList();
    for (String key : List.of(first, second)) {
      Require.that(keys.contains(key), "key", "one of " + String.join(", ", keys), key);
    }
    Forest forest =
        Sample.of(chosen, trials)
            .forest()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "trials: must be at least "
                            + FEWEST
                            + " complete ones with "
                            + first
                            + " and "
                            + second));
    int across = keys.indexOf(first);
    int up = keys.indexOf(second);
    int columns = cells(chosen.get(across), cells);
    int lines = cells(chosen.get(up), cells);
    List<List<Object>> rows = new ArrayList<>();
    for (int j = 0; j < lines; j++) {
      for (int i = 0; i < columns; i++) {
        double[] low = new double[keys.size()];
        double[] high = new double[keys.size()];
        Arrays.fill(high, 1);
        low[across] = (double) i / columns;
        high[across] = (i + 1.0) / columns;
        low[up] = (double) j / lines;
        high[up] = (j + 1.0) / lines;
        rows.add(List.of((i + .5) / columns, (j + .5) / lines, forest.mean(low, high)));
      }
    }
    return new Table(List.of("x", "y", "value"), rows);
  }

  private static int cells(Space.Parameter parameter, int cells) {
    return parameter.distribution() instanceof Distribution.Choice choice
        ? choice.texts().size()
        : cells;
  }

  /** The parameters of a condition, with those that all points have behind them. */
  private static List<List<Space.Parameter>> groups(Space space) {
    Map<Map<String, List<String>>, List<Space.Parameter>> groups = new LinkedHashMap<>();
    space
        .parameters()
        .forEach(p -> groups.computeIfAbsent(p.when(), when -> new ArrayList<>()).add(p));
    List<Space.Parameter> all = List.copyOf(groups.getOrDefault(Map.of(), List.of()));
    groups.forEach(
        (when, group) -> {
          if (!when.isEmpty()) {
            group.addAll(all);
          }
        });
    return List.copyOf(groups.values());
  }

  /**
   * Complete trials that have some parameters.
   *
   * @param places [parameters][trials] shares of the laws
   * @param values [trials]
   */
  private record Sample(double[][] places, double[] values) {
    static Sample of(List<Space.Parameter> parameters, List<Trial> trials) {
      List<Trial> having =
          complete(trials).stream()
              .filter(t -> Double.isFinite(t.value().getAsDouble()))
              .filter(
                  t -> parameters.stream().allMatch(p -> t.point().values().containsKey(p.key())))
              .toList();
      double[][] places =
          parameters.stream()
              .map(
                  p ->
                      having.stream()
                          .mapToDouble(t -> p.distribution().share(t.point().values().get(p.key())))
                          .toArray())
              .toArray(double[][]::new);
      return new Sample(
          places, having.stream().mapToDouble(t -> t.value().getAsDouble()).toArray());
    }

    Optional<Forest> forest() {
      return values.length < FEWEST || places.length == 0
          ? Optional.empty()
          : Optional.of(
              new Forest(places, new double[][] {values}, Forest.Settings.full(TREES, SEED)));
    }
  }

  private static List<Trial> ordered(List<Trial> trials) {
    return trials.stream().sorted(Comparator.comparingInt(Trial::number)).toList();
  }

  private static List<Trial> complete(List<Trial> trials) {
    return ordered(trials).stream().filter(t -> t.value().isPresent()).toList();
  }

  private static String status(Trial trial) {
    return trial.status().name().toLowerCase(Locale.ROOT);
  }
}
