package org.altgrad.plotting.recorded;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Cells;
import org.altgrad.plotting.layer.ContourLines;
import org.altgrad.plotting.layer.Contours;
import org.altgrad.plotting.layer.Flow;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Marks;
import org.altgrad.plotting.layer.Points;
import org.altgrad.plotting.layer.Strokes;
import org.altgrad.plotting.layer.Track;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/** Values over a plane: maps, directions, paths and points. */
final class Plane {
  private static final Pen HAIRLINE = Pen.of(new Color(0, 0, 0, 70)).withWidth(0.5f);
  private static final Pen FAINT = Pen.of(new Color(0, 0, 0, 30)).withWidth(0.4f);
  private static final Pen THIN = Pen.of(new Color(0x60, 0x60, 0x60)).withWidth(0.5f);
  private static final Pen STREAM = Pen.of(new Color(255, 255, 255, 190)).withWidth(0.7f);
  private static final Pen STROKE = Pen.of(Style.INK).withWidth(0.9f);
  private static final Pen LINE = Pen.of(Style.INK).withWidth(1.6f);

  /** How values are drawn. */
  enum Draw {
    CONTOURS,
    CELLS,
    CLASSES
  }

  /** How directions are drawn. */
  enum Field {
    STREAMS,
    ARROWS,
    STROKES,
    NONE
  }

  /** Which columns are drawn. */
  record Data(
      @Option(value = "column along the x axis", fallback = "x", data = true) String x,
      @Option(value = "column along the y axis", fallback = "y", data = true) String y,
      @Option(value = "column that is drawn as colours", fallback = "value", data = true)
          String value,
      @Option(value = "column with one panel for each of its values", data = true) String panel,
      @Option(value = "column with the direction along x", data = true) String u,
      @Option(value = "column with the direction along y", data = true) String v,
      @Option(value = "whole numbers and what they mean, as 1=here, for draw=classes", data = true)
          Map<String, String> classes) {}

  /** How values become colours. */
  record Colours(
      @Option(value = "contours, cells or classes", fallback = "contours", data = true) Draw draw,
      @Option(
              value = "viridis, or diverging or pale for numbers with a sign",
              fallback = "viridis",
              data = true)
          ColorScale.Map colours,
      @Option(value = "number of contour bands", fallback = "20", min = 2, max = 200) int levels,
      @Option(
              value = "bands even in value (linear), ratio (log) or area (even)",
              fallback = "linear")
          ColorScale.Spacing scale,
      @Option("lower end of the colours") double from,
      @Option("upper end of the colours") double to,
      @Option(value = "one scale of colours for all panels", fallback = "false") boolean shared,
      @Option(
              value = "panels of a run, the first and the last two, if none is named",
              fallback = "100",
              min = 3)
          int most) {

    /** The scale of some grids. */
    ColorScale of(List<Grid> grids, String label) {
      DoubleStream values = grids.stream().flatMapToDouble(g -> Arrays.stream(g.sorted()));
      if (draw == Draw.CELLS) {
        return ColorScale.smooth(colours, values, label);
      }
      double[] sorted = values.sorted().toArray();
      double[] ends =
          sorted.length == 0
              ? sorted
              : DoubleStream.of(from, to).filter(Double::isFinite).toArray();
      return ColorScale.bands(ends.length == 2 ? ends : sorted, scale, levels, label).with(colours);
    }
  }

  /** What lies over the values. */
  record Over(
      @Option(value = "streams, arrows, strokes or none", fallback = "streams") Field field,
      @Option(value = "value at which a line is drawn", data = true) double line,
      @Option(value = "recording of paths: label, step and the places", data = true) String tracks,
      @Option("panels with the recorded paths; default: all") List<String> paths,
      @Option(value = "recording of points: label and the places", data = true) String points,
      @Option(value = "recording of named marks: label and the places", data = true) String marks,
      @Option(value = "recording whose contours are drawn as thin lines", data = true) String lines,
      @Option(value = "panel of the recording with thin lines; default: the last", data = true)
          String linesPanel) {}

  /** What can be said about it. */
  record Options(Source source, Data data, Colours colours, Over over, Size size) {}

  private final Options options;
  private final Source source;
  private final Data data;
  private final Map<String, Legend.Entry> legend = new LinkedHashMap<>();

  private Plane(Options options) {
    this.options = options;
    this.source = options.source();
    this.data = options.data();
  }

  static Figure draw(RunSet runs, Options options) {
    Plane plane = new Plane(options);
    List<RecordedRun> all = options.source().runs(runs);
    List<List<Panel>> rows =
        options.colours().draw() == Draw.CLASSES
            ? all.stream().map(plane::classes).toList()
            : plane.maps(all);
    return options.size().figure(rows, List.copyOf(plane.legend.values()));
  }

