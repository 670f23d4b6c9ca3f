package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.layer.Contours;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Marks;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/** Losses over a two-dimensional slice through the parameters, one panel an environment. */
final class Surface {
  private static final int MOST = 6;

  private Surface() {}

  static Figure draw(RunSet runs, Options options) {
    Map<String, String> labels = options.pairs("labels");
    String label = labels.getOrDefault("loss", "loss");
    List<RecordedRun> all = RecordedRun.all(runs, options, "surface");
    Map<RecordedRun, Map<String, Grid>> grids = new LinkedHashMap<>();
    for (RecordedRun run : all) {
      Map<String, Grid> own = new LinkedHashMap<>();
      some(Maps.panels(run.table(options), options), options)
          .forEach((name, part) -> own.put(name, Maps.grid(part, "a", "b", "loss")));
      grids.put(run, own);
    }
    ColorScale shared =
        options.flag("shared")
            ? Maps.scale(
                grids.values().stream().flatMap(m -> m.values().stream()).toList(), options, label)
            : null;
    List<List<Panel>> rows = new ArrayList<>();
    grids.forEach(
        (run, own) -> {
          Recorded marks = run.beside("surface_points");
          List<Panel> panels = new ArrayList<>();
          own.forEach(
              (name, grid) -> {
                ColorScale scale =
                    shared != null ? shared : Maps.scale(List.of(grid), options, label);
                Stream.Builder<Layer> layers = Stream.builder();
                layers.add(new Contours("loss", Maps.HAIRLINE, grid, scale));
                if (marks != null) {
                  marks(marks).forEach(layers::add);
                }
                panels.add(
                    Landscape.within(
                        grid,
                        Maps.panel(
                            run.title(name),
                            labels.getOrDefault("a", "a"),
                            labels.getOrDefault("b", "b"),
                            layers.build())));
              });
          rows.add(panels);
        });
    return options.figure(rows, List.of());
  }

  /** All panels that were asked for; of many that were not, the first and the last ones. */
  private static Map<String, Recorded> some(Map<String, Recorded> panels, Options options) {
    if (options.given("panels") || panels.size() <= MOST) {
      return panels;
    }
    List<String> names = List.copyOf(panels.keySet());
    Map<String, Recorded> kept = new LinkedHashMap<>(panels);
    // Those behind the environments are all of them together, and the test.
    names.subList(MOST - 2, names.size() - 2).forEach(kept::remove);
    return kept;
  }

  /** Places with a name: the columns label, a, b. */
  private static List<Layer> marks(Recorded table) {
    List<Layer> layers = new ArrayList<>();
    table
        .by("label")
        .forEach(
            (name, rows) ->
                layers.add(
                    new Marks(
                        name,
                        Pen.of(Style.INK),
                        rows.numbers("a"),
                        rows.numbers("b"),
                        layers.size(),
                        true)));
    return layers;
  }
}
