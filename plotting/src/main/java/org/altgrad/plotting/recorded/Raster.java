package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Events;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/** The spikes of a network while one example is shown: one row a layer, one column a run. */
final class Raster {
  private Raster() {}

  static Figure draw(RunSet runs, Options options) {
    Map<RecordedRun, Picked> all = new LinkedHashMap<>();
    RecordedRun.all(runs, options, "raster")
        .forEach(run -> all.put(run, Picked.of(run.table(options), options)));
    Set<String> layers = new LinkedHashSet<>();
    all.values().forEach(picked -> layers.addAll(picked.table().texts("layer")));
    Picked.keep("raster", layers, options.list("layers"));
    List<List<Panel>> rows = new ArrayList<>();
    for (String layer : layers) {
      List<Panel> row = new ArrayList<>();
      boolean bottom = rows.size() == layers.size() - 1;
      Pen pen = Pen.of(Style.color(rows.size(), layers.size())).withWidth(1f);
      all.forEach((run, picked) -> row.add(panel(run, picked, layer, pen, bottom, options)));
      rows.add(row);
    }
    if (rows.isEmpty()) {
      throw new PlotException("raster: no unit fired");
    }
    return options.figure(rows, List.of());
  }

  private static Panel panel(
      RecordedRun run, Picked picked, String layer, Pen pen, boolean bottom, Options options) {
    Recorded own = picked.table().by("layer").get(layer);
    // All layers of a run show the same time, so that they can be compared.
    double[] times = Arrays.stream(picked.table().numbers("t")).sorted().toArray();
    double from = or(options.number("from"), times.length == 0 ? 0 : times[0]);
    double to = or(options.number("to"), times.length == 0 ? 1 : times[times.length - 1]);
    double[] every = own == null ? new double[0] : own.numbers("t");
    int[] shown =
        IntStream.range(0, every.length).filter(i -> every[i] >= from && every[i] <= to).toArray();
    double[] t = Maps.pick(every, shown);
    double[] unit = own == null ? new double[0] : Maps.pick(own.numbers("unit"), shown);
    return new XyPanel(
        run.title(picked.title(layer)),
        Axis.linear(bottom ? "time (s)" : "").within(from, to),
        unitAxis(unit),
        List.of(new Events(layer, pen, t, unit)));
  }

  private static double or(double value, double other) {
    return Double.isNaN(value) ? other : value;
  }

  /** From half a unit below unit 0 to half a unit above the last. */
  private static Axis unitAxis(double[] units) {
    Axis axis = Axis.linear("unit");
    return units.length == 0
        ? axis
        : axis.within(
            Math.min(0, Arrays.stream(units).min().orElseThrow()) - 0.5,
            Arrays.stream(units).max().orElseThrow() + 0.5);
  }
}
