package org.altgrad.graphs.biohsic.leaky;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Recording;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What a network with dynamics can record.
 *
 * <ul>
 *   <li>{@code traces}: {@code model}, {@code sample}, {@code layer}, {@code unit}, {@code t} in
 *       seconds, {@code potential} of the membrane, {@code activity}: the first few models from
 *       rest, for a few examples of the split {@code test}; the readout's activity is its potential
 *   <li>{@code raster}, of spiking units: {@code model}, {@code sample}, {@code layer}, {@code
 *       unit}, {@code t} of each spike
 *   <li>{@code boundary}, of inputs in a plane with two classes: {@code x}, {@code y}, {@code p},
 *       the probability of class 1, as the mean over the models, on a grid that covers the training
 *       examples
 * </ul>
 */
final class LeakyRecordings {
  private static final int MODELS = 4;
  private static final int SAMPLES = 8;
  private static final int GRID = 61;

  /** Part of the training examples' range that the grid goes beyond it, on each side. */
  private static final double MARGIN = 0.1;

  private final Settling settling;
  private final double dt;

  private LeakyRecordings(Settling settling, double dt) {
    this.settling = settling;
    this.dt = dt;
  }

  static Map<String, Recording> all(
      Nodes<TFloat32> nodes,
      Examples train,
      Examples test,
      Settling settling,
      double dt,
      List<Expr<TFloat32>> parameters) {
    LeakyRecordings recordings = new LeakyRecordings(settling, dt);
    Map<String, Recording> all = new LinkedHashMap<>();
    History history = recordings.history(nodes.scope("history"), test, parameters);
    all.put(
        "traces",
        new Recording(
            "potential and activity of the first models for a few test examples; t in seconds",
            (calls, step) -> recordings.traces(calls, history)));
    if (settling.network().units() instanceof SpikingUnits) {
      all.put(
          "raster",
          new Recording(
              "when units spike for a few test examples; t in seconds",
              (calls, step) -> recordings.raster(calls, history)));
    }
    if (train.width() == 2 && train.inputs().classes() == 2) {
      Boundary boundary = recordings.boundary(nodes.scope("boundary"), train, parameters);
      all.put(
          "boundary",
          new Recording(
              "probability p of class 1 over the plane of inputs",
              (calls, step) -> boundary.table(calls)));
    }
    return all;
  }

  /**
   * Values at each time step, [T, models, samples, units] for each layer.
   *
   * @param activity of hidden layers
   * @param spikes of hidden layers, if they spike
   */
  private record History(
      List<Operand<TFloat32>> potential,
      List<Operand<TFloat32>> activity,
      List<Operand<TFloat32>> spikes) {}

  private History history(Nodes<TFloat32> nodes, Examples test, List<Expr<TFloat32>> parameters) {
    Ops tf = nodes.tf();
    Network several = settling.network();
    int models = Math.min(MODELS, several.models());
    Network network = new Network(models, several.widths(), several.rho(), several.units());
    int samples = Math.min(SAMPLES, test.split().count());
    int steps = settling.stepsPerSample();
    boolean spiking = network.units() instanceof SpikingUnits;
    List<Expr<TFloat32>> blank = new ArrayList<>();
    for (int l = 0; l < network.layers(); l++) {
      blank.add(Initialiser.filled(nodes, Shape.of(steps, models, samples, network.out(l)), 0));
    }
    Operand<TInt32> first = tf.constant(IntStream.range(0, models).toArray());
    Loop loop = new Loop("history");
    var fixed = loop.variables("parameter", parameters.stream().map(p -> p.at(first)).toList());
    var x = loop.variable("x", test.x(nodes, tf.constant(IntStream.range(0, samples).toArray())));
    var states =
        loop.variables(
            "state",
            network.states(samples).stream()
                .map(shape -> Initialiser.filled(nodes, shape, 0))
                .toList());
    var potential = loop.variables("potential", blank);
    var activity = loop.variables("activity", blank.subList(0, network.hidden()));
    var spikes = loop.variables("spikes", spiking ? blank.subList(0, network.hidden()) : List.of());
    Loop.End end =
        loop.run(
            tf,
            tf.constant(steps),
            now -> {
              Network.Pass<TFloat32> pass =
                  network.step(now.get(fixed), now.get(x), now.get(states));
              now.set(states, pass.states());
              for (int l = 0; l < network.hidden(); l++) {
                Units.Moment<TFloat32> moment = pass.hidden().get(l);
                put(now, potential.get(l), moment.state().get(0));
                put(now, activity.get(l), moment.z());
                if (spiking) {
                  put(now, spikes.get(l), moment.spiking().orElseThrow().spikes());
                }
              }
              put(now, potential.get(network.hidden()), pass.logits());
            });
    return new History(
        List.copyOf(end.get(potential)),
        List.copyOf(end.get(activity)),
        List.copyOf(end.get(spikes)));
  }

