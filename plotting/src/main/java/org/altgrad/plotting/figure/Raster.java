package org.altgrad.plotting.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Nearest;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;

/** The spikes of a network: one row a layer, one column a run. */
final class Raster {
  private Raster() {}

  static Figure draw(RunSet runs, Options options) {
    List<RecordedRun> all = RecordedRun.all(runs, options, "raster");
    Set<String> layers = new LinkedHashSet<>();
    all.forEach(run -> layers.addAll(run.table(options).texts("layer")));
    for (String layer : options.list("layers")) {
      if (!layers.contains(layer)) {
        throw new PlotException("raster: no layer '" + layer + "'" + Nearest.hint(layer, layers));
      }
    }
    if (!options.list("layers").isEmpty()) {
      layers.retainAll(options.list("layers"));
    }
    List<List<Panel>> rows = new ArrayList<>();
    for (String layer : layers) {
      List<Panel> row = new ArrayList<>();
      for (RecordedRun run : all) {
        Recorded table = run.table(options);
        Recorded own = table.by("layer").get(layer);
        // All layers of a run show the same time, so that they can be compared.
        double[] times = Arrays.stream(table.numbers("t")).sorted().toArray();
        double from = or(options.number("from"), times.length == 0 ? 0 : times[0]);
        double to = or(options.number("to"), times.length == 0 ? 1 : times[times.length - 1]);
        double[] every = own == null ? new double[0] : own.numbers("t");
        int[] shown =
            IntStream.range(0, every.length)
                .filter(i -> every[i] >= from && every[i] <= to)
                .toArray();
        double[] t = Maps.pick(every, shown);
        double[] unit = own == null ? new double[0] : Maps.pick(own.numbers("unit"), shown);
        boolean bottom = rows.size() == layers.size() - 1;
        row.add(
            new XyPanel(
                run.title(layer),
                Axis.linear(bottom ? "time" : "").within(from, to),
                unitAxis(unit),
                List.of(
                    new FieldLayer.Events(
                        layer,
                        Pen.of(Style.color(rows.size(), layers.size())).withWidth(1f),
                        t,
                        unit))));
      }
      rows.add(row);
    }
    if (rows.isEmpty()) {
      throw new PlotException("raster: no unit fired");
    }
    return options.figure(rows, List.of());
  }

  private static double or(double value, double other) {
    return Double.isNaN(value) ? other : value;
  }

  /** From half a unit below the first to half a unit above the last. */
  private static Axis unitAxis(double[] units) {
    Axis axis = Axis.linear("unit");
    return units.length == 0
        ? axis
        : axis.within(
            Arrays.stream(units).min().orElseThrow() - 0.5,
            Arrays.stream(units).max().orElseThrow() + 0.5);
  }
}
