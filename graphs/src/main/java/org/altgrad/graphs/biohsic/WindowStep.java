package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.TrainStep;
import org.altgrad.graphs.program.Windows;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A training step on windows: a loop over a block of them, each with an update of its own, inside
 * one call into TensorFlow.
 */
final class WindowStep {
  private final Training training;
  private final BiohsicSettings settings;
  private final Network network;
  private final CreditRule.ThreeFactor rule;
  private final Windows windows;
  private final Optimizer optimizer;
  private final int first;

  private WindowStep(Training training, CreditRule.ThreeFactor rule) {
    this.training = training;
    this.settings = training.settings();
    this.network = training.network();
    this.rule = rule;
    Context context = training.context();
    windows =
        new Windows(
            context.seed(),
            context.split("train").count(),
            settings.memory(),
            settings.windowsPerStep());
    optimizer = context.configuredOptimizer().inSteps(length(context));
    // Hidden layers without a signal stay out of the loop's state.
    first = rule.signal() == Signal.NONE ? Network.weights(network.depth()) : 0;
  }

  /** Schedules count windows, for each of them is an update. */
  private RunLength length(Context context) {
    long all = context.maxEpochs() * windows.windowsPerEpoch();
    long total = context.maxSteps() > 0 ? Math.min(all, windows.before(context.maxSteps())) : all;
    return new RunLength(windows.windowsPerEpoch(), total);
  }

  static TrainStep of(Training training, CreditRule.ThreeFactor rule) {
    return new WindowStep(training, rule).build();
  }

  /** What a block of windows reads. */
  private record Block(
      Expr<TFloat32> x, Expr<TFloat32> y, Expr<TFloat32> prepared, Operand<TInt32> windows) {}

  private TrainStep build() {
    Context context = training.context();
    Nodes<TFloat32> nodes = context.nodes().scope("train");
    Ops tf = nodes.tf();
    Operand<TInt32> rows = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TInt64> before = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    Operand<TInt64> epoch = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    Block block = block(nodes, rows, epoch);

    List<Variables.Entry<TFloat32>> learned =
        training.variables().trainable(TFloat32.class).subList(first, training.parameters().size());
    List<Variables.Entry<TFloat32>> changed = new ArrayList<>(learned);
    optimizer.slotVariables(training.variables(), nodes, learned).forEach(changed::addAll);
    List<Operand<?>> state = new ArrayList<>();
    changed.forEach(entry -> state.add(tf.identity(entry.value())));
    int measured = settings.measurePost() ? 3 : 2;
    state.add(
        nodes.zerosLike(
            nodes.of(
                tf.fill(tf.constant(new int[] {measured, training.models()}), nodes.constant(0)))));
    List<Operand<?>> constants = new ArrayList<>();
    constants.addAll(List.of(block.x(), block.y(), block.prepared(), before));
    training.parameters().subList(0, first).forEach(p -> constants.add(tf.identity(p)));

    List<Output<?>> end =
        Loop.run(
            tf,
            "windows",
            block.windows(),
            state,
            constants,
            (inside, turn, now, given) ->
                turn(Nodes.of(inside, TFloat32.class), turn, typed(inside, now), given));

    Expr<TFloat32> means = nodes.typed(end.get(changed.size())).over(nodes.cast(block.windows()));
    List<Output<TFloat32>> parts = tf.unstack(means, (long) measured).output();
    Map<String, Expr<TFloat32>> ofModels = new LinkedHashMap<>();
    ofModels.put("loss", nodes.of(parts.get(0)));
    ofModels.put("accuracy", nodes.of(parts.get(1)));
    if (settings.measurePost()) {
      ofModels.put("accuracy_post", nodes.of(parts.get(2)));
    }
    Metrics metrics = Metrics.of(nodes, training.named(ofModels));
    List<Op> reads = new ArrayList<>(end);
    reads.add(metrics.packed());
    Ops after = Variables.after(tf, reads);
    List<Op> changes = new ArrayList<>();
    for (int i = 0; i < changed.size(); i++) {
      changes.add(after.assign(changed.get(i).ref(), nodes.typed(end.get(i))));
    }
    return new TrainStep(
        tf.withControlDependencies(changes).noOp(),
        metrics,
        step ->
            Map.of(
                rows, TInt32.vectorOf(windows.rows(step)),
                before, TInt64.scalarOf(windows.before(step)),
                epoch, TInt64.scalarOf(windows.epoch(step))),
        windows.stepsPerEpoch(),
        windows.perStep());
  }

