package org.altgrad.plotting.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.summary.At;

/** One point per run. */
final class Scatter {
  private Scatter() {}

  static Figure draw(RunSet runs, Options options) {
    At at = At.parse(options.text("at"));
    Coordinate x = Coordinate.parse(options, "x", runs);
    Coordinate y = Coordinate.parse(options, "y", runs);
    List<String> by = Choices.by(runs, options, x.name(), y.name());
    Map<Group, Pen> pens = Choices.pens(runs, by);
    List<Layer> layers = new ArrayList<>();
    List<Legend.Entry> legend = new ArrayList<>();
    runs.groupBy(by)
        .forEach(
            (group, members) -> {
              double[] xs = members.runs().stream().mapToDouble(run -> x.of(run, at)).toArray();
              double[] ys = members.runs().stream().mapToDouble(run -> y.of(run, at)).toArray();
              int marker = layers.size();
              Pen pen = pens.get(group);
              layers.add(new Layer.Points(group.label(), pen, xs, ys, marker));
              legend.add(Legend.Entry.point(group.label(), pen, marker));
            });
    return Figure.of(
        options.text("title"),
        new XyPanel(
            "",
            axis(x.label(), options.flag("log-x")),
            axis(y.label(), options.flag("log-y")),
            layers),
        legend.size() > 1 ? legend : List.of(),
        options.whole("width", 120, 4000),
        options.whole("height", 100, 4000));
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

    static Coordinate parse(Options options, String option, RunSet runs) {
      String text = options.text(option);
      int at = text.lastIndexOf('@');
      if (at > 0) {
        Coordinate metric = new Coordinate(text.substring(0, at), text.substring(at + 1));
        runs.requireMetrics(List.of(metric.name));
        runs.requireSplits(List.of(metric.split));
        return metric;
      }
      if (text.isEmpty() || runs.metrics().contains(text)) {
        throw new PlotException(
            "scatter: option "
                + option
                + " is '"
                + text
                + "'; right is METRIC@SPLIT, such as accuracy@test, or a configuration key");
      }
      return new Coordinate(runs.key(text), null);
    }

    String label() {
      return split == null ? Group.lastPart(name) : MetricSpec.words(name) + " (" + split + ")";
    }

    /** NaN where the run has no value, which is then not drawn. */
    double of(Run run, At at) {
      if (split == null) {
        try {
          return Double.parseDouble(run.value(name));
        } catch (NumberFormatException e) {
          throw new PlotException(
              run.dir() + ": " + name + " is '" + run.value(name) + "', not a number to plot", e);
        }
      }
      Metrics.Key key = new Metrics.Key(split, name);
      int index = at.index(run.metrics(), key);
      return index < 0 ? Double.NaN : run.metrics().tracks().get(key).value()[index];
    }
  }
}
