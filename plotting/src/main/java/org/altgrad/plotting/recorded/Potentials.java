package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * Membrane potential and activity of units while one example is shown: one row a layer, one line a
 * unit, potentials to the left and activities to the right.
 */
final class Potentials {
  private static final double MILLISECONDS = 1e3;

  private Potentials() {}

  static Figure draw(RunSet runs, Options options) {
    int most = options.whole("most", 1, 100);
    Map<RecordedRun, Picked> all = new LinkedHashMap<>();
    TreeSet<String> units = new TreeSet<>(Group::compareValues);
    for (RecordedRun run : RecordedRun.all(runs, options, "traces")) {
      Picked picked = Picked.of(run.table(options), options);
      all.put(run, picked);
      layers(picked, options).values().forEach(layer -> units.addAll(shown(layer, most)));
    }
    Map<String, Pen> pens = new LinkedHashMap<>();
    units.forEach(unit -> pens.put(unit, pen(pens.size(), units.size())));
    List<List<Panel>> rows = new ArrayList<>();
    all.forEach(
        (run, picked) ->
            layers(picked, options)
                .forEach(
                    (name, layer) ->
                        rows.add(row(run.title(picked.title(name)), layer, pens, most))));
    List<Legend.Entry> legend = new ArrayList<>();
    pens.forEach((unit, pen) -> legend.add(Legend.Entry.line("unit " + unit, pen.withWidth(2.4f))));
    return options.figure(rows, legend);
  }

  /** Thick below, thin above, so that units that do the same do not hide each other. */
  private static Pen pen(int index, int count) {
    float width = 2.6f - 1.6f * index / Math.max(1, count - 1);
    return Pen.of(Style.color(index, count)).withWidth(width);
  }

  private static Map<String, Recorded> layers(Picked picked, Options options) {
    Map<String, Recorded> layers = picked.table().by("layer");
    Picked.keep(picked.table().file().toString(), layers.keySet(), options.list("layers"));
    if (layers.isEmpty()) {
      throw new PlotException(picked.table().file() + ": holds no traces");
    }
    return layers;
  }

  /** The first few units of a layer. */
  private static List<String> shown(Recorded layer, int most) {
    TreeSet<String> units = new TreeSet<>(Group::compareValues);
    units.addAll(layer.texts("unit"));
    return units.stream().limit(most).toList();
  }

  private static List<Panel> row(String title, Recorded layer, Map<String, Pen> pens, int most) {
    Map<String, Recorded> units = layer.by("unit");
    List<String> shown = shown(layer, most);
    String part =
        shown.size() < units.size() ? ": " + shown.size() + " of " + units.size() + " units" : "";
    // A readout's activity is its potential, which a second panel would repeat.
    boolean same = Arrays.equals(layer.numbers("potential"), layer.numbers("activity"));
    List<Panel> row = new ArrayList<>();
    for (String value : same ? List.of("potential") : List.of("potential", "activity")) {
      List<Layer> lines = new ArrayList<>();
      for (String unit : shown) {
        double[] t = units.get(unit).numbers("t");
        int[] order = Maps.order(t);
        double[] x = Arrays.stream(Maps.pick(t, order)).map(v -> v * MILLISECONDS).toArray();
        double[] y = Maps.pick(units.get(unit).numbers(value), order);
        lines.add(new Line("unit " + unit, pens.get(unit), x, y, ""));
      }
      String label = value.equals("potential") ? "membrane potential" : value;
      row.add(new XyPanel(title + part, Axis.linear("time (ms)"), Axis.linear(label), lines));
    }
    return row;
  }
}
