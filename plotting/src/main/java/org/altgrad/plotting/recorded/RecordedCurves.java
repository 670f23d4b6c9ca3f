package org.altgrad.plotting.recorded;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.layer.Points;
import org.altgrad.plotting.layer.Rule;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.summary.Statistics;

/** Curves that are recorded point by point. */
final class RecordedCurves {
  private static final List<String> SIGNALS = List.of("mechanism", "shortcut");

  private RecordedCurves() {}

  /** Share of components that a threshold keeps: one panel a run, one colour a layer. */
  static Figure kept(RunSet runs, Options options) {
    List<RecordedRun> all = RecordedRun.all(runs, options, "kept");
    Map<String, Pen> pens = new LinkedHashMap<>();
    all.forEach(run -> run.table(options).texts("layer").forEach(layer -> pens.put(layer, null)));
    int count = pens.size();
    int[] next = {0};
    pens.replaceAll((layer, none) -> Pen.of(Style.color(next[0]++, count)));
    List<Panel> panels = new ArrayList<>();
    for (RecordedRun run : all) {
      List<Layer> layers = new ArrayList<>();
      run.table(options)
          .by("layer")
          .forEach((name, rows) -> layers.add(line(name, pens.get(name), rows, "tau", "fraction")));
      Axis x = Axis.linear("threshold τ of agreement");
      Axis y = Axis.linear("share of components kept").within(0, 1.02);
      panels.add(new XyPanel(run.caption(), x, y, layers));
    }
    List<Legend.Entry> legend = new ArrayList<>();
    pens.forEach((name, pen) -> legend.add(Legend.Entry.line(name, pen)));
    return options.figure(List.of(panels), legend.size() > 1 ? legend : List.of());
  }

  /** The score of inconsistency against its tolerance: one line a run. */
  static Figure score(RunSet runs, Options options) {
    List<RecordedRun> all = RecordedRun.all(runs, options, "ilc_score");
    Map<Group, Pen> pens = RecordedRun.pens(all);
    List<Layer> layers = new ArrayList<>();
    for (RecordedRun run : all) {
      layers.add(
          line(run.caption(), pens.get(run.group()), run.table(options), "epsilon", "score"));
    }
    Axis x = Axis.log("tolerance ε");
    Axis y = Axis.log("score of inconsistency, lower bound");
    return options.figure(List.of(List.of(new XyPanel("", x, y, layers))), groups(pens));
  }

  /** Norms of combined random gradients against the number of environments, by rule. */
  static Figure randomGradients(RunSet runs, Options options) {
    Map<String, TreeMap<Double, List<Double>>> rules = new LinkedHashMap<>();
    for (RecordedRun run : RecordedRun.all(runs, options, "random_gradients")) {
      run.table(options)
          .by("rule")
          .forEach(
              (rule, rows) -> {
                double[] x = rows.numbers("environments");
                double[] y = rows.numbers("norm");
                for (int i = 0; i < x.length; i++) {
                  rules
                      .computeIfAbsent(rule, r -> new TreeMap<>())
                      .computeIfAbsent(x[i], k -> new ArrayList<>())
                      .add(y[i]);
                }
              });
    }
    List<Layer> layers = new ArrayList<>();
    List<Legend.Entry> legend = new ArrayList<>();
    List<String> measured = rules.keySet().stream().filter(rule -> !theory(rule)).toList();
    double least = Double.POSITIVE_INFINITY;
    for (Map.Entry<String, TreeMap<Double, List<Double>>> rule : rules.entrySet()) {
      String name = rule.getKey();
      double[] x = rule.getValue().keySet().stream().mapToDouble(Double::doubleValue).toArray();
      double[] y = rule.getValue().values().stream().mapToDouble(RecordedCurves::mean).toArray();
      if (theory(name)) {
        Color colour =
            name.equals("bound")
                ? Style.color(Math.max(0, measured.indexOf("masked")), 7)
                : Style.INK;
        Pen pen = Pen.of(colour).with(Pen.Dash.DASHED).withWidth(1.2f);
        layers.add(new Line(name, pen, x, y, ""));
        legend.add(Legend.Entry.line(name, pen));
      } else {
        int number = measured.indexOf(name);
        Pen pen = Pen.of(Style.color(number, measured.size()));
        layers.add(0, new Points(name, pen, x, y, number));
        layers.add(0, new Line(name, pen, x, y, ""));
        legend.add(Legend.Entry.point(name, pen, number));
        least = Math.min(least, Arrays.stream(y).filter(v -> v > 0).min().orElse(least));
      }
    }
    // A bound falls far below all that was measured, and would squeeze it.
    double bottom = Double.isFinite(least) ? Math.pow(10, Math.floor(Math.log10(least))) : 1e-3;
    Axis x = Axis.log("environments E");
    Axis y = Axis.log("norm of the combined gradient").within(bottom, Double.NaN);
    return options.figure(List.of(List.of(new XyPanel("", x, y, layers))), legend);
  }

  /** Lines of theory rather than measured points. */
  private static boolean theory(String rule) {
    return rule.contains("sqrt") || rule.contains("√") || rule.equals("bound");
  }

