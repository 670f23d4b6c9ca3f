package org.altgrad.plotting.kind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.runs.RunSet;

/**
 * One kind of figure that can be drawn from runs.
 *
 * @param name what the user types
 * @param description one line
 * @param options what can be said about it
 * @param drawer draws it
 */
public record FigureKind(String name, String description, List<Option> options, Drawer drawer) {

  /**
   * One option. All options are text and have a default.
   *
   * @param name what the user types
   * @param fallback the default; empty where it depends on the runs
   * @param description one line
   */
  public record Option(String name, String fallback, String description) {}

  /** Draws a figure. */
  @FunctionalInterface
  public interface Drawer {
    /**
     * Draws a figure from runs.
     *
     * @param runs the runs
     * @param options all options of the kind
     */
    Figure draw(RunSet runs, Options options);
  }

  /**
   * Draws this kind of figure.
   *
   * @param runs the runs
   * @param given options that differ from their defaults
   * @throws PlotException if an option is unknown or wrong, or the runs lack what is asked
   */
  public Figure draw(RunSet runs, Map<String, String> given) {
    Map<String, String> values = new LinkedHashMap<>();
    options.forEach(option -> values.put(option.name(), option.fallback()));
    given.forEach(
        (key, value) -> {
          if (values.replace(key, value) == null) {
            throw new PlotException(
                name + " has no option '" + key + "'" + Nearest.hintAndList(key, values.keySet()));
          }
        });
    return drawer.draw(runs, new Options(name, values));
  }

  /** The options of a kind whose panels have the usual size. */
  public static List<Option> options(Option... own) {
    return options(360, 260, own);
  }

  /** The options of a kind, with those that all kinds have and the usual size of its panels. */
  public static List<Option> options(int width, int height, Option... own) {
    List<Option> all = new ArrayList<>(List.of(own));
    all.add(option("title", "", "a title above the figure"));
    all.add(option("width", "" + width, "width of one panel in points of 1/72 inch"));
    all.add(option("height", "" + height, "height of one panel in points of 1/72 inch"));
    return List.copyOf(all);
  }

  /** An option. */
  public static Option option(String name, String fallback, String description) {
    return new Option(name, fallback, description);
  }
}