  private static void put(Loop.Iteration now, Loop.Var<TFloat32> history, Expr<TFloat32> value) {
    Ops tf = now.nodes(TFloat32.class).tf();
    var moment = value.expand(0);
    var next = tf.tensorScatterNdUpdate(now.get(history), now.index().reshape(1, 1), moment);
    now.set(history, now.nodes(TFloat32.class).of(next));
  }

  private Recording.Table traces(Calls calls, History history) {
    List<Operand<?>> fetches = new ArrayList<>(history.potential());
    fetches.addAll(history.activity());
    int layers = history.potential().size();
    List<List<?>> rows = new ArrayList<>();
    try (Result result = calls.run(Map.of(), fetches, List.of())) {
      for (int l = 0; l < layers; l++) {
        TFloat32 potential = (TFloat32) result.get(l);
        TFloat32 activity = (TFloat32) result.get(l + 1 < layers ? layers + l : l);
        for (long[] i : indices(potential)) {
          rows.add(
              List.of(
                  i[1], i[2], l, i[3], seconds(i[0]), potential.getFloat(i), activity.getFloat(i)));
        }
      }
    }
    return new Recording.Table(
        List.of("model", "sample", "layer", "unit", "t", "potential", "activity"), rows);
  }

  private Recording.Table raster(Calls calls, History history) {
    List<List<?>> rows = new ArrayList<>();
    try (Result result = calls.run(Map.of(), history.spikes(), List.of())) {
      for (int l = 0; l < history.spikes().size(); l++) {
        TFloat32 spikes = (TFloat32) result.get(l);
        for (long[] i : indices(spikes)) {
          if (spikes.getFloat(i) > 0) {
            rows.add(List.of(i[1], i[2], l, i[3], seconds(i[0])));
          }
        }
      }
    }
    return new Recording.Table(List.of("model", "sample", "layer", "unit", "t"), rows);
  }

  /** The end of a time step that is counted from 0. */
  private double seconds(long step) {
    return (step + 1) * dt;
  }

  /** All places of a tensor, the last index fastest. */
  private static List<long[]> indices(TFloat32 tensor) {
    long[] sizes = tensor.shape().asArray();
    List<long[]> all = new ArrayList<>();
    for (long n = 0; n < tensor.size(); n++) {
      long[] place = new long[sizes.length];
      long rest = n;
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        place[axis] = rest % sizes[axis];
        rest /= sizes[axis];
      }
      all.add(place);
    }
    return all;
  }

  private record Boundary(Operand<TFloat32> points, Operand<TFloat32> probability) {
    Recording.Table table(Calls calls) {
      List<List<?>> rows = new ArrayList<>();
      try (Result result = calls.run(Map.of(), List.of(points, probability), List.of())) {
        TFloat32 at = (TFloat32) result.get(0);
        TFloat32 p = (TFloat32) result.get(1);
        for (long i = 0; i < p.size(); i++) {
          rows.add(List.of(at.getFloat(i, 0), at.getFloat(i, 1), p.getFloat(i)));
        }
      }
      return new Recording.Table(List.of("x", "y", "p"), rows);
    }
  }

  private Boundary boundary(
      Nodes<TFloat32> nodes, Examples train, List<Expr<TFloat32>> parameters) {
    Ops tf = nodes.tf();
    Expr<TFloat32> x =
        train.x(
            nodes, tf.range(tf.constant(0), tf.constant(train.split().count()), tf.constant(1)));
    Expr<TFloat32> low = x.reduceMin(0);
    Expr<TFloat32> range = x.reduceMax(0).minus(low);
    double[] unit = new double[2 * GRID * GRID];
    for (int i = 0; i < GRID * GRID; i++) {
      unit[2 * i] = -MARGIN + (1 + 2 * MARGIN) * (i % GRID) / (GRID - 1);
      unit[2 * i + 1] = -MARGIN + (1 + 2 * MARGIN) * (i / GRID) / (GRID - 1);
    }
    Expr<TFloat32> points = low.plus(range.times(nodes.constant(Shape.of(GRID * GRID, 2), unit)));
    List<Expr<TFloat32>> z = settling.means(parameters, points);
    Expr<TFloat32> p = Expr.softmax(z.get(z.size() - 1));
    Expr<TFloat32> second = p.at(tf.constant(1), 2).mean(0);
    return new Boundary(points, second);
  }
}
