package org.altgrad.plotting.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.kind.Labels;
import org.altgrad.plotting.kind.MetricSpec;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Points;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.summary.At;

/** One point per run. */
final class Scatter {
  /** What can be said about it. */
  record Options(
      @Option("METRIC@SPLIT or a configuration key with numbers") String x,
      @Option("METRIC@SPLIT or a configuration key with numbers") String y,
      @Option(value = "last, best, max, min, epoch=N, best=METRIC@SPLIT", fallback = "last")
          String at,
      @Option("keys that form the groups; default: those that differ; none: one group")
          List<String> by,
      @Option(value = "logarithmic x axis", fallback = "false") boolean logX,
      @Option(value = "logarithmic y axis", fallback = "false") boolean logY,
      @Option("texts in place of names, of groups too, as accuracy=Accuracy (%)") Labels labels,
      Size size) {}

  private Scatter() {}

  static Figure draw(RunSet runs, Options options) {
    At at = At.parse(options.at()).in(runs);
    Coordinate x = Coordinate.parse("x", options.x(), runs);
    Coordinate y = Coordinate.parse("y", options.y(), runs);
    List<String> by = Choices.by(runs, options.by(), x.name(), y.name());
    Map<Group, Pen> pens = Choices.pens(runs, by);
    List<Layer> layers = new ArrayList<>();
    List<Legend.Entry> legend = new ArrayList<>();
    runs.groupBy(by)
        .forEach(
            (group, members) -> {
              List<double[]> points = new ArrayList<>();
              members.runs().forEach(run -> addPoints(points, x.of(run, at), y.of(run, at)));
              double[] xs = points.stream().mapToDouble(p -> p[0]).toArray();
              double[] ys = points.stream().mapToDouble(p -> p[1]).toArray();
              int marker = layers.size();
              Pen pen = pens.get(group);
              boolean unfinished = !(at instanceof At.Epoch) && Choices.unfinished(members.runs());
              String name = Choices.label(group, unfinished, options.labels());
              layers.add(new Points(name, pen, xs, ys, marker));
              legend.add(Legend.Entry.point(name, pen, marker));
            });
    if (legend.size() == 1) {
      legend.clear();
    }
    List<String> beside = Choices.beside(runs, by);
    legend.addAll(Choices.remarks(beside));
    Axis xAxis = axis(x.label(options.labels()), options.logX());
    Axis yAxis = axis(y.label(options.labels()), options.logY());
    XyPanel panel = new XyPanel("", xAxis, yAxis, layers);
    return options.size().figure(panel, legend).withNotes(beside);
  }

  /** Pairs the networks of a run; a value of the run itself goes with each of them. */
  private static void addPoints(List<double[]> points, double[] xs, double[] ys) {
    int count =
        xs.length == 1 || ys.length == 1
            ? Math.max(xs.length, ys.length)
            : Math.min(xs.length, ys.length);
    for (int i = 0; i < count && xs.length > 0 && ys.length > 0; i++) {
      points.add(new double[] {xs[Math.min(i, xs.length - 1)], ys[Math.min(i, ys.length - 1)]});
    }
  }

  private static Axis axis(String label, boolean log) {
    return log ? Axis.log(label) : Axis.linear(label);
  }

  /**
   * Where a coordinate comes from.
   *
   * @param name a metric, or a configuration key
   * @param split the metric's split; null for a configuration key
   */
  private record Coordinate(String name, String split) {

    static Coordinate parse(String option, String text, RunSet runs) {
      int at = text.lastIndexOf('@');
      if (at > 0) {
        Coordinate metric = new Coordinate(text.substring(0, at), text.substring(at + 1));
        runs.requireTrack(metric.split, metric.name);
        return metric;
      }
      if (text.isEmpty() || runs.metrics().contains(text)) {
        throw new PlotException(
            "scatter: option "
                + option
                + ": must be METRIC@SPLIT, such as accuracy@test, or a configuration key but is '"
                + text
                + "'");
      }
      return new Coordinate(runs.key(text), null);
    }

    String label(Labels labels) {
      return split == null
          ? labels.key(name)
          : labels
              .own(name + "@" + split)
              .or(() -> labels.own(name))
              .orElseGet(() -> MetricSpec.words(name) + " (" + labels.of(split) + ")");
    }

    /** One value for each network of the run; NaN where there is none, which is not drawn. */
    double[] of(Run run, At at) {
      if (split == null) {
        try {
          return new double[] {Double.parseDouble(run.value(name))};
        } catch (NumberFormatException e) {
          throw new PlotException(
              run.dir() + ": " + name + " is '" + run.value(name) + "', not a number to plot", e);
        }
      }
      Metrics metrics = run.metrics();
      return metrics.samples(Metrics.Key.of(split, name)).stream()
          .mapToDouble(
              key -> {
                int index = at.index(metrics, key);
                return index < 0 ? Double.NaN : metrics.tracks().get(key).value()[index];
              })
          .toArray();
    }
  }
}
