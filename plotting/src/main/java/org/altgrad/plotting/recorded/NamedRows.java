package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Columns;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.layer.Marks;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * Each row of a recording as a mark with its name over two columns, and as a bar with an interval;
 * a row of panels for each run. Where a recording lacks the columns of a panel, that is left out.
 */
final class NamedRows {
  private static final int CIRCLE = 0;
  private static final int DIAMOND = 3;
  private static final Pen EQUAL = Pen.of(Style.AXIS).with(Pen.Dash.DASHED).withWidth(0.9f);

  /** Which columns say what. */
  record Data(
      @Option(value = "column with the names", data = true) String name,
      @Option(value = "column that chooses the colours", data = true) String colour,
      @Option(value = "column whose value false makes marks and bars hollow", data = true)
          String filled,
      @Option("column that is told above each run's panels") String note,
      @Option("columns of the marks: x") String x,
      @Option("columns of the marks: y") String y) {}

  /** The bars. */
  record Bar(
      @Option("column with the heights of the bars") String bar,
      @Option("column with the lower ends of their intervals") String low,
      @Option("column with the upper ends of their intervals") String high,
      @Option("text above the bars") String above) {}

  /** What can be said about it. */
  record Options(
      Source source,
      Data data,
      Bar bars,
      Curves.Axes axes,
      @Option(value = "lines of equal x · y between the marks", fallback = "false")
          boolean products,
      Size size) {}

  private final Options options;
  private final Source source;
  private final Data data;

  /** Of each value of the column for colours, whether one of its rows is filled. */
  private final Map<String, Boolean> colours = new LinkedHashMap<>();

  private NamedRows(Options options) {
    this.options = options;
    this.source = options.source();
    this.data = options.data();
  }

  static Figure draw(RunSet runs, Options options) {
    NamedRows drawing = new NamedRows(options);
    List<RecordedRun> all = options.source().runs(runs);
    for (RecordedRun run : all) {
      List<String> colours = drawing.colours(run.table());
      for (int i = 0; i < colours.size(); i++) {
        drawing.colours.merge(colours.get(i), drawing.filled(run.table(), i), Boolean::logicalOr);
      }
    }
    List<List<Panel>> rows =
        all.stream().map(drawing::panels).filter(panels -> !panels.isEmpty()).toList();
    if (rows.isEmpty()) {
      throw new PlotException(
          "options x, y and bar: must be columns of the recording but it has "
              + String.join(", ", all.get(0).table().columns()));
    }
    return options.size().figure(rows, drawing.legend());
  }

  private List<String> colours(Recorded table) {
    return data.colour().isEmpty() ? table.texts(data.name()) : table.texts(data.colour());
  }

  private boolean filled(Recorded table, int row) {
    return data.filled().isEmpty() || !table.texts(data.filled()).get(row).equals("false");
  }

  private Pen pen(Recorded table, int row) {
    return pen(colours(table).get(row));
  }

  private Pen pen(String colour) {
    List<String> values = List.copyOf(colours.keySet());
    return Pen.of(Style.color(values.indexOf(colour), values));
  }

  private List<Legend.Entry> legend() {
    List<Legend.Entry> legend = new ArrayList<>();
    if (!data.colour().isEmpty()) {
      colours.forEach(
          (colour, filled) ->
              legend.add(
                  filled
                      ? Legend.Entry.point(source.name(colour), pen(colour), CIRCLE)
                      : Legend.Entry.hollow(source.name(colour), pen(colour), DIAMOND)));
    }
    if (options.products()) {
      legend.add(Legend.Entry.line("equal product", EQUAL));
    }
    return legend;
  }

  private List<Panel> panels(RecordedRun run) {
    List<Panel> panels = new ArrayList<>();
    if (run.table().has(data.x()) && run.table().has(data.y())) {
      panels.add(marks(run));
    }
    if (run.table().has(options.bars().bar())) {
      panels.add(bars(run));
    }
    return panels;
  }

