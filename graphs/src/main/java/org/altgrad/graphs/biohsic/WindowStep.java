package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Repetition;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.NetworkUpdates;
import org.altgrad.graphs.program.StepLoop;
import org.altgrad.graphs.program.TrainStep;
import org.altgrad.graphs.program.Windows;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A training step on windows: a block of them, each with an update of its own, inside one call into
 * TensorFlow.
 */
final class WindowStep {
  private final Training training;
  private final BiohsicSettings settings;
  private final Network network;
  private final CreditRule.ThreeFactor rule;
  private final Windows windows;

  /** Of each network, or one for all. */
  private final List<Windows> each;

  private final RunLength length;
  private final Optimizer optimizer;
  private final int first;
  private final Optional<StoredMemory> stored;
  private final Optional<NetworkUpdates> updates;

  private WindowStep(Training training, CreditRule.ThreeFactor rule) {
    this.training = training;
    this.settings = training.settings();
    this.network = training.network();
    this.rule = rule;
    Context context = training.context();
    List<Long> seeds = training.apart() ? context.seeds() : List.of(context.seed());
    each =
        seeds.stream()
            .map(
                seed ->
                    new Windows(
                        seed,
                        context.split("train").count(),
                        settings.memory().memory(),
                        settings.windowsPerStep()))
            .toList();
    windows = each.get(0);
    length = context.limits().length(windows.stepsPerEpoch());
    // Schedules count windows, for each of them is an update.
    optimizer = context.optimizer().inSteps(windows.length(length, 1));
    // Hidden layers without a signal stay as they are.
    first = rule.signal() == Signal.NONE ? Network.weights(network.depth()) : 0;
    stored =
        settings.memory().memoryMode() == BiohsicSettings.MemoryMode.STORED
            ? Optional.of(
                StoredMemory.create(
                    training.variables(),
                    context.nodes(),
                    network,
                    training.models(),
                    settings.memory().memory()))
            : Optional.empty();
    updates =
        training.apart()
            ? Optional.of(
                new NetworkUpdates(context, training.variables(), optimizer, learned(), true))
            : Optional.empty();
  }

  static StepLoop.Training of(Training training, CreditRule.ThreeFactor rule) {
    WindowStep step = new WindowStep(training, rule);
    return new StepLoop.Training(step.build(), step.updates.map(NetworkUpdates::networks));
  }

  private List<Variables.Entry<TFloat32>> learned() {
    return training
        .variables()
        .trainable(TFloat32.class)
        .subList(first, training.parameters().size());
  }

  /** What a block of windows reads. */
  private record Block(
      Expr<TFloat32> x, Expr<TFloat32> y, List<Expr<TFloat32>> prepared, Operand<TInt32> windows) {
    /** All that the windows are cut from. */
    private List<Expr<TFloat32>> tensors() {
      List<Expr<TFloat32>> all = new ArrayList<>(prepared);
      all.add(x);
      all.add(y);
      return all;
    }
  }

  private TrainStep build() {
    Context context = training.context();
    Nodes<TFloat32> nodes = context.nodes().scope("train");
    Ops tf = nodes.tf();
    Operand<TInt32> rows = nodes.rows();
    Operand<TInt64> before = nodes.counter();
    Operand<TInt64> epoch = nodes.counter();
    Block block = block(nodes, rows, epoch);
    Operand<TInt32> turn = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    Window window = window(nodes, block, turn, before);

    int most = windows.perStep();
    Operand<TInt32> turns = tf.range(tf.constant(0), tf.constant(most), tf.constant(1));
    Map<Operand<?>, Operand<?>> begin = new LinkedHashMap<>();
    List<Expr<TFloat32>> remembered = remembered(block.x(), before);
    for (int l = 0; l < remembered.size(); l++) {
      begin.put(stored.orElseThrow().remembered().get(l).ref(), remembered.get(l));
    }
    Repetition.Result all =
        Repetition.of(
            tf,
            window.update(),
            window.measured(),
            block.windows(),
            most,
            new Repetition.Given(
                Map.of(turn, new Repetition.Series(turns, Optional.empty())),
                block.tensors(),
                begin));
    Expr<TFloat64> means = all.measured().sum(0).over(all.measured().nodes().cast(block.windows()));
    List<Output<TFloat64>> parts = tf.unstack(means, (long) measured()).output();
    Map<String, Expr<TFloat64>> ofModels = new LinkedHashMap<>();
    ofModels.put("loss", means.nodes().of(parts.get(0)));
    ofModels.put("accuracy", means.nodes().of(parts.get(1)));
    if (settings.measurePost()) {
      ofModels.put("accuracy_post", means.nodes().of(parts.get(2)));
    }
    return new TrainStep(
        all.update(),
        Metrics.of(nodes, ofModels),
        step ->
            Map.of(
                rows, TInt32.vectorOf(rows(step)),
                before, TInt64.scalarOf(windows.before(step)),
                epoch, TInt64.scalarOf(windows.epoch(step))),
        length,
        (long) windows.perStep() * each.size(),
        Optional.of(windows.parts()));
  }

