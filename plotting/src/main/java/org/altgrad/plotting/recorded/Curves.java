package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Bands;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.kind.Spreads;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Band;
import org.altgrad.plotting.layer.Dots;
import org.altgrad.plotting.layer.Extent;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.summary.Statistics;

/** Curves whose points are rows of a recording. */
final class Curves {
  /** Where runs go. */
  enum Runs {
    PANELS,
    TOGETHER
  }

  /** Which columns are drawn. */
  record Data(
      @Option(value = "column along the x axis", data = true) String x,
      @Option(value = "columns along the y axis, one column of panels each", data = true)
          List<String> y,
      @Option(value = "column with one colour for each of its values", data = true) String colour,
      @Option(value = "column with one line style for each of its values", data = true) String dash,
      @Option(value = "column with one row of panels for each of its values", data = true)
          String rows,
      @Option(
              value = "what x is multiplied by, such as 1000 for milliseconds",
              fallback = "1",
              data = true)
          double xUnit) {}

  /** How curves are drawn. */
  record Manner(
      @Option(
              value = "one panel each (panels), or a mean by group (together)",
              fallback = "together")
          Runs runs,
      @Option(value = "ci95, sd, se, none, or seeds for a thin line per run", fallback = "ci95")
          Bands band,
      @Option(value = "whether points are marked", fallback = "false") boolean marks,
      @Option(value = "series drawn dashed as references, as a=b for b's colour", data = true)
          Map<String, String> dashed,
      @Option(value = "colours in a panel, the first ones", fallback = "100", min = 1, max = 100)
          int most,
      @Option(value = "name of the sum over x > 0, which stands in the legend", data = true)
          String sum) {}

  /** The axes. */
  record Axes(
      @Option(value = "logarithmic x axis", fallback = "false") boolean logX,
      @Option(value = "logarithmic y axis", fallback = "false") boolean logY,
      @Option("lower end of the x axis") double xMin,
      @Option("upper end of the x axis") double xMax,
      @Option("lower end of the y axis") double yMin,
      @Option("upper end of the y axis") double yMax) {

    Axis x(String label) {
      return new Axis(label, logX, xMin, xMax, List.of());
    }

    Axis y(String label, double bottom) {
      return new Axis(label, logY, Double.isNaN(yMin) ? bottom : yMin, yMax, List.of());
    }
  }

  /** What can be said about it. */
  record Options(
      Source source, Data data, Manner manner, Axes axes, References references, Size size) {}

  private final Options options;
  private final Source source;
  private final Data data;
  private final List<RecordedRun> runs;

  /** The values of the column for colours. */
  private final List<String> colours;

  private final List<Legend.Entry> legend = new ArrayList<>();

  private Curves(RunSet all, Options options) {
    this.options = options;
    this.source = options.source();
    this.data = options.data();
    this.runs = source.runs(all, data.x(), data.y().get(0), data.colour());
    Set<String> values = new LinkedHashSet<>();
    for (RecordedRun run : runs) {
      Source.parts(run.table(), data.rows()).values().forEach(row -> values.addAll(shown(row)));
    }
    this.colours = Source.values(values);
  }

  static Figure draw(RunSet runs, Options options) {
    if (options.data().x().isEmpty() || options.data().y().isEmpty()) {
      throw new PlotException("options x and y: must be columns of the recording but are empty");
    }
    Curves drawing = new Curves(runs, options);
    List<List<Panel>> rows =
        !options.data().rows().isEmpty()
            ? drawing.rows()
            : List.of(
                options.manner().runs() == Runs.PANELS ? drawing.panels() : drawing.together());
    boolean mean = options.manner().runs() != Runs.PANELS;
    return options
        .size()
        .figure(rows, drawing.legend)
        .withNotes(mean ? options.source().averaged(runs) : List.of());
  }

  /** The values in one panel that get a line. */
  private List<String> shown(Recorded rows) {
    List<String> all =
        data.colour().isEmpty() ? List.of("") : Source.values(rows.texts(data.colour()));
    return all.stream().limit(options.manner().most()).toList();
  }

  private Pen pen(String value) {
    return Pen.of(Style.color(colours.indexOf(value), colours));
  }

  private String label(String column) {
    return source.name(column);
  }

  private Line line(String name, Pen pen, Recorded rows, String y) {
    double[] x = Arrays.stream(rows.numbers(data.x())).map(v -> v * data.xUnit()).toArray();
    int[] order = Source.order(x);
    return new Line(name, pen, Source.pick(x, order), Source.pick(rows.numbers(y), order));
  }

