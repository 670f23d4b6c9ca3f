package org.altgrad.plotting.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.kind.Curve;
import org.altgrad.plotting.kind.Labels;
import org.altgrad.plotting.kind.MetricSpec;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Band;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.layer.Rule;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Pooled;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.summary.Statistics;

/**
 * A positive metric relative to a reference group: the ratio of the geometric means over seeds,
 * with the 95 % interval of Welch's t on the logarithms, so that the seeds of the two groups need
 * not be the same.
 */
final class Ratio {
  /** What can be said about it. */
  record Options(
      @Option("one metric with positive values") List<String> metric,
      @Option("split; default: the first that has values") List<String> split,
      @Option("epoch or step") String x,
      @Option("keys that form the groups; default: those that differ; none: one group")
          List<String> by,
      @Option("label of the group that the others are divided by") String reference,
      @Option("key with one panel for each of its values") String rows,
      @Option("texts in place of names, of groups too, as accuracy=Accuracy (%)") Labels labels,
      Size size) {}

  private Ratio() {}

  static Figure draw(RunSet runs, Options options) {
    String rowKey = Choices.key(runs, options.rows());
    List<String> by = Choices.by(runs, options.by(), rowKey);
    MetricSpec plain = Choices.metric(runs, options.metric());
    if (!plain.function().isEmpty()) {
      throw new PlotException("ratio takes the metric itself, without " + plain.function());
    }
    MetricSpec log = new MetricSpec(plain.metric(), "log");
    String split = Choices.splits(runs, options.split(), plain).get(0);
    String x = options.x().isEmpty() ? Choices.progress(runs) : options.x();
    if (!x.equals("epoch") && !x.equals("step")) {
      throw new PlotException("ratio: option x: must be epoch or step but is '" + x + "'");
    }
    Map<Group, Pen> pens = Choices.pens(runs, by);
    Group reference = reference(pens, options);
    Labels labels = options.labels();
    List<Panel> panels = new ArrayList<>();
    Choices.rows(runs, rowKey)
        .forEach(
            (row, members) -> {
              List<Layer> layers = layers(members, by, log, split, x, pens, reference);
              String what = plain.label(labels) + " / " + labels.group(reference);
              String title = rowKey.isEmpty() ? "" : labels.group(row);
              panels.add(new XyPanel(title, Axis.linear(labels.of(x)), Axis.log(what), layers));
            });
    List<Legend.Entry> legend = new ArrayList<>();
    Map<Group, RunSet> groups = runs.groupBy(by);
    pens.forEach(
        (group, pen) -> {
          if (!group.equals(reference)) {
            legend.add(Legend.Entry.line(label(groups, group, labels), pen.withWidth(2.4f)));
          }
        });
    legend.add(
        Legend.Entry.line(label(groups, reference, labels) + " (reference)", referencePen()));
    List<String> keys = Choices.with(by, rowKey);
    List<String> notes = new ArrayList<>(Choices.beside(runs, keys));
    legend.addAll(Choices.remarks(notes));
    Map<Group, Pooled> pooled = Pooled.groups(runs, keys);
    legend.addAll(Choices.averaged(pooled));
    notes.addAll(Pooled.notes(pooled));
    return options.size().figure(List.of(panels), legend).withNotes(notes);
  }

  private static String label(Map<Group, RunSet> groups, Group group, Labels labels) {
    return Choices.label(group, Choices.unfinished(groups.get(group).runs()), labels);
  }

  private static Pen referencePen() {
    return Pen.of(Style.INK).with(Pen.Dash.DASHED).withWidth(1f);
  }

  private static Group reference(Map<Group, Pen> pens, Options options) {
    List<String> labels = pens.keySet().stream().map(Group::label).toList();
    String wanted = options.reference();
    return pens.keySet().stream()
        .filter(group -> group.label().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new PlotException(
                    (wanted.isEmpty()
                            ? "ratio needs a reference group, as --opt 'reference="
                                + labels.get(0)
                                + "'"
                            : "no group is called '" + wanted + "'" + Nearest.hint(wanted, labels))
                        + "; available: "
                        + String.join("; ", labels)));
  }

  private static List<Layer> layers(
      RunSet runs,
      List<String> by,
      MetricSpec log,
      String split,
      String x,
      Map<Group, Pen> pens,
      Group reference) {
    Map<Group, RunSet> groups = runs.groupBy(by);
    RunSet base = groups.get(reference);
    Curve below = base == null ? null : Curve.of(base.runs(), split, log, x);
    if (below == null) {
      throw new PlotException(
          "the reference " + reference.label() + " has no " + log.metric() + " on " + split);
    }
    List<Layer> layers = new ArrayList<>();
    layers.add(new Rule("reference", referencePen(), 1, false));
    groups.forEach(
        (group, members) -> {
          Curve above = Curve.of(members.runs(), split, log, x);
          if (above != null && !group.equals(reference)) {
            layers.addAll(
                curve(
                    Choices.label(group, Choices.unfinished(members.runs())),
                    pens.get(group),
                    above,
                    below));
          }
        });
    return layers;
  }

  private static List<Layer> curve(String name, Pen pen, Curve above, Curve below) {
    List<Double> x = new ArrayList<>();
    List<double[]> y = new ArrayList<>();
    int j = 0;
    for (int i = 0; i < above.x().length; i++) {
      while (j < below.x().length && below.x()[j] < above.x()[i]) {
        j++;
      }
      if (j < below.x().length && below.x()[j] == above.x()[i]) {
        x.add(above.x()[i]);
        y.add(ratio(above.y().get(i), below.y().get(j)));
      }
    }
    double[] xs = x.stream().mapToDouble(Double::doubleValue).toArray();
    double[] middle = y.stream().mapToDouble(r -> r[0]).toArray();
    double[] lower = y.stream().mapToDouble(r -> r[1]).toArray();
    double[] upper = y.stream().mapToDouble(r -> r[2]).toArray();
    String end = xs.length == 0 ? "" : Numbers.value(middle[xs.length - 1]);
    return List.of(new Band(name, pen, xs, lower, upper), new Line(name, pen, xs, middle, end));
  }

  /**
   * Ratio and interval from the statistics of logarithms (Welch 1947, with Satterthwaite's degrees
   * of freedom); the interval is NaN where a group has one run.
   */
  static double[] ratio(Statistics above, Statistics below) {
    double difference = above.mean() - below.mean();
    double a = above.se() * above.se();
    double b = below.se() * below.se();
    double half = Double.NaN;
    if (above.n() > 1 && below.n() > 1) {
      double degrees = (a + b) * (a + b) / (a * a / (above.n() - 1) + b * b / (below.n() - 1));
      half = a + b > 0 ? Statistics.quantile(degrees) * Math.sqrt(a + b) : 0;
    }
    return new double[] {
      Math.exp(difference), Math.exp(difference - half), Math.exp(difference + half)
    };
  }
}
