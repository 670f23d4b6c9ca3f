package org.altgrad.plotting.kind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.runs.RunSet;

/**
 * One kind of figure that can be drawn from runs, or a figure that a method declares: a kind that
 * has been told where the data stands and how it looks.
 *
 * @param name what the user types
 * @param description one line
 * @param options what can be said about it
 * @param drawer draws it
 */
public record FigureKind(String name, String description, List<Choice> options, Drawer drawer) {
  /** Options whose defaults are found in the runs. */
  private static final Set<String> SHOWN = Set.of("metric", "split", "x", "by");

  /**
   * One option. All options are text and have a default.
   *
   * @param name what the user types
   * @param fallback the default; empty where it depends on the runs
   * @param description one line
   * @param data whether it says where the data stands
   */
  public record Choice(String name, String fallback, String description, boolean data) {}

  /** Draws a figure. */
  @FunctionalInterface
  public interface Drawer {
    /**
     * Draws a figure from runs.
     *
     * @param figure its name, for messages
     * @param runs the runs
     * @param options all options by name
     */
    Figure draw(String figure, RunSet runs, Map<String, String> options);

    /**
     * The same with texts that a look declares in place of names, of which no figure need have all.
     */
    default Figure drawDeclared(String figure, RunSet runs, Map<String, String> options) {
      return draw(figure, runs, options);
    }
  }

  /**
   * A kind whose options are a record.
   *
   * @param options the record, whose components carry {@link Option}
   * @param draw a lambda, not a method reference: listing a kind must not load what draws it
   */
  public static <R extends Record> FigureKind of(
      String name, String description, Class<R> options, BiFunction<RunSet, R, Figure> draw) {
    return new FigureKind(
        name, description, OptionRecords.declared(options), new RecordDrawer<>(options, draw));
  }

  /** Draws by options that are a record. */
  private record RecordDrawer<R extends Record>(Class<R> type, BiFunction<RunSet, R, Figure> draw)
      implements Drawer {
    @Override
    public Figure draw(String figure, RunSet runs, Map<String, String> options) {
      return draw(figure, runs, options, true);
    }

    @Override
    public Figure drawDeclared(String figure, RunSet runs, Map<String, String> options) {
      return draw(figure, runs, options, false);
    }

    /**
     * Draws once more where the names that the figure has asked for tell that a text in place of
     * one begins elsewhere.
     *
     * @param all whether the figure must have all names that texts are given for
     */
    private Figure draw(String figure, RunSet runs, Map<String, String> options, boolean all) {
      R bound = OptionRecords.bind(figure, type, options, Set.of());
      Figure drawn = draw.apply(runs, bound);
      Optional<Labels> labels = OptionRecords.labels(bound);
      if (labels.isPresent()) {
        R known = OptionRecords.bind(figure, type, options, labels.get().asked());
        Labels meant = OptionRecords.labels(known).orElseThrow();
        if (!meant.texts().equals(labels.get().texts())) {
          drawn = draw.apply(runs, known);
          labels = Optional.of(meant);
        }
      }
      labels.filter(given -> all).ifPresent(given -> given.requireAsked(figure));
      return drawn;
    }
  }

  /**
   * Draws this kind of figure.
   *
   * @param runs the runs
   * @param given options that differ from their defaults
   * @throws PlotException if an option is unknown or wrong, or the runs lack what is asked
   */
  public Figure draw(RunSet runs, Map<String, String> given) {
    given.keySet().forEach(this::requireOption);
    Map<String, String> values = new LinkedHashMap<>();
    options.forEach(option -> values.put(option.name(), option.fallback()));
    values.putAll(given);
    return drawer.draw(name, runs, values);
  }

  /**
   * Options that were given and change nothing: another one, or the runs, leave them nothing to do.
   * Nothing is said of animations, nor of an option that is told what it is anyway, as those that
   * say what is shown may be.
   *
   * @param drawn from the runs with all that is given
   * @return their names
   */
  public List<String> idle(RunSet runs, Map<String, String> given, Figure drawn) {
    Map<String, String> told = new LinkedHashMap<>(given);
    options.forEach(option -> told.remove(option.name(), option.fallback()));
    told.keySet().removeAll(SHOWN);
    if (told.isEmpty() || drawn.animation().isPresent()) {
      return List.of();
    }
    String picture = drawn.svg();
    return told.keySet().stream()
        .filter(option -> same(runs, without(given, option), drawn, picture))
        .toList();
  }

  private static Map<String, String> without(Map<String, String> given, String option) {
    Map<String, String> others = new LinkedHashMap<>(given);
    others.remove(option);
    return others;
  }

  private boolean same(RunSet runs, Map<String, String> given, Figure drawn, String picture) {
    try {
      Figure other = draw(runs, given);
      return other.print().equals(drawn.print())
          && other.svg().equals(picture)
          && other.data().equals(drawn.data());
    } catch (PlotException e) { // without it there is no figure
      return false;
    }
  }

  /**
   * Checks the name of an option.
   *
   * @throws PlotException naming the nearest one if there is none
   */
  public void requireOption(String option) {
    List<String> known = options.stream().map(Choice::name).toList();
    if (!known.contains(option)) {
      throw new PlotException(
          name + " has no option '" + option + "'" + Nearest.hintAndList(option, known));
    }
  }
}
