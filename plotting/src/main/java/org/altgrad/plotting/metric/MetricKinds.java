package org.altgrad.plotting.metric;

import java.util.List;
import org.altgrad.plotting.kind.FigureKind;

/** The kinds of figures that are drawn from metrics and pictures of runs. */
public final class MetricKinds {
  /** All of them. */
  public static final List<FigureKind> ALL =
      List.of(
          FigureKind.of(
              "learning-curve",
              "metrics over a run: mean over seeds with a band, one colour per group",
              LearningCurve.Options.class,
              (runs, options) -> LearningCurve.draw(runs, options)),
          FigureKind.of(
              "ratio",
              "a metric relative to that of a reference group, over a run",
              Ratio.Options.class,
              (runs, options) -> Ratio.draw(runs, options)),
          FigureKind.of(
              "bars",
              "one value per run as bars with error bars over seeds",
              Bars.Options.class,
              (runs, options) -> Bars.draw(runs, options)),
          FigureKind.of(
              "scatter",
              "one point per run: two metrics, or a metric over a configuration key",
              Scatter.Options.class,
              (runs, options) -> Scatter.draw(runs, options)),
          FigureKind.of(
              "heat-map",
              "mean of one value per run over two configuration keys",
              HeatMap.Options.class,
              (runs, options) -> HeatMap.draw(runs, options)),
          FigureKind.of(
              "histogram",
              "distribution of one value per run, one outline per group",
              Histogram.Options.class,
              (runs, options) -> Histogram.draw(runs, options)),
          FigureKind.of(
              "sweep-curve",
              "one value per run against a number of its configuration, mean and spread by group",
              SweepCurve.Options.class,
              (runs, options) -> SweepCurve.draw(runs, options)),
          FigureKind.of(
              "violins",
              "distribution over runs of one value per run: density, quartiles and median",
              Violins.Options.class,
              (runs, options) -> Violins.draw(runs, options)),
          FigureKind.of(
              "samples",
              "the newest picture in samples/ of each run, side by side",
              Samples.Options.class,
              (runs, options) -> Samples.draw(runs, options)));

  private MetricKinds() {}
}
