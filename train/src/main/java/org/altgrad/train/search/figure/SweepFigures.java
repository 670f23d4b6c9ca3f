package org.altgrad.train.search.figure;

import java.util.List;
import java.util.function.BiFunction;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.FigureKind;
import org.altgrad.plotting.kind.Measured;
import org.altgrad.plotting.kind.MetricSpec;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.train.search.Definition;

/** The kinds of figures that show what a sweep's parameters do, for any set of runs. */
public final class SweepFigures {
  /** All of them. */
  public static final List<FigureKind> ALL =
      List.of(
          kind(
              "sweep-importance",
              "each key's own share in the variance of a metric over the runs",
              (runs, options) -> new SweepDrawing(runs, options.in(runs)).importance()),
          kind(
              "sweep-slices",
              "a metric over each key that differs, a point for each trial",
              (runs, options) -> new SweepDrawing(runs, options.in(runs)).slices()),
          kind(
              "sweep-contour",
              "what a forest of trees expects of two keys, and the trials",
              (runs, options) -> new SweepDrawing(runs, options.in(runs)).contour()),
          kind(
              "sweep-parallel",
              "each trial as a line across all keys to its metric",
              (runs, options) -> new SweepDrawing(runs, options.in(runs)).parallel()),
          kind(
              "sweep-rungs",
              "a metric over the run, a line for each trial: coloured by its end, grey where it was"
                  + " stopped early, dashed where it has not ended",
              (runs, options) -> new SweepDrawing(runs, options.in(runs)).rungs()),
          kind(
              "sweep-best",
              "the best so far over trials and over processor time",
              (runs, options) -> new SweepDrawing(runs, options.in(runs)).best()));

  /** Which end of a metric is good. */
  enum Good {
    BY_NAME,
    SMALL,
    LARGE
  }

  /** What can be said about it. */
  record Options(
      Measured measured,
      @Option(
              "keys that make the points, of which sweep-contour shows the first two; default:"
                  + " those that differ")
          List<String> keys,
      @Option(
              value =
                  "small or large values, or by-name; default of a search's metric: by its goal",
              fallback = "by-name")
          Good good,
      Size size) {

    /**
     * The same with what the runs' search looks for where nothing else is said: its metric, its
     * split, and which end of it is good.
     */
    Options in(RunSet runs) {
      boolean said = !measured.metric().isEmpty() && !measured.split().isEmpty();
      if (said && good != Good.BY_NAME) {
        return this;
      }
      return SearchedFor.metric(runs).map(found -> with(found, runs)).orElse(this);
    }

    private Options with(Definition.Metric found, RunSet runs) {
      List<String> metric = measured.metric().isEmpty() ? List.of(found.name()) : measured.metric();
      List<String> split = measured.split();
      Measured own = new Measured(metric, split, measured.at());
      if (split.isEmpty() && own.splits(runs).contains(found.split())) {
        own = new Measured(metric, List.of(found.split()), measured.at());
      } else if (measured.metric().isEmpty()) {
        runs.requireTrack(found.split(), found.name());
      }
      MetricSpec shown = own.spec(runs);
      boolean large = found.goal() == Definition.Goal.MAXIMIZE != shown.function().equals("error");
      boolean open = good == Good.BY_NAME && shown.metric().equals(found.name());
      return new Options(own, keys, open ? (large ? Good.LARGE : Good.SMALL) : good, size);
    }
  }

  private SweepFigures() {}

  private static FigureKind kind(
      String name, String description, BiFunction<RunSet, Options, Figure> draw) {
    return FigureKind.of(name, description, Options.class, draw);
  }
}
