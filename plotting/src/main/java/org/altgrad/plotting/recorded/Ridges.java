package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.layer.Cells;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Strokes;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * The curvature of losses over a plane: each eigenvalue of each environment's Hessian as a map,
 * with strokes along its eigenvector. On a ridge the smaller one is negative, and the loss falls
 * along its strokes; in a valley the larger one is positive, and the loss rises along its strokes.
 */
final class Ridges {
  private static final Pen STROKE = Pen.of(Style.INK).withWidth(0.9f);

  private Ridges() {}

  static Figure draw(RunSet runs, Options options) {
    boolean strokes = options.flag("strokes");
    Map<RecordedRun, Map<String, Recorded>> all = new LinkedHashMap<>();
    for (RecordedRun run : RecordedRun.all(runs, options, "ridges")) {
      all.put(run, Maps.panels(run.table(options), options));
    }
    // One scale, for eigenvalues are there to be compared.
    ColorScale scale =
        ColorScale.smooth(
            ColorScale.Map.PALE,
            all.values().stream()
                .flatMap(panels -> panels.values().stream())
                .flatMapToDouble(table -> Arrays.stream(table.numbers("value"))),
            "eigenvalue");
    List<List<Panel>> rows = new ArrayList<>();
    all.forEach(
        (run, panels) -> {
          List<Panel> row = new ArrayList<>();
          panels.forEach((name, table) -> row.add(panel(run.title(name), table, scale, strokes)));
          rows.add(row);
        });
    return options.figure(rows, List.of());
  }

  private static Panel panel(String title, Recorded table, ColorScale scale, boolean strokes) {
    Grid value = Maps.grid(table, "x", "y", "value");
    Stream.Builder<Layer> layers = Stream.builder();
    layers.add(new Cells("eigenvalue", STROKE, value, Optional.of(scale)));
    if (strokes) {
      Grid u = Maps.grid(table, "x", "y", "u");
      Grid v = Maps.grid(table, "x", "y", "v");
      layers.add(new Strokes("eigenvector", STROKE, u, v));
    }
    return Landscape.within(value, Maps.panel(title, "x", "y", layers.build()));
  }
}
