package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Events;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/** Events over time as strokes: one row for each value of a column, one column a run. */
final class EventRows {
  /** What can be said about it. */
  record Options(
      Source source,
      @Option(value = "column with the times of events", data = true) String x,
      @Option(value = "column with the numbers of the units", data = true) String y,
      @Option(value = "column with one row of panels for each of its values", data = true)
          String rows,
      @Option("first time shown") double from,
      @Option("last time shown") double to,
      Size size) {}

  private EventRows() {}

  static Figure draw(RunSet runs, Options options) {
    // All rows of a run show the same time, so that they can be compared.
    List<RecordedRun> whole =
        new Source(
                options.source().recording(),
                options.source().step(),
                options.source().by(),
                options.source().one(),
                Map.of(),
                options.source().labels(),
                Map.of())
            .runs(runs);
    List<RecordedRun> all = options.source().runs(runs);
    Set<String> values = new LinkedHashSet<>();
    all.forEach(run -> values.addAll(run.table().texts(options.rows())));
    List<List<Panel>> rows = new ArrayList<>();
    for (String value : values) {
      List<Panel> row = new ArrayList<>();
      boolean bottom = rows.size() == values.size() - 1;
      Pen pen = Pen.of(Style.color(rows.size())).withWidth(1f);
      for (int i = 0; i < all.size(); i++) {
        row.add(panel(all.get(i), whole.get(i).table(), value, pen, bottom, options));
      }
      rows.add(row);
    }
    if (rows.isEmpty()) {
      throw new PlotException("recording " + options.source().recording() + ": has no events");
    }
    return options.size().figure(rows, List.of());
  }

  private static Panel panel(
      RecordedRun run, Recorded whole, String value, Pen pen, boolean bottom, Options options) {
    Source source = options.source();
    Recorded own = run.table().where(options.rows(), value::equals);
    double[] times = Arrays.stream(whole.numbers(options.x())).sorted().toArray();
    double from = or(options.from(), times.length == 0 ? 0 : times[0]);
    double to = or(options.to(), times.length == 0 ? 1 : times[times.length - 1]);
    double[] every = own.numbers(options.x());
    int[] shown =
        IntStream.range(0, every.length).filter(i -> every[i] >= from && every[i] <= to).toArray();
    double[] t = Source.pick(every, shown);
    double[] unit = Source.pick(own.numbers(options.y()), shown);
    return new XyPanel(
        run.title(source.title(options.rows(), value)),
        Axis.linear(bottom ? source.name(options.x()) : "").within(from, to),
        unitAxis(source.name(options.y()), unit),
        List.of(new Events(value, pen, t, unit)));
  }

  private static double or(double value, double other) {
    return Double.isNaN(value) ? other : value;
  }

  /** From half a unit below unit 0 to half a unit above the last. */
  private static Axis unitAxis(String label, double[] units) {
    Axis axis = Axis.linear(label);
    return units.length == 0
        ? axis
        : axis.within(
            Math.min(0, Arrays.stream(units).min().orElseThrow()) - 0.5,
            Arrays.stream(units).max().orElseThrow() + 0.5);
  }
}
