package org.altgrad.plotting.recorded;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Rule;
import org.altgrad.plotting.layer.ViolinShapes;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.RightAxis;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * Violins of rows of a recording or of runs: by group, by the values of a number, or in bins of it;
 * a second number has an axis at the right.
 */
final class Distributions {
  private static final double WIDTH = 0.8;

  /** Which numbers are drawn. */
  record Data(
      @Option("a column, METRIC@SPLIT or a configuration key along the x axis; default: groups")
          String x,
      @Option("a column, METRIC@SPLIT or a configuration key, one panel each; log10(...) of it")
          List<String> y,
      @Option("a second one, with an axis at the right") String right,
      @Option(value = "bins of x; 0: one violin for each of its values", fallback = "0", max = 100)
          int bins,
      @Option(value = "whether bins are even in ratio", fallback = "false") boolean logBins,
      @Option(value = "last, best, max, min, epoch=N, best=METRIC@SPLIT", fallback = "last")
          String at) {}

  /** What can be said about it. */
  record Options(
      Source source,
      Data data,
      @Option("height of a reference line, such as chance") double reference,
      @Option(value = "logarithmic y axis", fallback = "false") boolean logY,
      @Option("lower end of the y axis") double yMin,
      @Option("upper end of the y axis") double yMax,
      Size size) {}

  /** Violins at a place: their name, and the rows that belong to them. */
  private record Place(String name, double low, double high) {
    boolean holds(double value, boolean last) {
      return value >= low && (value < high || last && value <= high || low == high && value == low);
    }
  }

  private Distributions() {}

  static Figure draw(RunSet runs, Options options) {
    if (options.data().y().isEmpty()) {
      throw new PlotException("option y: must be a number of the runs but is empty");
    }
    List<Legend.Entry> legend = new ArrayList<>();
    List<Panel> panels = new ArrayList<>();
    for (String y : options.data().y()) {
      // Colours mean the same in all panels.
      legend.clear();
      panels.add(panel(runs, options, y, legend));
    }
    return options.size().figure(List.of(panels), legend.size() > 1 ? legend : List.of());
  }

  private static Panel panel(
      RunSet runs, Options options, String ordinate, List<Legend.Entry> legend) {
    Data data = options.data();
    List<String> ys = data.right().isEmpty() ? List.of(ordinate) : List.of(ordinate, data.right());
    List<String> names = new ArrayList<>(ys);
    if (!data.x().isEmpty()) {
      names.add(data.x());
    }
    Map<Group, double[][]> groups =
        new Cases(runs, options.source(), data.at()).numbers(names.toArray(String[]::new));
    boolean byGroup = data.x().isEmpty();
    List<Place> places = byGroup ? List.of() : places(groups, ys.size(), data);
    int count = ys.size() * (byGroup ? 1 : groups.size());
    boolean manyColours = byGroup && ys.size() == 1;
    List<List<Layer>> sides = List.of(new ArrayList<>(), new ArrayList<>());
    List<String> categories = new ArrayList<>();
    int number = 0;
    for (Map.Entry<Group, double[][]> group : groups.entrySet()) {
      for (int side = 0; side < ys.size(); side++) {
        int series = byGroup ? side : number * ys.size() + side;
        String label = options.source().name(ys.get(side));
        String of = options.source().name(group.getKey().label());
        boolean alone = !byGroup && groups.size() > 1;
        String name =
            manyColours || alone && ys.size() == 1 ? of : alone ? of + ", " + label : label;
        Pen pen = Pen.of(manyColours ? Style.color(number) : Style.color(series));
        double shift = (series - (count - 1) / 2.0) * WIDTH / count;
        List<double[]> samples =
            byGroup ? List.of(group.getValue()[side]) : samples(group.getValue(), side, places);
        double first = byGroup ? number : 0;
        double[] at =
            IntStream.range(0, samples.size()).mapToDouble(i -> first + i + shift).toArray();
        sides.get(side).add(new ViolinShapes(name, pen, at, samples, ViolinShapes.USUAL / count));
        if (!byGroup || ys.size() > 1 && number == 0) {
          legend.add(Legend.Entry.area(name, pen));
        }
      }
      if (byGroup) {
        categories.add(options.source().name(group.getKey().label()));
      }
      number++;
    }
    places.forEach(place -> categories.add(place.name()));
    if (!Double.isNaN(options.reference())) {
      Pen pen = Pen.of(Style.INK).with(Pen.Dash.DASHED).withWidth(1f);
      sides.get(0).add(0, new Rule("reference", pen, options.reference(), false));
    }
    return panel(options, ordinate, categories, sides);
  }

  private static Panel panel(
      Options options, String ordinate, List<String> categories, List<List<Layer>> sides) {
    Source source = options.source();
    Data data = options.data();
    Axis y =
        new Axis(source.name(ordinate), options.logY(), options.yMin(), options.yMax(), List.of());
    Optional<RightAxis> right =
        data.right().isEmpty()
            ? Optional.empty()
            : Optional.of(new RightAxis(Axis.linear(source.name(data.right())), sides.get(1)));
    String x = data.x().isEmpty() ? "" : source.name(data.x());
    return new XyPanel("", Axis.names(x, categories), y, sides.get(0), false, right);
  }

  /** The samples of one number at each place. */
  private static List<double[]> samples(double[][] numbers, int side, List<Place> places) {
    double[] x = numbers[numbers.length - 1];
    List<double[]> samples = new ArrayList<>();
    for (int p = 0; p < places.size(); p++) {
      Place place = places.get(p);
      boolean last = p == places.size() - 1;
      samples.add(
          IntStream.range(0, x.length)
              .filter(i -> place.holds(x[i], last))
              .mapToDouble(i -> numbers[side][i])
              .toArray());
    }
    return samples;
  }

  private static List<Place> places(Map<Group, double[][]> groups, int column, Data data) {
    double[] x =
        groups.values().stream()
            .flatMapToDouble(numbers -> Arrays.stream(numbers[column]))
            .filter(v -> Double.isFinite(v) && (!data.logBins() || v > 0))
            .sorted()
            .distinct()
            .toArray();
    if (x.length == 0) {
      throw new PlotException("no values of '" + data.x() + "' for the x axis");
    }
    List<Place> places = new ArrayList<>();
    if (data.bins() == 0 || x.length == 1) {
      Arrays.stream(x).forEach(v -> places.add(new Place(Numbers.tick(v), v, v)));
      return places;
    }
    for (double[] bin : bins(x[0], x[x.length - 1], data.bins(), data.logBins())) {
      places.add(new Place(text(bin[0]) + " – " + text(bin[1]), bin[0], bin[1]));
    }
    return places;
  }

  private static String text(double value) {
    return Numbers.tick(new BigDecimal(value).round(new MathContext(3)).doubleValue());
  }

  /** Ends of bins between two values, even in length or in ratio. */
  static double[][] bins(double low, double high, int count, boolean ratio) {
    double[] edges = new double[count + 1];
    for (int i = 0; i <= count; i++) {
      double share = (double) i / count;
      edges[i] =
          i == 0
              ? low
              : i == count
                  ? high
                  : ratio ? low * Math.pow(high / low, share) : low + share * (high - low);
    }
    return IntStream.range(0, count)
        .mapToObj(i -> new double[] {edges[i], edges[i + 1]})
        .toArray(double[][]::new);
  }
}
