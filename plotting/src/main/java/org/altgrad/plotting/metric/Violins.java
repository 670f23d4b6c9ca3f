package org.altgrad.plotting.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.kind.Measured;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.kind.Size;
import org.altgrad.plotting.kind.YAxis;
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

/** One value per run, one violin per group. */
final class Violins {
  /** What can be said about it. */
  record Options(
      Measured measured,
      @Option("keys that form the groups; default: those that differ; none: one group")
          List<String> by,
      @Option("height of a reference line, such as chance") double reference,
      YAxis y,
      Size size) {}

  private Violins() {}

  static Figure draw(RunSet runs, Options options) {
    List<String> names = new ArrayList<>();
    List<Layer> layers = new ArrayList<>();
    List<String> by = Choices.by(runs, options.by());
    Map<Group, RunSet> groups = runs.groupBy(by);
    groups.forEach(
        (group, members) -> {
          double[] values = options.measured().values(runs, members);
          double[] place = {names.size()};
          Pen pen = Pen.of(Style.color(names.size()));
          String name = options.measured().label(runs, group, members, options.y().labels());
          names.add(name);
          layers.add(new ViolinShapes(name, pen, place, List.of(values), ViolinShapes.USUAL));
        });
    Metrics.Key key = options.measured().key(runs);
    if (layers.stream().allMatch(layer -> layer.extent().y().length == 0)) {
      throw new PlotException(
          "no run has a value of '" + key.name() + "' on " + key.split() + " at that moment");
    }
    if (!Double.isNaN(options.reference())) {
      Pen pen = Pen.of(Style.INK).with(Pen.Dash.DASHED).withWidth(1f);
      layers.add(0, new Rule("reference", pen, options.reference(), false));
    }
    String label = options.measured().spec(runs).label(options.y().labels(), key.split());
    XyPanel panel = new XyPanel("", Axis.names("", names), options.y().axis(label), layers);
    List<String> beside = Choices.beside(runs, by);
    return options.size().figure(panel, Choices.remarks(beside)).withNotes(beside);
  }
}
