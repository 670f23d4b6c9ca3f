package org.altgrad.train.search.figure;

import java.util.List;
import java.util.function.BiFunction;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.FigureKind;
import org.altgrad.plotting.kind.Measured;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.runs.RunSet;

/** The kinds of figures that show what a sweep's parameters do, for any set of runs. */
public final class SweepFigures {
  /** All of them. */
  public static final List<FigureKind> ALL =
      List.of(
          kind(
              "sweep-importance",
              "each key's own share in the variance of a metric over the runs",
              (runs, options) -> new SweepDrawing(runs, options).importance()),
          kind(
              "sweep-slices",
              "a metric over each key that differs, a point for each trial",
              (runs, options) -> new SweepDrawing(runs, options).slices()),
          kind(
              "sweep-contour",
              "what a forest of trees expects of two keys, and the trials",
              (runs, options) -> new SweepDrawing(runs, options).contour()),
          kind(
              "sweep-parallel",
              "each trial as a line across all keys to its metric",
              (runs, options) -> new SweepDrawing(runs, options).parallel()),
          kind(
              "sweep-rungs",
              "a metric over the run, a line for each trial, coloured by its end",
              (runs, options) -> new SweepDrawing(runs, options).rungs()),
          kind(
              "sweep-best",
              "the best so far over trials and over processor time",
              (runs, options) -> new SweepDrawing(runs, options).best()));

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
      @Option(value = "small or large values, or by-name", fallback = "by-name") Good good,
      Size size) {}

  private SweepFigures() {}

  private static FigureKind kind(
      String name, String description, BiFunction<RunSet, Options, Figure> draw) {
    return FigureKind.of(name, description, Options.class, draw);
  }
}
