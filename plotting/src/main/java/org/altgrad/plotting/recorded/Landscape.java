package org.altgrad.plotting.recorded;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.layer.Contours;
import org.altgrad.plotting.layer.Flow;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Track;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Pen;

/** Loss landscapes over a plane with the direction of descent and the paths of optimisers. */
final class Landscape {
  private static final Pen STREAM = Pen.of(new Color(255, 255, 255, 190)).withWidth(0.7f);

  private Landscape() {}

  static Figure draw(RunSet runs, Options options) {
    String field = options.choice("field", "streams", "arrows", "none");
    List<List<Panel>> rows = new ArrayList<>();
    List<Track> shown = new ArrayList<>();
    for (RecordedRun run : RecordedRun.all(runs, options, "landscape")) {
      Recorded tracks = run.beside("trajectory");
      List<Track> paths = tracks == null ? List.of() : Maps.paths(tracks);
      List<Panel> panels = new ArrayList<>();
      for (Map.Entry<String, Recorded> part : Maps.panels(run.table(options), options).entrySet()) {
        boolean withPaths =
            options.list("paths").isEmpty() || options.list("paths").contains(part.getKey());
        Stream.Builder<Layer> layers = Stream.builder();
        Recorded table = part.getValue();
        Grid grid = Maps.grid(table, "x", "y", "value");
        ColorScale scale = Maps.scale(List.of(grid), options, "loss");
        layers.add(new Contours("loss", Maps.HAIRLINE, grid, scale));
        if (!field.equals("none") && table.has("u") && table.has("v")) {
          Grid u = Maps.grid(table, "x", "y", "u");
          Grid v = Maps.grid(table, "x", "y", "v");
          layers.add(new Flow("descent", STREAM, u, v, field.equals("arrows")));
        }
        if (withPaths) {
          paths.forEach(layers::add);
          shown.addAll(paths);
        }
        panels.add(within(grid, Maps.panel(run.title(part.getKey()), "x", "y", layers.build())));
      }
      rows.add(panels);
    }
    return options.figure(rows, Maps.legend(shown));
  }

  /** A path that leaves the map does not widen it. */
  static XyPanel within(Grid grid, XyPanel panel) {
    double[] x = grid.x();
    double[] y = grid.y();
    return new XyPanel(
        panel.title(),
        panel.x().within(x[0], x[x.length - 1]),
        panel.y().within(y[0], y[y.length - 1]),
        panel.layers(),
        panel.square());
  }
}
