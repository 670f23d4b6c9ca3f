package org.altgrad.plotting.recorded;

import java.util.List;
import org.altgrad.plotting.kind.FigureKind;

/** The kinds of figures that are drawn from the recordings of runs, whatever their columns are. */
public final class RecordedKinds {
  /** All of them. */
  public static final List<FigureKind> ALL =
      List.of(
          FigureKind.of(
              "curves",
              "columns of a recording against another as lines, or their means over runs",
              Curves.Options.class,
              (runs, options) -> Curves.draw(runs, options)),
          FigureKind.of(
              "plane",
              "values over a plane as a map, with directions, paths and points over it",
              Plane.Options.class,
              (runs, options) -> Plane.draw(runs, options)),
          FigureKind.of(
              "matrix",
              "values over pairs of names as coloured squares",
              Matrix.Options.class,
              (runs, options) -> Matrix.draw(runs, options)),
          FigureKind.of(
              "table-bars",
              "a column of a recording as bars by name and group, with errors over runs",
              TableBars.Options.class,
              (runs, options) -> TableBars.draw(runs, options)),
          FigureKind.of(
              "named-rows",
              "each row of a recording as a mark with its name, and as a bar with an interval",
              NamedRows.Options.class,
              (runs, options) -> NamedRows.draw(runs, options)),
          FigureKind.of(
              "frequencies",
              "recorded histograms by row, run and step",
              Frequencies.Options.class,
              (runs, options) -> Frequencies.draw(runs, options)),
          FigureKind.of(
              "signals",
              "signals of units over time in windows, as maps or lines by unit",
              Signals.Options.class,
              (runs, options) -> Signals.draw(runs, options)),
          FigureKind.of(
              "events",
              "events of units over time as strokes, such as spikes",
              EventRows.Options.class,
              (runs, options) -> EventRows.draw(runs, options)),
          FigureKind.of(
              "points",
              "a point for each row of a recording or each run, coloured by group or by a number",
              PointCloud.Options.class,
              (runs, options) -> PointCloud.draw(runs, options)),
          FigureKind.of(
              "distributions",
              "violins by group, by a number or in bins of it; a second number at the right",
              Distributions.Options.class,
              (runs, options) -> Distributions.draw(runs, options)),
          FigureKind.of(
              "pictures",
              "pictures recorded pixel by pixel in a grid with names, and as an animation",
              Pictures.Options.class,
              (runs, options) -> Pictures.draw(runs, options)));

  private RecordedKinds() {}
}