  /** The rows of each order, one after the other. */
  private int[] rows(long step) {
    return each.stream().flatMapToInt(own -> IntStream.of(own.rows(step))).toArray();
  }

  private int measured() {
    return settings.measurePost() ? 3 : 2;
  }

  private Block block(Nodes<TFloat32> nodes, Operand<TInt32> rows, Operand<TInt64> epoch) {
    Ops tf = nodes.tf();
    Expr<TFloat32> x = training.learned(nodes, rows, epoch);
    Expr<TFloat32> y = training.y(nodes, training.context().split("train"), rows);
    int n = settings.memory().memory();
    Operand<TInt32> all = tf.gather(tf.shape(rows), tf.constant(0), tf.constant(0));
    Operand<TInt32> count = each.size() == 1 ? all : tf.math.div(all, tf.constant(each.size()));
    // The kernels of the whole block at once; each window is a square on its diagonal.
    var number = tf.math.sub(count, tf.constant(n - 1));
    var within = tf.range(tf.constant(0), tf.constant(n), tf.constant(1));
    var starts = tf.range(tf.constant(0), number, tf.constant(1));
    var members = tf.math.add(tf.expandDims(starts, tf.constant(1)), within); // [windows, n]
    var index =
        tf.math.add(
            tf.math.mul(tf.expandDims(members, tf.constant(2)), count),
            tf.expandDims(members, tf.constant(1))); // [windows, n, n]
    UnaryOperator<Expr<TFloat32>> squares = kernel -> kernel.reshape(-1).at(index);
    Prepare prepare =
        (a, b) ->
            rule.signal()
                .prepare(
                    settings.teaching().objective(),
                    squares.apply(training.kernelX(a)),
                    squares.apply(settings.teaching().objective().kernelY(b)));
    return new Block(x, y, training.apart() ? ofEach(prepare, x, y) : prepare.of(x, y), number);
  }

  /** What the signal needs of a block's samples, [windows, ...]. */
  private interface Prepare {
    List<Expr<TFloat32>> of(Expr<TFloat32> x, Expr<TFloat32> y);
  }

  /** The same of each network's samples, [models, windows, ...]: one after the other, for room. */
  private List<Expr<TFloat32>> ofEach(Prepare prepare, Expr<TFloat32> x, Expr<TFloat32> y) {
    Nodes<TFloat32> nodes = x.nodes();
    Ops tf = nodes.tf();
    Operand<TInt32> axis = tf.constant(0);
    List<List<Expr<TFloat32>>> all = new ArrayList<>();
    Ops late = tf;
    for (int m = 0; m < training.models(); m++) {
      Operand<TInt32> model = tf.constant(m);
      all.add(
          prepare.of(nodes.of(late.gather(x, model, axis)), nodes.of(late.gather(y, model, axis))));
      late = Variables.after(tf, List.copyOf(all.get(m)));
    }
    List<Expr<TFloat32>> stacked = new ArrayList<>();
    for (int i = 0; i < all.get(0).size(); i++) {
      int place = i;
      stacked.add(nodes.stack(all.stream().map(own -> own.get(place)).toList()));
    }
    return stacked;
  }

  /** What a stored memory holds before the first window; nothing if activities are recomputed. */
  private List<Expr<TFloat32>> remembered(Expr<TFloat32> x, Operand<TInt64> before) {
    if (stored.isEmpty()) {
      return List.of();
    }
    Ops tf = x.nodes().tf();
    var within = tf.math.floorMod(before, tf.constant((long) windows.windowsPerEpoch()));
    Expr<TFloat32> first =
        Axes.samples(x, training.samples(), tf.constant(0), settings.memory().memory() - 1);
    return stored
        .get()
        .atStart(tf.math.equal(within, tf.constant(0L)), first, training.parameters());
  }

  /**
   * One window.
   *
   * @param update changes what is learned, the optimiser's averages, and what is remembered
   * @param measured [measures, models]
   */
  private record Window(Op update, Expr<TFloat64> measured) {}