  private String title(RecordedRun run) {
    return data.note().isEmpty()
        ? run.title("")
        : run.title(
            source.name(data.note())
                + " "
                + String.join(", ", Source.values(run.table().texts(data.note()))));
  }

  private Panel marks(RecordedRun run) {
    Recorded table = run.table();
    double[] x = table.numbers(data.x());
    double[] y = table.numbers(data.y());
    Axis xAxis = holding(options.axes().x(source.name(data.x())), x);
    Axis yAxis = holding(options.axes().y(source.name(data.y()), Double.NaN), y);
    List<Layer> layers = new ArrayList<>(options.products() ? products(xAxis, yAxis) : List.of());
    List<String> names = table.texts(data.name());
    for (int i = 0; i < x.length; i++) {
      boolean hollow = !filled(table, i);
      layers.add(
          new Marks(
              source.name(names.get(i)),
              pen(table, i),
              new double[] {x[i]},
              new double[] {y[i]},
              hollow ? DIAMOND : CIRCLE,
              hollow));
    }
    return new XyPanel(title(run), xAxis, yAxis, layers);
  }

  /** Lines of one product each, one for each power of ten; both axes are logarithmic. */
  private static List<Layer> products(Axis x, Axis y) {
    if (!x.log() || !y.log()) {
      throw new PlotException("option products: must stand with log-x and log-y but does not");
    }
    List<Layer> lines = new ArrayList<>();
    double last = Math.log10(x.max() * y.max());
    for (double k = Math.ceil(Math.log10(x.min() * y.min())); k < last; k++) {
      double[] ends = {x.min(), x.max()};
      double product = Math.pow(10, k);
      double[] heights = {product / x.min(), product / x.max()};
      lines.add(new Line("product 1e" + (int) k, EQUAL, ends, heights, ""));
    }
    return lines;
  }

  /** A logarithmic axis that holds all values and two powers of ten, for its labels. */
  private static Axis holding(Axis axis, double[] values) {
    double[] shown = Arrays.stream(values).filter(axis::shows).map(axis::scaled).toArray();
    if (!axis.log() || shown.length == 0) {
      return axis;
    }
    double low = Arrays.stream(shown).min().orElseThrow();
    double high = Arrays.stream(shown).max().orElseThrow();
    double room = 0.08 * Math.max(0.5, high - low);
    low -= room;
    high += room;
    while (Math.floor(high) - Math.ceil(low) < 1) {
      // The nearer power of ten outside first.
      double down = Math.ceil(low) - 1;
      double up = Math.floor(high) + 1;
      if (low - down <= up - high) {
        low = down - 0.02;
      } else {
        high = up + 0.02;
      }
    }
    return axis.within(
        Double.isNaN(axis.min()) ? axis.unscaled(low) : axis.min(),
        Double.isNaN(axis.max()) ? axis.unscaled(high) : axis.max());
  }

  private Panel bars(RecordedRun run) {
    Recorded table = run.table();
    Bar bars = options.bars();
    double[] heights = table.numbers(bars.bar());
    double[] low = ends(table, bars.low());
    double[] high = ends(table, bars.high());
    List<String> names = table.texts(data.name()).stream().map(source::name).toList();
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < heights.length; i++) {
      layers.add(
          new Columns(
              names.get(i),
              pen(table, i),
              new double[] {i},
              new double[] {heights[i]},
              new double[] {low[i]},
              new double[] {high[i]},
              0.7,
              !filled(table, i)));
    }
    return new XyPanel(
        bars.above().isEmpty() ? title(run) : bars.above(),
        Axis.names("", names),
        Axis.linear(source.name(bars.bar())),
        layers);
  }

  private static double[] ends(Recorded table, String column) {
    return column.isEmpty()
        ? IntStream.range(0, table.size()).mapToDouble(i -> Double.NaN).toArray()
        : table.numbers(column);
  }
}
