package org.altgrad.plotting.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.kind.MetricSpec;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Rule;
import org.altgrad.plotting.layer.ViolinShapes;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.summary.At;

/** One value per run, one violin per group. */
final class Violins {
  private Violins() {}

  static Figure draw(RunSet runs, Options options) {
    MetricSpec metric = Choices.metric(runs, options);
    List<String> splits = Choices.splits(runs, options, metric);
    Metrics.Key key = Metrics.Key.of(splits.get(splits.size() - 1), metric.metric());
    At at = At.parse(options.text("at"));
    List<String> names = new ArrayList<>();
    List<Layer> layers = new ArrayList<>();
    Map<Group, RunSet> groups = runs.groupBy(Choices.by(runs, options));
    groups.forEach(
        (group, members) -> {
          double[] values =
              members.runs().stream()
                  .flatMapToDouble(run -> Arrays.stream(at.values(run.metrics(), key)))
                  .map(metric::apply)
                  .toArray();
          double[] place = {names.size()};
          Pen pen = Pen.of(Style.color(names.size(), groups.size()));
          names.add(group.label());
          layers.add(
              new ViolinShapes(group.label(), pen, place, List.of(values), ViolinShapes.USUAL));
        });
    if (layers.stream().allMatch(l -> l.extent().y().length == 0)) {
      throw new PlotException(
          "no run has a value of '" + key.name() + "' on " + key.split() + " at that moment");
    }
    if (options.given("reference")) {
      Pen pen = Pen.of(Style.INK).with(Pen.Dash.DASHED).withWidth(1f);
      layers.add(0, new Rule("reference", pen, options.number("reference"), false));
    }
    Map<String, String> labels = options.pairs("labels");
    String label = (labels.isEmpty() ? key.split() + " " : "") + metric.label(labels);
    Axis y = options.flag("log-y") ? Axis.log(label) : Axis.linear(label);
    return options.figure(
        List.of(List.of(new XyPanel("", Axis.names("", names), y, layers))), List.of());
  }
}
