package org.altgrad.plotting.recorded;

import static org.altgrad.plotting.kind.FigureKind.option;
import static org.altgrad.plotting.kind.FigureKind.options;

import java.util.List;
import org.altgrad.plotting.kind.FigureKind;

/** The figures that are drawn from the recordings of runs. */
public final class RecordedKinds {
  private static final FigureKind.Option BY =
      option("by", "", "keys that tell the runs apart; default: those that differ");
  private static final FigureKind.Option STEP =
      option("step", "", "step of the recording; default: the newest");
  private static final FigureKind.Option LEVELS = option("levels", "20", "number of contour bands");
  private static final FigureKind.Option SCALE =
      option("scale", "linear", "bands even in value (linear), ratio (log) or area (even)");
  private static final FigureKind.Option EXAMPLE =
      option("example", "", "number of the example; default: the first recorded");
  private static final FigureKind.Option MODEL =
      option("model", "", "number of the network; default: the first recorded");
  private static final FigureKind.Option LAYERS =
      option("layers", "", "layers, one row each; default: all");
  private static final FigureKind.Option PANELS =
      option("panels", "", "which panels of the recording; default: all");

  /** All of them. */
  public static final List<FigureKind> ALL =
      List.of(
          new FigureKind(
              "landscape",
              "losses over a plane with the direction of descent and the paths of optimisers",
              options(
                  320,
                  290,
                  PANELS,
                  option("field", "streams", "streams, arrows or none"),
                  option("paths", "", "panels with the recorded trajectories; default: all"),
                  LEVELS,
                  SCALE,
                  STEP,
                  BY),
              (runs, options) -> Landscape.draw(runs, options)),
          new FigureKind(
              "ridges",
              "curvature of losses over a plane: eigenvalues, with strokes along eigenvectors",
              options(
                  320,
                  270,
                  PANELS,
                  option("strokes", "true", "whether eigenvectors are drawn"),
                  STEP,
                  BY),
              (runs, options) -> Ridges.draw(runs, options)),
          new FigureKind(
              "basins",
              "starting points from which the consistent minimum or the patchwork is reached",
              options(
                  280,
                  290,
                  option("surface", "", "panel of the landscape for the lines; default: pooled"),
                  LEVELS,
                  SCALE,
                  STEP,
                  BY),
              (runs, options) -> Basins.draw(runs, options)),
          new FigureKind(
              "agreement",
              "how far environments agree on signs: histograms by layer, run and step",
              options(
                  300,
                  180,
                  option("steps", "", "steps; default: first, 10 %, 50 % and last"),
                  LAYERS,
                  option("log-y", "false", "logarithmic y axis"),
                  BY),
              (runs, options) -> Agreement.draw(runs, options)),
          new FigureKind(
              "kept",
              "share of gradient components that a threshold of agreement keeps, by layer",
              options(320, 260, STEP, BY),
              (runs, options) -> RecordedCurves.kept(runs, options)),
          new FigureKind(
              "correlation",
              "correlation of masked gradients with those of mechanism and shortcut",
              options(440, 300, STEP, BY),
              (runs, options) -> RecordedCurves.correlation(runs, options)),
          new FigureKind(
              "ilc-score",
              "score of inconsistency of the environments' losses against its tolerance",
              options(360, 260, STEP, BY),
              (runs, options) -> RecordedCurves.score(runs, options)),
          new FigureKind(
              "random-gradients",
              "norm of combined random gradients against the number of environments",
              options(380, 280, STEP, BY),
              (runs, options) -> RecordedCurves.randomGradients(runs, options)),
          new FigureKind(
              "surface",
              "losses over a slice through parameter space: environments, pooled, held out",
              options(
                  300,
                  240,
                  PANELS,
                  LEVELS,
                  SCALE,
                  option("shared", "false", "one scale of colours for all panels"),
                  option("labels", "", "texts in place of a, b and loss, as a=towards AND"),
                  STEP,
                  BY),
              (runs, options) -> Surface.draw(runs, options)),
          new FigureKind(
              "boundary",
              "probability of the second class over the plane, with the data points",
              options(300, 240, STEP, BY),
              (runs, options) -> Boundary.draw(runs, options)),
          new FigureKind(
              "cosines",
              "cosines between the gradients of environments as a matrix",
              options(320, 270, STEP, BY),
              (runs, options) -> Consistency.cosines(runs, options)),
          new FigureKind(
              "hessian",
              "log ratio of arithmetic to geometric mean curvature over environments, by layer",
              options(380, 260, option("error", "sd", "ci95, sd, se or none, over runs"), STEP, BY),
              (runs, options) -> Consistency.hessian(runs, options)),
          new FigureKind(
              "trace",
              "what a network should give and gives over time, as maps or lines by unit",
              options(
                  300,
                  170,
                  option("windows", "", "times such as 1.8-2.8,3-4; default: start, middle, end"),
                  option("view", "maps", "maps or lines"),
                  option("units", "", "units; default: all as maps, the first four as lines"),
                  option("unit-time", "1", "seconds in a unit of the column t"),
                  STEP,
                  BY),
              (runs, options) -> Trace.draw(runs, options)),
          new FigureKind(
              "raster",
              "spikes of units while an example is shown, one row a layer",
              options(
                  440,
                  170,
                  EXAMPLE,
                  MODEL,
                  LAYERS,
                  option("from", "", "first time shown, in seconds"),
                  option("to", "", "last time shown, in seconds"),
                  STEP,
                  BY),
              (runs, options) -> Raster.draw(runs, options)),
          new FigureKind(
              "potentials",
              "membrane potential and activity of units while an example is shown, by layer",
              options(
                  330,
                  170,
                  EXAMPLE,
                  MODEL,
                  LAYERS,
                  option("most", "7", "units shown of each layer, the first ones"),
                  STEP,
                  BY),
              (runs, options) -> Potentials.draw(runs, options)),
          new FigureKind(
              "memory-curve",
              "r² of the input k samples ago by k, with the memory capacity Σ r² over k ≥ 1",
              options(
                  420,
                  280,
                  option("band", "ci95", "ci95, sd, se, none, or seeds for a thin line per run"),
                  STEP,
                  BY),
              (runs, options) -> MemoryCurve.draw(runs, options)));

  private RecordedKinds() {}
}
