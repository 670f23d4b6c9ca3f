package org.altgrad.plotting.figure;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;

/**
 * The catalogue of figures. Listing it loads neither AWT nor the figures: the drawers are lambdas,
 * not method references, for those would load their class at once.
 */
public final class FigureKinds {
  /** Drawn from metrics and pictures of the runs. */
  private static final List<FigureKind> OF_METRICS =
      List.of(
          new FigureKind(
              "learning-curve",
              "metrics over a run: mean over seeds with a band, one colour per group",
              options(
                  option("metric", "", "metrics, one column each; log(m) and log10(m) transform"),
                  option("split", "", "splits, one line style each; default: all that have values"),
                  option("x", "", "epoch, step, or a metric such as seconds"),
                  option("by", "", "keys that form the groups; default: those that differ"),
                  option("rows", "", "key with one row of panels for each of its values"),
                  option("band", "ci95", "ci95, sd, se, none, or seeds for a thin line per run"),
                  option("log-x", "false", "logarithmic x axis"),
                  option("log-y", "false", "logarithmic y axis"),
                  option("y-min", "", "lower end of the y axis"),
                  option("y-max", "", "upper end of the y axis"),
                  option("labels", "", "texts in place of names, as accuracy=Accuracy (%)")),
              (runs, options) -> LearningCurve.draw(runs, options)),
          new FigureKind(
              "ratio",
              "a metric relative to that of a reference group, over a run",
              options(
                  option("metric", "", "one metric with positive values"),
                  option("split", "", "split; default: the first that has values"),
                  option("x", "", "epoch or step"),
                  option("by", "", "keys that form the groups; default: those that differ"),
                  option("reference", "", "label of the group that the others are divided by"),
                  option("rows", "", "key with one panel for each of its values")),
              (runs, options) -> Ratio.draw(runs, options)),
          new FigureKind(
              "bars",
              "one value per run as bars with error bars over seeds",
              options(
                  option("metric", "", "one metric"),
                  option("split", "", "splits; default: all that have values"),
                  option("at", "last", "last, best, max, min, epoch=N, best=METRIC@SPLIT"),
                  option("x", "", "key whose values stand along the x axis"),
                  option("by", "", "keys that form the groups; default: those that differ"),
                  option("error", "ci95", "ci95, sd, se or none"),
                  option("reference", "", "height of a reference line, such as chance"),
                  option("log-y", "false", "logarithmic y axis"),
                  option("labels", "", "texts in place of names, as accuracy=Accuracy (%)")),
              (runs, options) -> Bars.draw(runs, options)),
          new FigureKind(
              "scatter",
              "one point per run: two metrics, or a metric over a configuration key",
              options(
                  option("x", "", "METRIC@SPLIT or a configuration key with numbers"),
                  option("y", "", "METRIC@SPLIT or a configuration key with numbers"),
                  option("at", "last", "last, best, max, min, epoch=N, best=METRIC@SPLIT"),
                  option("by", "", "keys that form the groups; default: those that differ"),
                  option("log-x", "false", "logarithmic x axis"),
                  option("log-y", "false", "logarithmic y axis")),
              (runs, options) -> Scatter.draw(runs, options)),
          new FigureKind(
              "heat-map",
              "mean of one value per run over two configuration keys",
              options(
                  option("metric", "", "one metric"),
                  option("split", "", "split; default: the last that has values"),
                  option("at", "last", "last, best, max, min, epoch=N, best=METRIC@SPLIT"),
                  option("rows", "", "key along the y axis"),
                  option("columns", "", "key along the x axis"),
                  option("labels", "", "texts in place of names, as accuracy=Accuracy (%)")),
              (runs, options) -> HeatMap.draw(runs, options)),
          new FigureKind(
              "histogram",
              "distribution of one value per run, one outline per group",
              options(
                  option("metric", "", "one metric"),
                  option("split", "", "split; default: the last that has values"),
                  option("at", "last", "last, best, max, min, epoch=N, best=METRIC@SPLIT"),
                  option("by", "", "keys that form the groups; default: those that differ"),
                  option("bins", "20", "number of bins")),
              (runs, options) -> Histogram.draw(runs, options)),
          new FigureKind(
              "sweep-curve",
              "one value per run against a number of its configuration, mean and spread by group",
              options(
                  option("x", "", "key with numbers; default: the first that differs"),
                  option("metric", "", "metrics, one panel each; error(m) is 1 - m"),
                  option("split", "", "splits; default: all that have values"),
                  option("splits", "lines", "lines (last one solid) or panels"),
                  option("at", "last", "moments, one line each: last, best, epoch=N, ..."),
                  option("by", "", "keys that form the groups; default: those that differ"),
                  option("error", "sd", "ci95, sd, se or none"),
                  option("show", "bars", "error bars or a band"),
                  option("reference", "", "height of a reference line, such as the optimum"),
                  option("log-x", "false", "logarithmic x axis"),
                  option("log-y", "false", "logarithmic y axis"),
                  option("y-min", "", "lower end of the y axis"),
                  option("y-max", "", "upper end of the y axis"),
                  option("labels", "", "texts in place of names, as accuracy=Accuracy (%)")),
              (runs, options) -> SweepCurve.draw(runs, options)),
          new FigureKind(
              "violins",
              "distribution over runs of one value per run: density, quartiles and median",
              options(
                  option("metric", "", "one metric"),
                  option("split", "", "split; default: the last that has values"),
                  option("at", "last", "last, best, max, min, epoch=N, best=METRIC@SPLIT"),
                  option("by", "", "keys that form the groups; default: those that differ"),
                  option("reference", "", "height of a reference line, such as chance"),
                  option("log-y", "false", "logarithmic y axis"),
                  option("labels", "", "texts in place of names, as accuracy=Accuracy (%)")),
              (runs, options) -> Violins.draw(runs, options)),
          new FigureKind(
              "samples",
              "the newest picture in samples/ of each run, side by side",
              options(option("by", "", "keys for the captions; default: those that differ")),
              (runs, options) -> ImageGrid.draw(runs, options)));

  private FigureKinds() {}

  /** All kinds of figures. */
  public static List<FigureKind> all() {
    List<FigureKind> kinds = new ArrayList<>(OF_METRICS);
    kinds.addAll(RecordedKinds.ALL);
    return List.copyOf(kinds);
  }

  /**
   * The kind of a name.
   *
   * @param name a figure's name
   * @throws PlotException listing the known names if there is none
   */
  public static FigureKind named(String name) {
    return all().stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PlotException(
                    "no figure is called '"
                        + name
                        + "'"
                        + Nearest.hintAndList(
                            name, all().stream().map(FigureKind::name).toList())));
  }

  private static List<FigureKind.Option> options(FigureKind.Option... own) {
    return options(360, 260, own);
  }

  /** The options of a kind, with those that all kinds have and the usual size of its panels. */
  static List<FigureKind.Option> options(int width, int height, FigureKind.Option... own) {
    List<FigureKind.Option> all = new ArrayList<>(List.of(own));
    all.add(option("title", "", "a title above the figure"));
    all.add(option("width", "" + width, "width of one panel in points of 1/72 inch"));
    all.add(option("height", "" + height, "height of one panel in points of 1/72 inch"));
    return List.copyOf(all);
  }

  static FigureKind.Option option(String name, String fallback, String description) {
    return new FigureKind.Option(name, fallback, description);
  }
}