  /** Correlation of the masked gradient with that of the mechanism and that of the shortcut. */
  static Figure correlation(RunSet runs, Options options) {
    List<RecordedRun> all = RecordedRun.all(runs, options, "correlation");
    Map<Group, Pen> pens = RecordedRun.pens(all);
    List<Layer> thin = new ArrayList<>();
    List<Layer> means = new ArrayList<>();
    RecordedRun.byGroup(all)
        .forEach(
            (group, members) -> {
              for (int s = 0; s < SIGNALS.size(); s++) {
                String signal = SIGNALS.get(s);
                Pen pen = pen(pens, group, s);
                String name = (pens.size() > 1 ? group.label() + ", " : "") + signal;
                TreeMap<Double, List<Double>> points = new TreeMap<>();
                for (RecordedRun run : members) {
                  TreeMap<Double, Double> own = correlations(run.table(options), signal);
                  own.forEach((t, c) -> points.computeIfAbsent(t, k -> new ArrayList<>()).add(c));
                  Pen faint = pen.withWidth(0.7f).with(Style.translucent(pen.color(), 130));
                  String of = run.caption().isEmpty() ? name : run.caption() + ", " + signal;
                  thin.add(line(of, faint, own));
                }
                if (members.size() > 1) {
                  TreeMap<Double, Double> mean = new TreeMap<>();
                  points.forEach((t, c) -> mean.put(t, mean(c)));
                  means.add(line(name + ", mean", pen.withWidth(2f), mean));
                }
              }
            });
    Axis x = Axis.linear("XOR-mask   ←   threshold τ   →   AND-mask").within(-1, 1);
    Axis y = Axis.linear("correlation");
    Pen grey = Pen.of(Style.AXIS).withWidth(0.8f);
    List<Layer> layers =
        Stream.of(
                Stream.of((Layer) new Rule("no mask", grey, 0, true)),
                thin.stream(),
                means.stream())
            .flatMap(s -> s)
            .toList();
    List<Legend.Entry> legend = new ArrayList<>();
    if (pens.size() > 1) {
      pens.forEach((g, pen) -> legend.add(Legend.Entry.line(g.label(), pen)));
    }
    for (int s = 0; s < SIGNALS.size(); s++) {
      Pen pen = pens.size() > 1 ? Pen.of(Style.INK) : pen(pens, pens.keySet().iterator().next(), s);
      legend.add(
          Legend.Entry.line(
              "with the " + SIGNALS.get(s) + "'s gradient",
              s == 0 ? pen : pen.with(Pen.Dash.DASHED)));
    }
    return options.figure(List.of(List.of(new XyPanel("", x, y, layers))), legend);
  }

  /** Groups differ by colour; where there is one, signals do. Shortcuts are dashed. */
  private static Pen pen(Map<Group, Pen> pens, Group group, int signal) {
    Pen pen = pens.size() > 1 ? pens.get(group) : Pen.of(Style.color(signal, 7));
    return signal == 0 ? pen : pen.with(Pen.Dash.DASHED);
  }

  /** NaN where there is no run with a correlation. */
  private static double mean(List<Double> values) {
    double[] known = values.stream().mapToDouble(d -> d).filter(Double::isFinite).toArray();
    return known.length == 0 ? Double.NaN : Statistics.of(known).mean();
  }

  /** Correlation by threshold, those of the XOR mask below 0. */
  private static TreeMap<Double, Double> correlations(Recorded table, String signal) {
    TreeMap<Double, Double> points = new TreeMap<>();
    List<String> sides = table.texts("side");
    List<String> signals = table.texts("signal");
    double[] tau = table.numbers("tau");
    double[] values = table.numbers("correlation");
    for (int i = 0; i < tau.length; i++) {
      String side = sides.get(i).toLowerCase(Locale.ROOT);
      if (!side.equals("xor") && !side.equals("and") || !SIGNALS.contains(signals.get(i))) {
        throw new PlotException(
            table.file()
                + ": side '"
                + sides.get(i)
                + "', signal '"
                + signals.get(i)
                + "'; right are xor and and, mechanism and shortcut");
      }
      if (signals.get(i).equals(signal)) {
        points.put(side.equals("xor") ? -Math.abs(tau[i]) : Math.abs(tau[i]), values[i]);
      }
    }
    return points;
  }

  private static Layer line(String name, Pen pen, TreeMap<Double, Double> points) {
    return new Line(
        name,
        pen,
        points.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
        points.values().stream().mapToDouble(Double::doubleValue).toArray(),
        "");
  }

  private static Layer line(String name, Pen pen, Recorded rows, String x, String y) {
    double[] xs = rows.numbers(x);
    int[] order = Maps.order(xs);
    return new Line(name, pen, Maps.pick(xs, order), Maps.pick(rows.numbers(y), order), "");
  }

  private static List<Legend.Entry> groups(Map<Group, Pen> pens) {
    List<Legend.Entry> legend = new ArrayList<>();
    pens.forEach((group, pen) -> legend.add(Legend.Entry.line(group.label(), pen)));
    return legend.size() > 1 ? legend : List.of();
  }
}
