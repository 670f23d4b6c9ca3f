package org.altgrad.graphs.biohsic.leaky;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.biohsic.Packing;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.TrainStep;
import org.altgrad.graphs.program.Windows;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Builds {@link Leaky}'s program. */
final class LeakyProgram {
  /** Examples of the training split that evaluations look at. */
  private static final int MOST_TRAINED = 1000;

  private final Context context;
  private final LeakySettings settings;
  private final Nodes<TFloat32> nodes;
  private final Examples train;
  private final Examples test;
  private final LeakyModel model;
  private final Network network;
  private final Variables variables = new Variables();
  private final List<Variables.Entry<TFloat32>> parameters;

  LeakyProgram(Context context, LeakySettings settings, LeakyModel model) {
    this.context = context;
    this.settings = settings;
    this.model = model;
    nodes = context.nodes();
    train = Examples.of(context.split("train"), context.classes());
    test = Examples.of(context.split("test"), context.classes());
    List<Integer> widths = new ArrayList<>();
    widths.add(train.width());
    widths.addAll(model.sizes().all());
    widths.add(context.classes());
    network = new Network(context.models(), widths, model.rho(), model.units());
    settings.objective().checkLayers(network.hidden());
    Randoms randoms = new Randoms(context.seed(), nodes.tf().constant(0L)).scope("initial");
    network.ask(Parameters.fresh(variables, network.initial(randoms, nodes)));
    parameters = variables.trainable(TFloat32.class);
  }

  Program build() {
    List<Expr<TFloat32>> values = Variables.values(parameters);
    Settling settling = new Settling(network, settings.stepsPerSample());
    List<Evaluation> evaluations = new ArrayList<>();
    evaluations.add(
        new LeakyEvaluation(
            nodes.scope("train.hsic"), train, settling, values, settings, MOST_TRAINED, false));
    for (ResidentSplit split : context.heldOut()) {
      Examples examples = Examples.of(split, context.classes());
      evaluations.add(
          new LeakyEvaluation(
              nodes.scope(split.name()),
              examples,
              settling,
              values,
              settings,
              Integer.MAX_VALUE,
              true));
    }
    return new Program(
        variables,
        context.preparations(),
        step(),
        evaluations,
        LeakyInferences.all(settling),
        LeakyRecordings.all(nodes, train, test, settling, model.dt(), values));
  }

  private TrainStep step() {
    Nodes<TFloat32> own = nodes.scope("train");
    Ops tf = own.tf();
    int windowSteps = settings.stepsPerSample();
    Windows windows =
        new Windows(
            context.seed(), train.split().count(), settings.memory(), settings.windowsPerStep());
    Operand<TInt32> rows = own.rows();
    Operand<TInt64> before = nodes.counter();
    Operand<TInt32> all = tf.shape(rows);
    Operand<TInt32> count =
        tf.math.sub(
            tf.gather(all, tf.constant(0), tf.constant(0)), tf.constant(settings.memory() - 1));
    RunLength length = context.limits().length(windows.stepsPerEpoch());
    // The optimiser counts time steps, the run calls into TensorFlow.
    Optimizer optimizer = context.optimizer().inSteps(windows.length(length, windowSteps));
    Simulation simulation = new Simulation(network, settings, optimizer, context.seed());
    Simulation.Stream<TFloat32> stream =
        new Simulation.Stream<>(
            train.x(own, rows), train.y(own, rows), count, own.as(TInt64.class).of(before));

    Store store = store(simulation);
    Randoms randoms = new Randoms(context.seed(), tf.constant(0L)).scope("source");
    List<Expr<TFloat32>> wiring =
        simulation.telling().wiring(nodes, variables, randoms, context.classes());
    Expr<TFloat32> none = Initialiser.filled(own, Shape.of(network.models()), 0);
    Carried<TFloat32> start =
        store.start(simulation.packing(), Collections.nCopies(simulation.totals(), none));
    Simulation.Shown<TFloat32> shown =
        simulation.run(
            stream, Variables.values(parameters.subList(0, simulation.fixed())), wiring, start);
    Metrics metrics = metrics(own, shown, own.cast(count));
    Change change = store.change(simulation.packing(), shown.carried());
    return TrainStep.of(
            tf,
            change,
            metrics,
            number ->
                Map.of(
                    rows,
                    TInt32.vectorOf(windows.rows(number)),
                    before,
                    TInt64.scalarOf(windows.before(number) * windowSteps)),
            length,
            windows.perStep())
        .madeOf(windows.parts());
  }

  /** The variables that a simulation goes on from, and leaves its end in. */
  private record Store(
      List<Variables.Entry<TFloat32>> learned,
      List<List<Variables.Entry<TFloat32>>> slots,
      List<Variables.Entry<TFloat32>> states,
      List<Variables.Entry<TFloat32>> traces,
      List<Variables.Entry<TFloat32>> sources) {
    Carried<TFloat32> start(Packing packing, List<Expr<TFloat32>> totals) {
      return new Carried<>(
          packing.pack(Variables.values(learned)),
          slots.stream().map(slot -> packing.pack(Variables.values(slot))).toList(),
          Variables.values(states),
          Variables.values(traces),
          Variables.values(sources),
          totals);
    }

    Change change(Packing packing, Carried<TFloat32> end) {
      Change change = Change.set(learned, packing.unpack(end.parameters()));
      for (int s = 0; s < slots.size(); s++) {
        change = change.and(Change.set(slots.get(s), packing.unpack(end.slots().get(s))));
      }
      change = change.and(Change.set(states, end.states()));
      return change.and(Change.set(traces, end.traces())).and(Change.set(sources, end.sources()));
    }
  }

  private Store store(Simulation simulation) {
    List<Variables.Entry<TFloat32>> learned =
        parameters.subList(simulation.fixed(), parameters.size());
    List<List<Variables.Entry<TFloat32>>> slots =
        simulation.optimizer().slotVariables(variables, nodes, learned);
    List<Variables.Entry<TFloat32>> states = zeros("state", network.states(settings.memory()));
    List<Variables.Entry<TFloat32>> traces =
        zeros("trace", network.traces(simulation.taughtRows()));
    List<Variables.Entry<TFloat32>> sources = new ArrayList<>();
    for (Expr<TFloat32> initial : simulation.telling().initial(nodes)) {
      sources.add(variables.state("source" + sources.size(), initial));
    }
    return new Store(learned, slots, states, traces, sources);
  }

  private Metrics metrics(
      Nodes<TFloat32> own, Simulation.Shown<TFloat32> shown, Expr<TFloat32> windows) {
    Map<String, Expr<TFloat32>> named = new LinkedHashMap<>();
    List<Expr<TFloat32>> totals = shown.carried().totals();
    Expr<TFloat32> steps = windows.times(settings.stepsPerSample());
    named.put("accuracy", shown.correct().over(windows));
    named.put("loss", totals.get(Simulation.LOSS).over(steps));
    for (int l = 0; 1 + l < totals.size(); l++) {
      named.put("cosine/layer" + l, totals.get(1 + l).over(steps));
    }
    return Metrics.of(own, named);
  }

  private List<Variables.Entry<TFloat32>> zeros(String name, List<Shape> shapes) {
    List<Variables.Entry<TFloat32>> entries = new ArrayList<>();
    for (Shape shape : shapes) {
      Expr<TFloat32> initial = Initialiser.filled(nodes, shape, 0);
      entries.add(variables.state(name + entries.size(), initial));
    }
    return entries;
  }
}
