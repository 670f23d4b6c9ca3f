package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Steps;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.Recording;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * How much the environments agree on the sign of each gradient component: histograms of the mean
 * sign, one row a layer, one column a run, one colour a step of training.
 */
final class Agreement {
  private static final int ACROSS = 3;
  private static final double[] MOMENTS = {0, 0.1, 0.5, 1};

  private Agreement() {}

  static Figure draw(RunSet runs, Options options) {
    List<RecordedRun> all = RecordedRun.all(runs, options, "agreement");
    Map<RecordedRun, Map<Long, Recorded>> tables = new java.util.LinkedHashMap<>();
    Set<Long> steps = new TreeSet<>();
    Set<String> layers = new LinkedHashSet<>();
    for (RecordedRun run : all) {
      Map<Long, Recorded> own = new TreeMap<>();
      for (long step : steps(run.recording(), options)) {
        own.put(step, run.recording().at(step));
        layers.addAll(own.get(step).texts("layer"));
      }
      steps.addAll(own.keySet());
      tables.put(run, own);
    }
    if (!options.list("layers").isEmpty()) {
      layers.retainAll(options.list("layers"));
    }
    if (layers.isEmpty()) {
      throw new PlotException("no agreement was recorded of the layers " + options.text("layers"));
    }
    List<Long> colours = List.copyOf(steps);
    List<List<Panel>> rows = new ArrayList<>();
    for (String layer : layers) {
      List<List<Layer>> columns = new ArrayList<>();
      for (RecordedRun run : all) {
        columns.add(histograms(layer, tables.get(run), colours));
      }
      rows.add(row(layer, all, columns, rows.size() == layers.size() - 1, options));
    }
    if (all.size() == 1) {
      rows = wrapped(rows);
    }
    List<Legend.Entry> legend = new ArrayList<>();
    for (long step : colours) {
      legend.add(Legend.Entry.line("step " + Numbers.tick(step), pen(step, colours)));
    }
    return options.figure(rows, legend);
  }

  /** The layers of one run, several in a row. */
  private static List<List<Panel>> wrapped(List<List<Panel>> single) {
    List<List<Panel>> rows = new ArrayList<>();
    for (int i = 0; i < single.size(); i += ACROSS) {
      List<Panel> row = new ArrayList<>();
      single.subList(i, Math.min(i + ACROSS, single.size())).forEach(row::addAll);
      rows.add(row);
    }
    return rows;
  }

  /** The steps named, or the first, those nearest to 10 % and 50 %, and the last. */
  private static Set<Long> steps(Recording recording, Options options) {
    Set<Long> steps = new TreeSet<>();
    for (String text : options.list("steps")) {
      try {
        steps.add(recording.nearest(Long.parseLong(text)));
      } catch (NumberFormatException e) {
        throw new PlotException(
            "agreement: option steps is '"
                + options.text("steps")
                + "'; right are whole numbers with commas between them",
            e);
      }
    }
    if (steps.isEmpty()) {
      long first = recording.steps().get(0);
      long last = recording.steps().get(recording.steps().size() - 1);
      for (double moment : MOMENTS) {
        steps.add(recording.nearest(first + Math.round(moment * (last - first))));
      }
    }
    return steps;
  }

  /** From light (early) to dark (late). */
  private static Pen pen(long step, List<Long> steps) {
    double share = steps.size() == 1 ? 1 : (double) steps.indexOf(step) / (steps.size() - 1);
    return Pen.of(Style.viridis(0.82 * (1 - share)));
  }

  private static List<Layer> histograms(
      String layer, Map<Long, Recorded> tables, List<Long> steps) {
    List<Layer> layers = new ArrayList<>();
    tables.forEach(
        (step, table) -> {
          Recorded own = table.by("layer").get(layer);
          if (own != null) {
            double[] sbar = own.numbers("sbar");
            int[] order = Maps.order(sbar);
            layers.add(
                new Steps(
                    "step " + step,
                    pen(step, steps),
                    Maps.pick(sbar, order),
                    Maps.pick(own.numbers("fraction"), order)));
          }
        });
    return layers;
  }

  /** The panels of one layer, all as high as the highest of them. */
  private static List<Panel> row(
      String layer,
      List<RecordedRun> all,
      List<List<Layer>> columns,
      boolean bottom,
      Options options) {
    boolean log = options.flag("log-y");
    double top =
        columns.stream()
            .flatMap(List::stream)
            .flatMapToDouble(l -> java.util.Arrays.stream(l.extent().y()))
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    Axis y = log ? Axis.log("share") : Axis.linear("share");
    List<Panel> panels = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      panels.add(
          new XyPanel(
              all.get(i).title(layer),
              Axis.linear(bottom ? "mean sign of a component over environments" : "")
                  .within(-1.05, 1.05),
              log ? y : y.within(0, 1.05 * top),
              columns.get(i)));
    }
    return panels;
  }
}