  private Block block(Nodes<TFloat32> nodes, Operand<TInt32> rows, Operand<TInt64> epoch) {
    Ops tf = nodes.tf();
    ResidentSplit split = training.context().split("train");
    Inputs inputs = training.inputs();
    Randoms randoms = new Randoms(training.context().seed(), epoch).scope("augment");
    Expr<TFloat32> x =
        settings.augment()
            ? inputs.augmented(nodes, split, rows, randoms, epoch)
            : inputs.x(nodes, split, rows);
    Expr<TFloat32> y = inputs.y(nodes, split, rows);
    // The kernels of the whole block at once; each window is a square on its diagonal.
    int n = settings.memory();
    var count = tf.gather(tf.shape(rows), tf.constant(0), tf.constant(0));
    var number = tf.math.sub(count, tf.constant(n - 1));
    Expr<TFloat32> contrast =
        settings.objective().contrast(x.reshape(-1, inputs.example().size()), y);
    var within = tf.range(tf.constant(0), tf.constant(n), tf.constant(1));
    var starts = tf.range(tf.constant(0), number, tf.constant(1));
    var members = tf.math.add(tf.expandDims(starts, tf.constant(1)), within); // [windows, n]
    var index =
        tf.math.add(
            tf.math.mul(tf.expandDims(members, tf.constant(2)), count),
            tf.expandDims(members, tf.constant(1))); // [windows, n, n]
    Expr<TFloat32> squares = nodes.of(tf.gather(contrast.reshape(-1), index, tf.constant(0)));
    return new Block(x, y, rule.signal().prepare(squares), number);
  }

  private static List<Expr<TFloat32>> typed(Ops tf, List<Output<?>> outputs) {
    Nodes<TFloat32> nodes = Nodes.of(tf, TFloat32.class);
    List<Expr<TFloat32>> list = new ArrayList<>();
    outputs.forEach(output -> list.add(nodes.typed(output)));
    return list;
  }

  /** One window: the loop's body. */
  private List<Expr<TFloat32>> turn(
      Nodes<TFloat32> nodes,
      Operand<TInt32> turn,
      List<Expr<TFloat32>> state,
      List<Output<?>> given) {
    Ops tf = nodes.tf();
    int learned = training.parameters().size() - first;
    List<Expr<TFloat32>> parameters = new ArrayList<>();
    given.subList(4, given.size()).forEach(p -> parameters.add(nodes.typed(p)));
    parameters.addAll(state.subList(0, learned));
    Expr<TFloat32> x = window(nodes.typed(given.get(0)), turn);
    Expr<TFloat32> y = window(nodes.typed(given.get(1)), turn);
    Expr<TFloat32> prepared = nodes.of(tf.gather(nodes.typed(given.get(2)), turn, tf.constant(0)));

    Pass<TFloat32> pass = network.forward(x, parameters);
    Pass<TFloat32> now = pass.current();
    Expr<TFloat32> label = Axes.current(y);
    List<Expr<TFloat32>> directions = new ArrayList<>();
    if (first == 0) {
      List<Expr<TFloat32>> signals = rule.credit(pass, y, prepared, List.of()).signals();
      directions.addAll(CreditRule.hidden(rule.currentOnly() ? now : pass, signals));
    }
    directions.addAll(
        settings.readoutSamples() == BiohsicSettings.ReadoutSamples.CURRENT
            ? CreditRule.readout(now, label)
            : CreditRule.readout(pass, y));

    List<List<Expr<TFloat32>>> slots = new ArrayList<>();
    for (int i = learned; i + learned < state.size(); i += learned) {
      slots.add(state.subList(i, i + learned));
    }
    var number =
        tf.math.add(Nodes.typed(given.get(3), TInt64.class), tf.dtypes.cast(turn, TInt64.class));
    Optimizer.Next<TFloat32> next =
        optimizer.step(nodes, number, state.subList(0, learned), directions, slots);

    List<Expr<TFloat32>> measured = new ArrayList<>();
    measured.add(now.loss(label).mean(1));
    measured.add(now.accuracy(label).mean(1));
    if (settings.measurePost()) {
      List<Expr<TFloat32>> after = new ArrayList<>(parameters.subList(0, first));
      after.addAll(next.parameters());
      measured.add(network.forward(x, after).accuracy(y).mean(1));
    }
    List<Expr<TFloat32>> result = new ArrayList<>(next.parameters());
    next.slots().forEach(result::addAll);
    result.add(state.get(state.size() - 1).plus(nodes.stack(measured)));
    return result;
  }

  /** The rows turn, ..., turn + memory - 1. */
  private Expr<TFloat32> window(Expr<TFloat32> block, Operand<TInt32> turn) {
    Ops tf = block.nodes().tf();
    long[] shape = block.shape().asArray();
    int[] one = new int[shape.length];
    int[] size = new int[shape.length];
    for (int i = 1; i < shape.length; i++) {
      size[i] = (int) shape[i];
    }
    one[0] = 1;
    size[0] = settings.memory();
    return block
        .nodes()
        .of(tf.slice(block, tf.math.mul(tf.constant(one), turn), tf.constant(size)));
  }
}
