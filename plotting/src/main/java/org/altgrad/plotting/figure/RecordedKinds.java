package org.altgrad.plotting.figure;

import static org.altgrad.plotting.figure.FigureKinds.option;
import static org.altgrad.plotting.figure.FigureKinds.options;

import java.util.List;

/** The figures that are drawn from the recordings of runs. */
final class RecordedKinds {
  private static final FigureKind.Option BY =
      option("by", "", "keys that tell the runs apart; default: those that differ");
  private static final FigureKind.Option STEP =
      option("step", "", "step of the recording; default: the newest");
  private static final FigureKind.Option LEVELS = option("levels", "20", "number of contour bands");
  private static final FigureKind.Option SCALE =
      option("scale", "linear", "bands even in value (linear), ratio (log) or area (even)");
  private static final FigureKind.Option PANELS =
      option("panels", "", "which panels of the recording; default: all");

  /** All of them. */
  static final List<FigureKind> ALL =
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
              (runs, options) -> Basins.draw(runs, options)));

  private RecordedKinds() {}
}
