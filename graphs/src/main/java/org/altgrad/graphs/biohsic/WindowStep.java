package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
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
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A training step on windows: a loop over a block of them, each with an update of its own, inside
 * one call into TensorFlow.
 */
final class WindowStep {
  /**
   * Models learn side by side in one loop if they have few numbers, where an operation costs more
   * than what it computes; what is more than a processor's cache holds is in loops of its own.
   */
  private static final long MOST_NUMBERS = 1 << 16;

  private final Training training;
  private final BiohsicSettings settings;
  private final Network network;
  private final CreditRule.ThreeFactor rule;
  private final Windows windows;
  private final RunLength length;
  private final Optimizer optimizer;
  private final int first;
  private final Optional<StoredMemory> stored;

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
            settings.memory().memory(),
            settings.windowsPerStep());
    length = context.limits().length(windows.stepsPerEpoch());
    // Schedules count windows, for each of them is an update.
    optimizer = context.optimizer().inSteps(windows.length(length, 1));
    // Hidden layers without a signal stay out of the loop's state.
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
  }

  static TrainStep of(Training training, CreditRule.ThreeFactor rule) {
    return new WindowStep(training, rule).build();
  }

  /** What a block of windows reads. */
  private record Block(
      Expr<TFloat32> x, Expr<TFloat32> y, List<Expr<TFloat32>> prepared, Operand<TInt32> windows) {}

  private TrainStep build() {
    Context context = training.context();
    Nodes<TFloat32> nodes = context.nodes().scope("train");
    Ops tf = nodes.tf();
    Operand<TInt32> rows = nodes.rows();
    Operand<TInt64> before = nodes.counter();
    Operand<TInt64> epoch = nodes.counter();
    Block block = block(nodes, rows, epoch);

    List<Variables.Entry<TFloat32>> learned =
        training.variables().trainable(TFloat32.class).subList(first, training.parameters().size());
    List<List<Variables.Entry<TFloat32>>> slots =
        optimizer.slotVariables(training.variables(), nodes, learned);
    State start =
        new State(
            training.parameters().subList(0, first),
            values(learned),
            slots.stream().map(WindowStep::values).toList(),
            remembered(block.x(), before));
    List<Outcome> outcomes = new ArrayList<>();
    for (State some : start.groups(MOST_NUMBERS)) {
      outcomes.add(run(nodes, block, some, nodes.as(TInt64.class).of(before)));
    }
    List<Variables.Entry<TFloat32>> changed = new ArrayList<>(learned);
    slots.forEach(changed::addAll);
    stored.ifPresent(memory -> changed.addAll(memory.remembered()));
    List<Expr<TFloat32>> last = new ArrayList<>();
    for (int i = 0; i < changed.size(); i++) {
      int index = i;
      last.add(nodes.concat(outcomes.stream().map(o -> o.changed().get(index)).toList(), 0));
    }

    Expr<TFloat32> sums = nodes.concat(outcomes.stream().map(Outcome::sums).toList(), 1);
    Expr<TFloat32> means = sums.over(nodes.cast(block.windows()));
    List<Output<TFloat32>> parts = tf.unstack(means, (long) measured()).output();
    Map<String, Expr<TFloat32>> ofModels = new LinkedHashMap<>();
    ofModels.put("loss", nodes.of(parts.get(0)));
    ofModels.put("accuracy", nodes.of(parts.get(1)));
    if (settings.measurePost()) {
      ofModels.put("accuracy_post", nodes.of(parts.get(2)));
    }
    Metrics metrics = Metrics.of(nodes, ofModels);
    return TrainStep.of(
        tf,
        Change.set(changed, last),
        metrics,
        step ->
            Map.of(
                rows, TInt32.vectorOf(windows.rows(step)),
                before, TInt64.scalarOf(windows.before(step)),
                epoch, TInt64.scalarOf(windows.epoch(step))),
        length,
        windows.perStep());
  }

  private int measured() {
    return settings.measurePost() ? 3 : 2;
  }

  /**
   * What the windows of a block change, of some models: all tensors have models as first axis.
   *
   * @param fixed parameters that stay as they are
   * @param slots of the optimiser, each shaped like the parameters
   * @param remembered of {@link StoredMemory}
   */
  private record State(
      List<Expr<TFloat32>> fixed,
      List<Expr<TFloat32>> learned,
      List<List<Expr<TFloat32>>> slots,
      List<Expr<TFloat32>> remembered) {

    private int models() {
      return (int) Axes.models(learned.get(0));
    }

    /** The models in groups that learn so many numbers each, or of a single one. */
    List<State> groups(long numbers) {
      long each = learned.stream().mapToLong(x -> x.shape().size()).sum() / models();
      int size = (int) Math.max(1, Math.min(models(), numbers / each));
      List<State> groups = new ArrayList<>();
      for (int from = 0; from < models(); from += size) {
        int start = from;
        int count = Math.min(size, models() - from);
        groups.add(with(x -> Axes.models(x, start, count)));
      }
      return groups;
    }

    private State with(UnaryOperator<Expr<TFloat32>> change) {
      return new State(
          fixed.stream().map(change).toList(),
          learned.stream().map(change).toList(),
          slots.stream().map(slot -> slot.stream().map(change).toList()).toList(),
          remembered.stream().map(change).toList());
    }
  }

  /**
   * What a block of windows leaves behind.
   *
   * @param changed what was learned, the slots one after the other, what is remembered
   * @param sums over windows of what is measured, [measures, models]
   */
  private record Outcome(List<Expr<TFloat32>> changed, Expr<TFloat32> sums) {}

  /** Adds the loop over a block's windows for some models. */
  private Outcome run(Nodes<TFloat32> nodes, Block block, State start, Expr<TInt64> before) {
    Loop loop = new Loop("windows");
    Packing packing = new Packing(start.learned().stream().map(Expr::shape).toList());
    Vars vars =
        new Vars(
            packing,
            loop.variables("fixed", start.fixed()),
            loop.variable("learned", packing.pack(start.learned())),
            loop.variables("slot", start.slots().stream().map(packing::pack).toList()),
            loop.variable(
                "sums", Initialiser.filled(nodes, Shape.of(measured(), start.models()), 0)),
            new BlockVars(
                loop.variable("x", block.x()),
                loop.variable("y", block.y()),
                loop.variables("prepared", block.prepared())),
            loop.variables("remembered", start.remembered()),
            loop.variable("before", before));
    Loop.End end = loop.run(nodes.tf(), block.windows(), now -> turn(now, vars));
    List<Expr<TFloat32>> changed = new ArrayList<>(packing.unpack(end.get(vars.learned())));
    end.get(vars.slots()).forEach(slot -> changed.addAll(packing.unpack(slot)));
    changed.addAll(end.get(vars.remembered()));
    return new Outcome(List.copyOf(changed), end.get(vars.sums()));
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
    int n = settings.memory().memory();
    var count = tf.gather(tf.shape(rows), tf.constant(0), tf.constant(0));
    var number = tf.math.sub(count, tf.constant(n - 1));
    var within = tf.range(tf.constant(0), tf.constant(n), tf.constant(1));
    var starts = tf.range(tf.constant(0), number, tf.constant(1));
    var members = tf.math.add(tf.expandDims(starts, tf.constant(1)), within); // [windows, n]
    var index =
        tf.math.add(
            tf.math.mul(tf.expandDims(members, tf.constant(2)), count),
            tf.expandDims(members, tf.constant(1))); // [windows, n, n]
    UnaryOperator<Expr<TFloat32>> squares =
        kernel -> nodes.of(tf.gather(kernel.reshape(-1), index, tf.constant(0)));
    Expr<TFloat32> kx = squares.apply(training.kernelX(x));
    Expr<TFloat32> ky = squares.apply(settings.teaching().objective().kernelY(y));
    return new Block(x, y, rule.signal().prepare(settings.teaching().objective(), kx, ky), number);
  }

  /** What a stored memory holds before the first window; nothing if activities are recomputed. */
  private List<Expr<TFloat32>> remembered(Expr<TFloat32> x, Operand<TInt64> before) {
    if (stored.isEmpty()) {
      return List.of();
    }
    Ops tf = x.nodes().tf();
    var within = tf.math.floorMod(before, tf.constant((long) windows.windowsPerEpoch()));
    Expr<TFloat32> first = Axes.samples(x, tf.constant(0), settings.memory().memory() - 1);
    return stored
        .get()
        .atStart(tf.math.equal(within, tf.constant(0L)), first, training.parameters());
  }

  /** The loop's variables; those before {@code learned} and after {@code sums} are constants. */
  private record Vars(
      Packing packing,
      List<Loop.Var<TFloat32>> fixed,
      Loop.Var<TFloat32> learned,
      List<Loop.Var<TFloat32>> slots,
      Loop.Var<TFloat32> sums,
      BlockVars data,
      List<Loop.Var<TFloat32>> remembered,
      Loop.Var<TInt64> before) {}

  /** The data of all windows of a block. */
  private record BlockVars(
      Loop.Var<TFloat32> x, Loop.Var<TFloat32> y, List<Loop.Var<TFloat32>> prepared) {}

  private static List<Expr<TFloat32>> values(List<Variables.Entry<TFloat32>> entries) {
    return entries.stream().map(Variables.Entry::value).toList();
  }

  /** One window. */
  private void turn(Loop.Iteration loop, Vars vars) {
    Nodes<TFloat32> nodes = loop.nodes(TFloat32.class);
    Ops tf = nodes.tf();
    Expr<TInt32> turn = loop.index();
    Expr<TFloat32> learned = loop.get(vars.learned());
    List<Expr<TFloat32>> parameters = new ArrayList<>(loop.get(vars.fixed()));
    parameters.addAll(vars.packing().unpack(learned));
    Expr<TFloat32> x = Axes.samples(loop.get(vars.data().x()), turn, settings.memory().memory());
    Expr<TFloat32> y = Axes.samples(loop.get(vars.data().y()), turn, settings.memory().memory());
    List<Expr<TFloat32>> prepared =
        loop.get(vars.data().prepared()).stream()
            .map(all -> nodes.of(tf.gather(all, turn, tf.constant(0))))
            .toList();

    Seen<TFloat32> seen =
        stored
            .map(memory -> stored(memory, loop, vars, x, parameters))
            .orElseGet(() -> recomputed(x, parameters));
    Pass<TFloat32> now = seen.now();
    Expr<TFloat32> label = Axes.current(y);
    List<Expr<TFloat32>> directions = new ArrayList<>();
    if (first == 0) {
      directions.addAll(
          CreditRule.hidden(seen.taught(), rule.signals(network, seen.z(), prepared)));
    }
    directions.addAll(
        settings.readoutSamples() == BiohsicSettings.ReadoutSamples.CURRENT
            ? CreditRule.readout(now, label)
            : CreditRule.readout(network.readout(), seen.read(), seen.logits(), y));

    Expr<TInt64> number = loop.get(vars.before()).plus(turn.cast(TInt64.class));
    Optimizer.Next<TFloat32> next =
        optimizer.step(
            nodes,
            number,
            List.of(learned),
            List.of(vars.packing().pack(directions)),
            loop.get(vars.slots()).stream().map(List::of).toList());
    Expr<TFloat32> changed = next.parameters().get(0);

    List<Expr<TFloat32>> measured = new ArrayList<>();
    measured.add(now.loss(label).mean(1));
    measured.add(now.accuracy(label).mean(1));
    if (settings.measurePost()) {
      List<Expr<TFloat32>> after = new ArrayList<>(parameters.subList(0, first));
      after.addAll(vars.packing().unpack(changed));
      measured.add(network.forward(x, after).accuracy(y).mean(1));
    }
    loop.set(vars.learned(), changed);
    loop.set(vars.slots(), next.slots().stream().map(slot -> slot.get(0)).toList());
    loop.set(vars.sums(), loop.get(vars.sums()).plus(nodes.stack(measured)));
  }

  private Seen<TFloat32> recomputed(Expr<TFloat32> x, List<Expr<TFloat32>> parameters) {
    return Seen.of(network.forward(x, parameters), rule.currentOnly());
  }

  /** Only the current sample goes through the network. */
  private Seen<TFloat32> stored(
      StoredMemory memory,
      Loop.Iteration loop,
      Vars vars,
      Expr<TFloat32> x,
      List<Expr<TFloat32>> parameters) {
    Expr<TInt32> last = loop.index().plus(settings.memory().memory() - 1);
    Pass<TFloat32> now =
        network.forward(Axes.samples(loop.get(vars.data().x()), last, 1), parameters);
    Seen<TFloat32> seen = memory.see(x, now, loop.get(vars.remembered()));
    loop.set(vars.remembered(), StoredMemory.next(seen.z()));
    return seen;
  }
}
