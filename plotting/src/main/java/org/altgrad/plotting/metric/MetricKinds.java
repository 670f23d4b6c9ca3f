package org.altgrad.plotting.metric;

import static org.altgrad.plotting.kind.FigureKind.option;
import static org.altgrad.plotting.kind.FigureKind.options;

import java.util.List;
import org.altgrad.plotting.kind.FigureKind;

/**
 * The kinds of figures that are drawn from metrics and pictures of runs. The drawers are lambdas,
 * not method references, for those would load their class at once.
 */
public final class MetricKinds {
  /** All of them. */
  public static final List<FigureKind> ALL =
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
              (runs, options) -> Samples.draw(runs, options)));

  private MetricKinds() {}
}
