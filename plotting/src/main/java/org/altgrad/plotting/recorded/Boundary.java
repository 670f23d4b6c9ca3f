package org.altgrad.plotting.recorded;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.layer.ContourLines;
import org.altgrad.plotting.layer.Contours;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Points;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/** The probability of the second of two classes over the plane, and where it is one half. */
final class Boundary {
  private static final Pen FAINT = Pen.of(new Color(0, 0, 0, 30)).withWidth(0.4f);
  private static final Pen HALF = Pen.of(Style.INK).withWidth(1.6f);
  private static final double[] TENTHS =
      IntStream.rangeClosed(0, 10).mapToDouble(k -> k / 10.0).toArray();

  private Boundary() {}

  static Figure draw(RunSet runs, Options options) {
    List<Panel> panels = new ArrayList<>();
    Map<String, Legend.Entry> legend = new LinkedHashMap<>();
    for (RecordedRun run : RecordedRun.all(runs, options, "boundary")) {
      Grid grid = Maps.grid(run.table(options), "x", "y", "p");
      Stream.Builder<Layer> layers = Stream.builder();
      ColorScale scale = new ColorScale(ColorScale.Map.PALE, TENTHS, "probability");
      layers.add(new Contours("probability", FAINT, grid, scale));
      layers.add(new ContourLines("boundary", HALF, grid, 0.5));
      Recorded points = run.beside("points");
      if (points != null) {
        points(points)
            .forEach(
                layer -> {
                  layers.add(layer);
                  legend.put(
                      layer.name(), Legend.Entry.point(layer.name(), layer.pen(), layer.marker()));
                });
      }
      panels.add(Landscape.within(grid, Maps.panel(run.caption(), "x", "y", layers.build())));
    }
    return options.figure(List.of(panels), List.copyOf(legend.values()));
  }

  /** The data, classes in order: blue as the first, red as the second. */
  private static List<Points> points(Recorded table) {
    TreeSet<String> labels = new TreeSet<>(Group::compareValues);
    labels.addAll(table.texts("label"));
    List<Points> layers = new ArrayList<>();
    Map<String, Recorded> byLabel = table.by("label");
    for (String label : labels) {
      Recorded rows = byLabel.get(label);
      Pen pen =
          labels.size() == 2
              ? Pen.of(Style.diverging(layers.isEmpty() ? 0 : 1))
              : Pen.of(Style.color(layers.size(), labels.size()));
      layers.add(
          new Points("label " + label, pen, rows.numbers("x"), rows.numbers("y"), layers.size()));
    }
    return layers;
  }
}