  /** One row of panels for each run and value, one column for each y. */
  private List<List<Panel>> rows() {
    List<List<Panel>> rows = new ArrayList<>();
    Map<String, Pen> pens = new LinkedHashMap<>();
    for (String colour : colours) {
      // Thick below, thin above, so that lines that do the same do not hide each other.
      float width = 2.6f - 1.6f * pens.size() / Math.max(1, colours.size() - 1);
      pens.put(colour, pen(colour).withWidth(width));
    }
    for (RecordedRun run : runs) {
      if (run.table().size() == 0) {
        throw new PlotException(run.table().file() + ": holds no rows to draw");
      }
      Source.parts(run.table(), data.rows())
          .forEach(
              (value, part) ->
                  rows.add(row(run.title(source.title(data.rows(), value)), part, pens)));
    }
    pens.forEach(
        (value, pen) ->
            legend.add(Legend.Entry.line(source.title(data.colour(), value), pen.withWidth(2.4f))));
    return rows;
  }

  private List<Panel> row(String title, Recorded rows, Map<String, Pen> pens) {
    Map<String, Recorded> parts = Source.parts(rows, data.colour());
    List<String> shown = shown(rows);
    String note =
        shown.size() < parts.size()
            ? ": " + shown.size() + " of " + parts.size() + " " + label(data.colour()) + "s"
            : "";
    List<Panel> row = new ArrayList<>();
    for (String y : data.y()) {
      // A column that repeats the first one is not drawn twice.
      if (y.equals(data.y().get(0))
          || !Arrays.equals(rows.numbers(data.y().get(0)), rows.numbers(y))) {
        List<Layer> lines = new ArrayList<>();
        for (String value : shown) {
          lines.add(line(source.title(data.colour(), value), pens.get(value), parts.get(value), y));
        }
        row.add(panel(title + note, lines, y, Double.NaN));
      }
    }
    return row;
  }

  private Panel panel(String title, List<Layer> layers, String y, double bottom) {
    return new XyPanel(
        title, options.axes().x(label(data.x())), options.axes().y(label(y), bottom), layers);
  }

  /** One panel for each run. */
  private List<Panel> panels() {
    List<Panel> panels = new ArrayList<>();
    String y = data.y().get(0);
    for (RecordedRun run : runs) {
      List<Layer> lines = new ArrayList<>();
      Source.parts(run.table(), data.colour())
          .forEach((value, rows) -> lines.add(line(label(value), pen(value), rows, y)));
      panels.add(panel(run.title(""), lines, y, Double.NaN));
    }
    if (colours.size() > 1) {
      colours.forEach(value -> legend.add(Legend.Entry.line(label(value), pen(value))));
    }
    return panels;
  }

  /** One panel with means over runs. */
  private List<Panel> together() {
    Together panel = new Together();
    Map<Group, List<RecordedRun>> groups = RecordedRun.byGroup(runs);
    groups.forEach((group, members) -> panel.add(group, members, groups.size()));
    panel.legend(groups.keySet());
    return List.of(panel(panel.title(), panel.layers(), data.y().get(0), panel.bottom()));
  }

  /** Means over the runs of each group, one for each value of the column for colours. */
  private final class Together {
    private final List<Layer> behind = new ArrayList<>();
    private final List<Layer> lines = new ArrayList<>();
    private final List<Layer> references = new ArrayList<>();
    private final List<Legend.Entry> entries = new ArrayList<>();
    private final List<String> measured =
        colours.stream().filter(v -> !options.manner().dashed().containsKey(v)).toList();
    private final Map<Group, Pen> byGroup = new LinkedHashMap<>();
    private double least = Double.POSITIVE_INFINITY;

    String title() {
      return String.join(", ", runs.get(0).notes());
    }

    void add(Group group, List<RecordedRun> members, int groups) {
      for (String value : colours) {
        String own = groups > 1 && !value.isEmpty() ? group.label() + ", " + value : value;
        String name = own.isEmpty() && !group.keys().isEmpty() ? group.label() : own;
        add(name, value, members, pen(group, value, groups));
      }
    }

    /** Where lines have styles, groups differ by colour; else each line does. */
    private Pen pen(Group group, String value, int groups) {
      Map<String, String> dashed = options.manner().dashed();
      if (dashed.containsKey(value)) {
        int like = measured.indexOf(dashed.get(value));
        return Pen.of(like < 0 ? Style.INK : Style.color(like))
            .with(Pen.Dash.DASHED)
            .withWidth(1.2f);
      }
      int lines = data.dash().isEmpty() ? measured.size() : 1;
      int index = data.dash().isEmpty() ? measured.indexOf(value) : 0;
      if (groups == 1) {
        Pen pen = Pen.of(Style.color(measured.indexOf(value)));
        return data.dash().isEmpty() ? pen : pen.with(dash(value));
      }
      int number = List.copyOf(RecordedRun.byGroup(runs).keySet()).indexOf(group);
      Pen pen = Pen.of(Style.color(number * lines + index));
      byGroup.put(group, pen);
      return data.dash().isEmpty() ? pen : pen.with(dash(value));
    }

    private Pen.Dash dash(String value) {
      Pen.Dash[] all = {Pen.Dash.SOLID, Pen.Dash.DASHED, Pen.Dash.DOTTED, Pen.Dash.DASH_DOT};
      return all[Math.min(Math.max(0, measured.indexOf(value)), all.length - 1)];
    }

