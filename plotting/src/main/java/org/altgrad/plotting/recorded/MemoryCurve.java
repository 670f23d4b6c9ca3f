package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.kind.Spreads;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Band;
import org.altgrad.plotting.layer.Dots;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.summary.Statistics;

/**
 * How well the input k samples ago can be read from a network's state: r² against k, one line a
 * group, with its memory capacity in the legend: the sum of r² over k ≥ 1 (Jaeger 2001).
 */
final class MemoryCurve {
  private final Options options;
  private final String band;
  private final List<Layer> behind = new ArrayList<>();
  private final List<Layer> lines = new ArrayList<>();
  private final List<Legend.Entry> legend = new ArrayList<>();

  private MemoryCurve(Options options) {
    this.options = options;
    this.band = options.choice("band", "ci95", "sd", "se", "none", "seeds");
  }

  static Figure draw(RunSet runs, Options options) {
    MemoryCurve drawing = new MemoryCurve(options);
    List<RecordedRun> all = RecordedRun.all(runs, options, "memory_curve");
    Map<Group, Pen> pens = RecordedRun.pens(all);
    RecordedRun.byGroup(all)
        .forEach((group, members) -> drawing.add(group, members, pens.get(group)));
    List<Layer> layers = new ArrayList<>(drawing.behind);
    layers.addAll(drawing.lines);
    Axis x = Axis.linear("delay k (samples)");
    // Room for marks at 0 and 1.
    Axis y = Axis.linear("r² of the input k samples ago").within(-0.02, 1.02);
    return options.figure(List.of(List.of(new XyPanel("", x, y, layers))), drawing.legend);
  }

  private void add(Group group, List<RecordedRun> members, Pen pen) {
    String name = group.keys().isEmpty() ? "" : group.label();
    TreeMap<Double, List<Double>> points = new TreeMap<>();
    List<Double> capacities = new ArrayList<>();
    for (RecordedRun run : members) {
      TreeMap<Double, Double> own = curve(run.table(options));
      own.forEach((k, r2) -> points.computeIfAbsent(k, none -> new ArrayList<>()).add(r2));
      capacities.add(own.tailMap(0.0, false).values().stream().mapToDouble(r2 -> r2).sum());
      if (band.equals("seeds") && members.size() > 1) {
        Pen thin = pen.withWidth(0.6f).with(Style.translucent(pen.color(), 110));
        double[] k = array(own.keySet());
        behind.add(new Line(run.caption(), thin, k, array(own.values()), ""));
      }
    }
    Spreads spread = band.equals("seeds") ? Spreads.NONE : Spreads.named(band);
    String series = name.isEmpty() ? "r²" : name;
    double[] k = array(points.keySet());
    List<Statistics> y = points.values().stream().map(all -> Statistics.of(array(all))).toList();
    if (spread != Spreads.NONE && members.size() > 1) {
      behind.add(new Band(series, pen, k, spread.lower(y), spread.upper(y)));
    }
    double[] mean = y.stream().mapToDouble(Statistics::mean).toArray();
    lines.add(new Line(series, pen, k, mean, ""));
    lines.add(new Dots(series, pen, k, mean, legend.size()));
    String prefix = name.isEmpty() ? "" : name + ": ";
    String text = prefix + "memory capacity " + capacity(Statistics.of(array(capacities)), spread);
    legend.add(Legend.Entry.point(text, pen, legend.size()));
  }

  /** The mean over runs, and what the band goes beyond it. */
  private static String capacity(Statistics capacity, Spreads spread) {
    double more = spread.upper(capacity) - capacity.mean();
    String mean = Numbers.value(capacity.mean());
    return Double.isNaN(more) ? mean : mean + " ± " + Numbers.value(more);
  }

  /** r² by delay. */
  private static TreeMap<Double, Double> curve(Recorded table) {
    double[] k = table.numbers("delay");
    double[] r2 = table.numbers("r2");
    TreeMap<Double, Double> curve = new TreeMap<>();
    for (int i = 0; i < k.length; i++) {
      curve.put(k[i], r2[i]);
    }
    return curve;
  }

  private static double[] array(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
