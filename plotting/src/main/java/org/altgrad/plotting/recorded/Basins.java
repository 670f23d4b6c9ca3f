package org.altgrad.plotting.recorded;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.layer.Cells;
import org.altgrad.plotting.layer.ContourLines;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;

/** From where in the plane an optimiser reaches which minimum. */
final class Basins {
  private static final Pen CONSISTENT = Pen.of(new Color(0x56, 0xB4, 0xE9));
  private static final Pen PATCHWORK = Pen.of(new Color(0xE6, 0x9F, 0x00));
  private static final Pen THIN = Pen.of(new Color(0x60, 0x60, 0x60)).withWidth(0.5f);

  private Basins() {}

  static Figure draw(RunSet runs, Options options) {
    List<List<Panel>> rows = new ArrayList<>();
    for (RecordedRun run : RecordedRun.all(runs, options, "basins")) {
      Recorded table = run.table(options);
      Grid outcome = Maps.grid(table, "x", "y", "outcome");
      requireOutcomes(table);
      List<Layer> lines = surface(run, options);
      Layer consistent =
          new Cells("consistent minimum", CONSISTENT, only(outcome, 1), Optional.empty());
      Layer patchwork = new Cells("patchwork", PATCHWORK, only(outcome, 2), Optional.empty());
      rows.add(
          List.of(
              panel(
                  run,
                  "reached consistent minimum",
                  Set.of(1),
                  outcome,
                  Stream.concat(Stream.of(consistent), lines.stream())),
              panel(
                  run,
                  "reached patchwork",
                  Set.of(2),
                  outcome,
                  Stream.concat(Stream.of(patchwork), lines.stream())),
              panel(
                  run,
                  "reached either",
                  Set.of(1, 2),
                  outcome,
                  Stream.concat(Stream.of(consistent, patchwork), lines.stream()))));
    }
    return options.figure(
        rows,
        List.of(
            Legend.Entry.area("consistent minimum", CONSISTENT),
            Legend.Entry.area("patchwork", PATCHWORK)));
  }

  private static void requireOutcomes(Recorded table) {
    for (double value : table.numbers("outcome")) {
      if (value != 0 && value != 1 && value != 2) {
        throw new PlotException(
            table.file()
                + ": outcome "
                + value
                + " is none of 0 (stuck), 1 (consistent), 2 (patchwork)");
      }
    }
  }

  /** 1 where an outcome was reached, else 0. */
  private static Grid only(Grid outcome, int wanted) {
    double[][] z =
        Arrays.stream(outcome.z())
            .map(row -> Arrays.stream(row).map(v -> v == wanted ? 1 : 0).toArray())
            .toArray(double[][]::new);
    return new Grid(outcome.x(), outcome.y(), z);
  }

  private static Panel panel(
      RecordedRun run, String what, Set<Integer> wanted, Grid outcome, Stream<Layer> layers) {
    double[] known = outcome.sorted();
    double share =
        Arrays.stream(known).filter(v -> wanted.contains((int) v)).count() / (double) known.length;
    String title = what + ": " + Numbers.value(100 * share) + " %";
    // The run stands along the axis of its row, for titles have to be short.
    return Maps.panel(title, "x", run.caption().isEmpty() ? "y" : run.caption(), layers);
  }

  /** Thin contours of the pooled surface, if it was recorded. */
  private static List<Layer> surface(RecordedRun run, Options options) {
    Recorded landscape = run.beside("landscape");
    if (landscape == null) {
      return List.of();
    }
    Map<String, Recorded> panels = landscape.by("panel");
    String asked = options.text("surface");
    List<String> names = new ArrayList<>(panels.keySet());
    String name =
        !asked.isEmpty()
            ? asked
            : names.contains("pooled") ? "pooled" : names.get(names.size() - 1);
    if (!panels.containsKey(name)) {
      throw new PlotException(
          landscape.file() + ": no panel '" + name + "'" + Nearest.hintAndList(name, names));
    }
    Grid grid = Maps.grid(panels.get(name), "x", "y", "value");
    double[] edges = Maps.scale(List.of(grid), options, "loss").edges();
    double[] inner = Arrays.copyOfRange(edges, 1, edges.length - 1);
    return List.of(new ContourLines("loss, " + name, THIN, grid, inner));
  }
}