  private Grid grid(Recorded table, String value) {
    return Grid.of(
        table.file() + ", " + value,
        table.numbers(data.x()),
        table.numbers(data.y()),
        table.numbers(value));
  }

  /** One row for each run; one for all where a run has one panel. */
  private List<List<Panel>> maps(List<RecordedRun> all) {
    Map<RecordedRun, Map<String, Recorded>> parts = new LinkedHashMap<>();
    all.forEach(run -> parts.put(run, some(Source.parts(run.table(), data.panel()))));
    String label = source.name(data.value());
    List<Grid> grids =
        parts.values().stream()
            .flatMap(own -> own.values().stream())
            .map(part -> grid(part, data.value()))
            .toList();
    Optional<ColorScale> shared =
        options.colours().shared()
            ? Optional.of(options.colours().of(grids, label))
            : Optional.empty();
    List<List<Panel>> rows = new ArrayList<>();
    parts.forEach(
        (run, own) -> {
          List<Panel> row = new ArrayList<>();
          own.forEach((name, part) -> row.add(map(run, name, part, shared)));
          rows.add(row);
        });
    return data.panel().isEmpty() ? List.of(rows.stream().flatMap(List::stream).toList()) : rows;
  }

  /** All panels that were asked for; of many that were not, the first and the last two. */
  private Map<String, Recorded> some(Map<String, Recorded> panels) {
    int most = options.colours().most();
    boolean asked = !source.some().getOrDefault(data.panel(), "").isEmpty();
    if (asked || panels.size() <= most) {
      return panels;
    }
    List<String> names = List.copyOf(panels.keySet());
    Map<String, Recorded> kept = new LinkedHashMap<>(panels);
    names.subList(most - 2, names.size() - 2).forEach(kept::remove);
    return kept;
  }

  private Panel map(RecordedRun run, String name, Recorded part, Optional<ColorScale> shared) {
    Over over = options.over();
    Grid grid = grid(part, data.value());
    String label = source.name(data.value());
    ColorScale scale = shared.orElseGet(() -> options.colours().of(List.of(grid), label));
    boolean line = !Double.isNaN(over.line());
    Stream.Builder<Layer> layers = Stream.builder();
    layers.add(
        options.colours().draw() == Draw.CELLS
            ? new Cells(label, STROKE, grid, Optional.of(scale))
            // Where one line stands out, the others are faint.
            : new Contours(label, line ? FAINT : HAIRLINE, grid, scale));
    if (line) {
      layers.add(
          new ContourLines(label + " " + Numbers.tick(over.line()), LINE, grid, over.line()));
    }
    direction(part).ifPresent(layers::add);
    if (over.paths().isEmpty() || over.paths().contains(name)) {
      run.beside(over.tracks()).map(this::tracks).stream()
          .flatMap(List::stream)
          .forEach(layers::add);
    }
    run.beside(over.points()).map(this::points).stream().flatMap(List::stream).forEach(layers::add);
    run.beside(over.marks()).map(this::marks).stream().flatMap(List::stream).forEach(layers::add);
    // What leaves the map does not widen it.
    double[] x = grid.x();
    double[] y = grid.y();
    return new XyPanel(
        run.title(source.name(name)),
        Axis.linear(source.name(data.x())).within(x[0], x[x.length - 1]),
        Axis.linear(source.name(data.y())).within(y[0], y[y.length - 1]),
        layers.build().toList(),
        true);
  }

  private Optional<Layer> direction(Recorded part) {
    Field field = options.over().field();
    if (field == Field.NONE || data.u().isEmpty() || !part.has(data.u()) || !part.has(data.v())) {
      return Optional.empty();
    }
    Grid u = grid(part, data.u());
    Grid v = grid(part, data.v());
    String name = source.labels().getOrDefault(data.u(), "direction");
    return Optional.of(
        field == Field.STROKES
            ? new Strokes(name, STROKE, u, v)
            : new Flow(name, STREAM, u, v, field == Field.ARROWS));
  }

  /** Paths by order of step. Warm colours come first, for they stand out from the colour map. */
  private List<Layer> tracks(Recorded table) {
    int[] warm = {1, 3, 6, 4, 0, 5, 2};
    List<Layer> tracks = new ArrayList<>();
    Map<String, Recorded> labels = table.by("label");
    labels.forEach(
        (label, rows) -> {
          int[] order = Source.order(rows.numbers("step"));
          int index = tracks.size();
          Color color =
              labels.size() <= warm.length ? Style.color(warm[index]) : Style.color(index);
          tracks.add(
              new Track(
                  label,
                  Pen.of(color),
                  Source.pick(rows.numbers(data.x()), order),
                  Source.pick(rows.numbers(data.y()), order)));
        });
    // The ends come last, after the paths of all panels.
    Legend.Entry start = Legend.Entry.hollow("start", Pen.of(Style.INK), 0);
    Legend.Entry end = Legend.Entry.point("end", Pen.of(Style.INK), 3);
    legend.remove("start");
    legend.remove("end");
    tracks.forEach(
        t -> legend.putIfAbsent(t.name(), Legend.Entry.line(t.name(), t.pen().withWidth(2.4f))));
    legend.put("start", start);
    legend.put("end", end);
    return tracks;
  }