    private void add(String name, String value, List<RecordedRun> members, Pen pen) {
      TreeMap<Double, Map<Run, List<Double>>> points = new TreeMap<>();
      Map<Run, List<Double>> sums = new LinkedHashMap<>();
      List<Layer> thin = new ArrayList<>();
      String y = data.y().get(0);
      for (RecordedRun run : members) {
        Recorded rows = Source.parts(run.table(), data.colour()).get(value);
        if (rows != null) {
          Pen faint = pen.withWidth(0.6f).with(Style.translucent(pen.color(), 110));
          String own = value.isEmpty() ? run.caption() : run.caption() + ", " + value;
          Line line = line(own, faint, rows, y);
          thin.add(line);
          IntStream.range(0, line.x().length)
              .forEach(
                  i ->
                      points
                          .computeIfAbsent(line.x()[i], k -> new LinkedHashMap<>())
                          .computeIfAbsent(run.run(), r -> new ArrayList<>())
                          .add(line.y()[i]));
          sums.computeIfAbsent(run.run(), r -> new ArrayList<>())
              .add(
                  IntStream.range(0, line.x().length)
                      .filter(i -> line.x()[i] > 0)
                      .mapToDouble(i -> line.y()[i])
                      .sum());
        }
      }
      if (points.isEmpty()) {
        return;
      }
      boolean reference = options.manner().dashed().containsKey(value);
      Spreads spread = options.manner().band().spread();
      List<Statistics> all =
          points.values().stream().map(own -> known(y, RecordedRun.bySeed(own))).toList();
      double[] x = array(points.keySet());
      double[] mean = all.stream().mapToDouble(Statistics::mean).toArray();
      String series = name.isEmpty() ? label(y) : name;
      if (members.size() > 1 && !reference) {
        if (options.manner().band() == Bands.SEEDS) {
          behind.addAll(thin);
        } else if (spread != Spreads.NONE) {
          behind.add(new Band(series, pen, x, spread.lower(all), spread.upper(all)));
        }
      }
      Line line = new Line(series, pen, x, mean);
      (reference ? references : lines).add(line);
      Legend.Entry entry =
          Legend.Entry.line(legendText(name, value, RecordedRun.bySeed(sums)), pen);
      if (!reference) {
        least = Math.min(least, Arrays.stream(mean).filter(v -> v > 0).min().orElse(least));
        if (options.manner().marks()) {
          int marker =
              (int) entries.stream().filter(e -> e.sample() == Legend.Sample.POINT).count();
          lines.add(new Dots(series, pen, x, mean, marker));
          entry = Legend.Entry.point(entry.text(), pen, marker);
        }
      }
      entries.add(entry);
    }

    private String legendText(String name, String value, List<Double> sums) {
      String text = value.isEmpty() ? name : name.replace(value, label(value));
      if (options.manner().sum().isEmpty()) {
        return text;
      }
      Statistics sum = Statistics.of(array(sums));
      double more = options.manner().band().spread().upper(sum) - sum.mean();
      String number =
          Numbers.value(sum.mean()) + (Double.isNaN(more) ? "" : " ± " + Numbers.value(more));
      return (text.isEmpty() ? "" : text + ": ") + options.manner().sum() + " " + number;
    }

    /** NaN where there is no run with a number. */
    private static Statistics known(String y, List<Double> values) {
      double[] known = values.stream().mapToDouble(d -> d).filter(Double::isFinite).toArray();
      return Statistics.of(y, known.length == 0 ? new double[] {Double.NaN} : known);
    }

    void legend(Collection<Group> groups) {
      if (!data.dash().isEmpty() && groups.size() > 1) {
        byGroup.forEach((g, pen) -> legend.add(Legend.Entry.line(g.label(), pen)));
        measured.forEach(
            value ->
                legend.add(Legend.Entry.line(label(value), Pen.of(Style.INK).with(dash(value)))));
      } else if (entries.size() > 1 || !options.manner().sum().isEmpty()) {
        legend.addAll(entries);
      }
    }

    List<Layer> layers() {
      List<Extent> extents = lines.stream().map(Layer::extent).toList();
      double[] x = extents.stream().flatMapToDouble(e -> Arrays.stream(e.x())).toArray();
      double[] y = extents.stream().flatMapToDouble(e -> Arrays.stream(e.y())).toArray();
      List<Layer> layers =
          new ArrayList<>(
              options
                  .references()
                  .layers(x, y, options.axes().x(""), options.axes().y("", Double.NaN)));
      layers.addAll(behind);
      layers.addAll(lines);
      layers.addAll(references);
      return layers;
    }

    /** A reference falls far below all that was measured, and would squeeze it. */
    double bottom() {
      return references.isEmpty() || !options.axes().logY()
          ? Double.NaN
          : Double.isFinite(least) ? Math.pow(10, Math.floor(Math.log10(least))) : 1e-3;
    }
  }

  private static double[] array(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