  /**
   * One window of a block.
   *
   * @param turn which
   * @param before windows before the block
   */
  private Window window(
      Nodes<TFloat32> nodes, Block block, Operand<TInt32> turn, Operand<TInt64> before) {
    Ops tf = nodes.tf();
    int memory = settings.memory().memory();
    int axis = training.samples();
    Expr<TFloat32> x = Axes.samples(block.x(), axis, turn, memory);
    Expr<TFloat32> y = Axes.samples(block.y(), axis, turn, memory);
    List<Expr<TFloat32>> prepared =
        block.prepared().stream().map(all -> all.at(turn, axis)).toList();
    Seen<TFloat32> seen = seen(block, turn, x);
    Expr<TFloat32> label = Axes.current(y);
    List<Expr<TFloat32>> directions = new ArrayList<>();
    if (first == 0) {
      directions.addAll(
          CreditRule.hidden(seen.taught(), rule.signals(network, seen.z(), prepared)));
    }
    directions.addAll(
        settings.readoutSamples() == BiohsicSettings.ReadoutSamples.CURRENT
            ? CreditRule.readout(seen.now(), label)
            : CreditRule.readout(network.readout(), seen.read(), seen.logits(), y));
    Change change =
        stored
            .map(own -> Change.set(own.remembered(), StoredMemory.next(seen.z())))
            .orElse(Change.NONE);
    List<Expr<TFloat32>> measured = new ArrayList<>();
    measured.add(seen.now().loss(label).mean(1));
    measured.add(seen.now().accuracy(label).mean(1));
    Found found =
        new Found(
            tf.math.add(before, tf.dtypes.cast(turn, TInt64.class)), directions, change, measured);
    return updates.isPresent() ? ofEach(nodes, found, x, y) : inPlace(nodes, found, x, y);
  }

  /**
   * What a window asks for.
   *
   * @param number of the update
   * @param change of what is remembered
   * @param measured before the update, [models] each
   */
  private record Found(
      Operand<TInt64> number,
      List<Expr<TFloat32>> directions,
      Change change,
      List<Expr<TFloat32>> measured) {}

  /** An update by the optimiser's operations on variables. */
  private Window inPlace(Nodes<TFloat32> nodes, Found found, Expr<TFloat32> x, Expr<TFloat32> y) {
    Ops tf = nodes.tf();
    List<Expr<TFloat32>> measured = new ArrayList<>(found.measured());
    List<Op> reads = new ArrayList<>(found.directions());
    reads.addAll(measured);
    reads.addAll(found.change().reads());
    Ops after = Variables.after(tf, reads);
    List<Variables.Entry<TFloat32>> learned = learned();
    List<Op> changes =
        new ArrayList<>(
            optimizer.apply(
                after, nodes, found.number(), training.variables(), learned, found.directions()));
    changes.addAll(found.change().updates(after));
    if (settings.measurePost()) {
      Ops late = Variables.after(tf, changes);
      List<Expr<TFloat32>> changed = new ArrayList<>(training.parameters().subList(0, first));
      learned.forEach(entry -> changed.add(nodes.of(late.identity(entry.ref()))));
      measured.add(network.forward(x, changed).accuracy(y).mean(1));
    }
    return new Window(
        tf.withControlDependencies(changes).noOp(), nodes.stack(measured).cast(TFloat64.class));
  }

  /** An update of networks with seeds of their own. */
  private Window ofEach(Nodes<TFloat32> nodes, Found found, Expr<TFloat32> x, Expr<TFloat32> y) {
    NetworkUpdates own = updates.orElseThrow();
    NetworkUpdates.Update next = own.of(nodes, found.number(), found.directions());
    List<Expr<TFloat32>> measured = new ArrayList<>(found.measured());
    if (settings.measurePost()) {
      List<Expr<TFloat32>> changed = new ArrayList<>(training.parameters().subList(0, first));
      changed.addAll(next.parameters());
      measured.add(network.forward(x, changed).accuracy(y).mean(1));
    }
    Change change = next.change().and(own.networks().unlessStopped(found.change()));
    Op update = change.apply(nodes.tf(), measured);
    return new Window(update, nodes.stack(measured).cast(TFloat64.class));
  }

  /** The window's samples as the rule sees them; of a stored memory the current one is new. */
  private Seen<TFloat32> seen(Block block, Operand<TInt32> turn, Expr<TFloat32> x) {
    if (stored.isEmpty()) {
      return Seen.of(network.forward(x, training.parameters()), rule.currentOnly());
    }
    Ops tf = x.nodes().tf();
    Operand<TInt32> last = tf.math.add(turn, tf.constant(settings.memory().memory() - 1));
    Pass<TFloat32> now =
        network.forward(
            Axes.samples(block.x(), training.samples(), last, 1), training.parameters());
    List<Expr<TFloat32>> past = Variables.values(stored.get().remembered());
    return stored.get().see(x, now, past);
  }
}