  /** Points by label: of two, blue as the least values and red as the largest. */
  private List<Layer> points(Recorded table) {
    TreeSet<String> labels = new TreeSet<>(Group::compareValues);
    labels.addAll(table.texts("label"));
    List<Layer> layers = new ArrayList<>();
    for (String label : labels) {
      Recorded rows = table.where("label", label::equals);
      Pen pen =
          labels.size() == 2
              ? Pen.of(Style.diverging(layers.isEmpty() ? 0 : 1))
              : Pen.of(Style.color(layers.size()));
      String name = source.title("label", label);
      legend.put(name, Legend.Entry.point(name, pen, layers.size()));
      layers.add(
          new Points(name, pen, rows.numbers(data.x()), rows.numbers(data.y()), layers.size()));
    }
    return layers;
  }

  private List<Layer> marks(Recorded table) {
    List<Layer> layers = new ArrayList<>();
    table
        .by("label")
        .forEach(
            (name, rows) ->
                layers.add(
                    new Marks(
                        name,
                        Pen.of(Style.INK),
                        rows.numbers(data.x()),
                        rows.numbers(data.y()),
                        layers.size(),
                        true)));
    return layers;
  }

  /** One panel for each class, and one for all of them, with their shares of the plane. */
  private List<Panel> classes(RecordedRun run) {
    Grid grid = grid(run.table(), data.value());
    Set<String> known = new TreeSet<>(data.classes().keySet());
    known.add("0");
    for (double value : grid.sorted()) {
      if (!known.contains(Numbers.exact(value))) {
        throw new PlotException(
            run.table().file()
                + ": "
                + data.value()
                + " "
                + value
                + ": must be 0 or one of "
                + data.classes());
      }
    }
    List<Layer> lines = thinLines(run);
    List<Layer> cells = new ArrayList<>();
    List<Panel> panels = new ArrayList<>();
    Color[] colors = {Style.color(5), Style.color(4)};
    data.classes()
        .forEach(
            (value, name) -> {
              Pen pen =
                  Pen.of(
                      data.classes().size() == 2
                          ? colors[cells.size()]
                          : Style.color(cells.size()));
              Grid own = grid.map(z -> z == Double.parseDouble(value) ? 1 : 0);
              cells.add(new Cells(name, pen, own, Optional.empty()));
              legend.put(name, Legend.Entry.area(name, pen));
              panels.add(
                  classPanel(
                      run, name, Set.of(value), grid, List.of(cells.get(cells.size() - 1)), lines));
            });
    if (cells.size() > 1) {
      String all = source.labels().getOrDefault("all", "any");
      panels.add(classPanel(run, all, data.classes().keySet(), grid, cells, lines));
    }
    return panels;
  }

  private Panel classPanel(
      RecordedRun run,
      String name,
      Set<String> wanted,
      Grid grid,
      List<Layer> cells,
      List<Layer> lines) {
    double[] known = grid.sorted();
    double share =
        Arrays.stream(known).filter(v -> wanted.contains(Numbers.exact(v))).count()
            / (double) known.length;
    String title =
        (source.name(data.value()) + " " + name + ": " + Numbers.value(100 * share) + " %");
    // The run stands along the axis of its row, for titles have to be short.
    return new XyPanel(
        title,
        Axis.linear(source.name(data.x())),
        Axis.linear(run.caption().isEmpty() ? source.name(data.y()) : run.caption()),
        Stream.concat(cells.stream(), lines.stream()).toList(),
        true);
  }

  /** Thin contours of another recording, if it was made. */
  private List<Layer> thinLines(RecordedRun run) {
    Optional<Recorded> table = run.beside(options.over().lines());
    if (table.isEmpty()) {
      return List.of();
    }
    Map<String, Recorded> panels = table.get().by("panel");
    List<String> names = List.copyOf(panels.keySet());
    String asked = options.over().linesPanel();
    String name = asked.isEmpty() ? names.get(names.size() - 1) : asked;
    if (!panels.containsKey(name)) {
      throw new PlotException(
          table.get().file() + ": no panel '" + name + "'" + Nearest.hintAndList(name, names));
    }
    Grid grid = grid(panels.get(name), "value");
    String label = source.name("value");
    double[] edges = options.colours().of(List.of(grid), label).edges();
    double[] inner = Arrays.copyOfRange(edges, 1, edges.length - 1);
    return List.of(new ContourLines(label + ", " + name, THIN, grid, inner));
  }
}
