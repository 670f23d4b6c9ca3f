package org.altgrad.graphs.biohsic.leaky;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.biohsic.Axes;
import org.altgrad.graphs.biohsic.BiohsicSettings.ReadoutSamples;
import org.altgrad.graphs.biohsic.Objective;
import org.altgrad.graphs.biohsic.Packing;
import org.altgrad.graphs.biohsic.Signal;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.prob.Categorical;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Training by simulation: each window is shown for T time steps, and at every one of them all
 * layers advance and all parameters change. Units keep their state from window to window.
 *
 * @param optimizer with its schedule counted in time steps
 * @param seed of what is drawn
 */
record Simulation(Network network, LeakySettings settings, Optimizer optimizer, long seed) {

  /** What {@link Carried#totals} holds: this, then a cosine for each hidden layer. */
  static final int LOSS = 0;

  /**
   * What is simulated.
   *
   * @param x [rows, in] consecutive samples
   * @param y [rows, classes] their labels, one-hot
   * @param windows scalar, how many windows the rows hold: rows - N + 1
   * @param before scalar, time steps before the first of these
   */
  record Stream<T extends TNumber>(
      Expr<T> x, Expr<T> y, Operand<TInt32> windows, Expr<TInt64> before) {}

  /** Number of parameters, counted from the first, that stay as they are. */
  int fixed() {
    return settings.signal() == Signal.NONE ? 2 * network.hidden() : 0;
  }

  /** Rows of the window that a signal is given for. */
  int taughtRows() {
    return settings.signal() == Signal.FULL ? settings.memory() : 1;
  }

  /** Whether the loops are one kernel; XLA has no random draws with keys like ours. */
  private boolean compiled() {
    return settings.compile() && !settings.source().draws();
  }

  Telling telling() {
    return new Telling(
        settings.source(),
        network,
        settings.objective(),
        settings.memory(),
        settings.stepsPerSample(),
        seed);
  }

  /**
   * What no time step changes.
   *
   * @param fixed parameters, counted from the first
   * @param wiring of the signal's source
   */
  record Constant<T extends TNumber>(List<Expr<T>> fixed, List<Expr<T>> wiring) {

    /** The same as variables of a loop. */
    record Vars<T extends TNumber>(List<Loop.Var<T>> fixed, List<Loop.Var<T>> wiring) {
      Constant<T> get(Loop.Iteration now) {
        return new Constant<>(now.get(fixed), now.get(wiring));
      }
    }

    Vars<T> in(Loop loop) {
      return new Vars<>(loop.variables("fixed", fixed), loop.variables("wiring", wiring));
    }
  }

  /** Number of {@link Carried#totals}. */
  int totals() {
    return 1 + (settings.source().differs() ? network.hidden() : 0);
  }

  /** Time steps that an answer is the mean of, at the end of each window's T. */
  static int late(int stepsPerSample) {
    return stepsPerSample - stepsPerSample / 2;
  }

  /** The parameters that are learned as one tensor. */
  Packing packing() {
    List<Shape> shapes = new ArrayList<>();
    for (int l = fixed() / 2; l < network.layers(); l++) {
      shapes.add(Shape.of(network.models(), network.in(l), network.out(l)));
      shapes.add(Shape.of(network.models(), network.out(l)));
    }
    return new Packing(shapes);
  }

  /**
   * After some windows.
   *
   * @param carried what they leave behind
   * @param correct the part of each window that was answered right, summed over windows, [models]
   */
  record Shown<T extends TNumber>(Carried<T> carried, Expr<T> correct) {}

  /**
   * Adds the loop over all windows and time steps.
   *
   * @param fixed parameters that stay as they are
   * @param wiring of the signal's source
   */
  <T extends TNumber> Shown<T> run(
      Stream<T> stream, List<Expr<T>> fixed, List<Expr<T>> wiring, Carried<T> start) {
    Nodes<T> nodes = stream.x().nodes();
    int memory = settings.memory();
    Loop windows = new Loop("windows", compiled());
    Carried.Vars<T> changing = start.in(windows);
    Constant.Vars<T> constant = new Constant<>(fixed, wiring).in(windows);
    Loop.Var<T> xs = windows.variable("x", stream.x());
    Loop.Var<T> ys = windows.variable("y", stream.y());
    List<Loop.Var<T>> prepared = windows.variables("prepared", prepared(stream));
    Loop.Var<TInt64> before = windows.variable("before", stream.before());
    Loop.Var<T> correct =
        windows.variable("correct", Initialiser.filled(nodes, Shape.of(network.models()), 0));
    Loop.End end =
        windows.run(
            nodes.tf(),
            stream.windows(),
            outer -> {
              Expr<TInt32> w = outer.index();
              Expr<TInt64> steps =
                  w.cast(TInt64.class).times(settings.stepsPerSample()).plus(outer.get(before));
              Expr<T> y = rows(outer.get(ys), w, memory);
              Window<T> window =
                  new Window<>(
                      forAll(rows(outer.get(xs), w, memory)),
                      forAll(y),
                      outer.get(prepared).stream().map(all -> all.at(w)).toList());
              Shown<T> shown = show(window, constant.get(outer), changing.get(outer), steps);
              changing.set(outer, shown.carried());
              outer.set(correct, outer.get(correct).plus(shown.correct()));
            });
    return new Shown<>(changing.get(end), end.get(correct));
  }

  /** Of each window what {@link Signal#prepare} makes, [windows, N] or [windows, N, N]. */
  private <T extends TNumber> List<Expr<T>> prepared(Stream<T> stream) {
    Nodes<T> nodes = stream.x().nodes();
    Ops tf = nodes.tf();
    int n = settings.memory();
    var first = tf.range(tf.constant(0), stream.windows(), tf.constant(1));
    var offset = tf.range(tf.constant(0), tf.constant(n), tf.constant(1));
    var indices = tf.math.add(tf.expandDims(first, tf.constant(1)), offset);
    Expr<T> x = stream.x().at(indices);
    Expr<T> y = stream.y().at(indices);
    Objective objective = settings.objective();
    return settings.signal().prepare(objective, objective.kernelX(x), objective.kernelY(y));
  }

  /**
   * @param x [models, N, in]
   * @param y [models, N, classes]
   * @param prepared what {@link Signal#prepare} made of it
   */
  record Window<T extends TNumber>(Expr<T> x, Expr<T> y, List<Expr<T>> prepared) {}

  /** T time steps of one window; its answer is the mean of the logits over the last of them. */
  private <T extends TNumber> Shown<T> show(
      Window<T> window, Constant<T> fixed, Carried<T> start, Expr<TInt64> before) {
    Loop times = new Loop("times", compiled());
    Carried.Vars<T> changing = start.in(times);
    Constant.Vars<T> constant = fixed.in(times);
    Loop.Var<T> x = times.variable("x", window.x());
    Loop.Var<T> y = times.variable("y", window.y());
    List<Loop.Var<T>> prepared = times.variables("prepared", window.prepared());
    Loop.Var<TInt64> first = times.variable("before", before);
    Nodes<T> nodes = window.x().nodes();
    Ops tf = nodes.tf();
    Loop.Var<T> answer = times.variable("answer", nodes.zerosLike(window.y()));
    int early = settings.stepsPerSample() - late(settings.stepsPerSample());
    Loop.End end =
        times.run(
            tf,
            tf.constant(settings.stepsPerSample()),
            now -> {
              Window<T> same = new Window<>(now.get(x), now.get(y), now.get(prepared));
              Expr<TInt64> step = now.get(first).plus(now.index().cast(TInt64.class));
              Carried<T> next = step(same, constant.get(now), changing.get(now), step);
              changing.set(now, next);
              Ops in = next.logits().nodes().tf();
              Operand<TBool> late = in.math.greaterEqual(now.index(), in.constant(early));
              Expr<T> counted = next.logits().times(next.logits().nodes().indicator(late));
              now.set(answer, now.get(answer).plus(counted));
            });
    Expr<T> correct = new Categorical<>(end.get(answer)).right(window.y()).mean(-1);
    return new Shown<>(changing.get(end), correct);
  }

  /**
   * One time step.
   *
   * @param step of the optimiser, counted over the whole run
   */
  <T extends TNumber> Carried<T> step(
      Window<T> window, Constant<T> constant, Carried<T> start, Expr<TInt64> step) {
    Nodes<T> nodes = window.x().nodes();
    List<Expr<T>> parameters = new ArrayList<>(constant.fixed());
    parameters.addAll(packing().unpack(start.parameters()));
    Network.Pass<T> pass = network.step(parameters, window.x(), start.states());

    List<Expr<T>> directions = new ArrayList<>();
    List<Expr<T>> traces = new ArrayList<>();
    List<Expr<T>> sources = new ArrayList<>();
    List<Expr<T>> totals = new ArrayList<>();
    if (settings.signal() == Signal.NONE) {
      traces.addAll(start.traces());
    } else {
      Expr<T> below = taught(window.x());
      int k = start.traces().size() / Math.max(1, network.hidden());
      for (int l = 0; l < network.hidden(); l++) {
        Units.Moment<T> moment = pass.hidden().get(l);
        Units.Moment<T> taught = taughtRows() == 1 ? moment.current() : moment;
        Expr<T> prepared = Objective.ofLayer(window.prepared(), l);
        Expr<T> xi =
            settings.signal().xi(settings.objective().at(l), prepared, moment.z(), taught.z());
        Expr<T> given = xi;
        if (settings.source().differs()) {
          Telling.Current<T> current =
              new Telling.Current<>(Axes.current(window.x()), Axes.current(window.y()), taught.z());
          Telling.Told<T> told =
              telling().tell(l, xi, current, start.sources(), constant.wiring(), step);
          given = told.given();
          sources.addAll(told.states());
          totals.add(start.totals().get(1 + l).plus(cosine(told.compared(), xi)));
        }
        Units.Lesson<T> lesson =
            network.units().learn(below, taught, start.traces().subList(l * k, (l + 1) * k), given);
        directions.add(lesson.weights());
        directions.add(lesson.bias());
        traces.addAll(lesson.traces());
        below = taught.z();
      }
    }
    Readout<T> readout = readout(window, pass);
    directions.addAll(readout.directions());
    totals.add(LOSS, start.totals().get(LOSS).plus(readout.loss()));

    List<List<Expr<T>>> slots = start.slots().stream().map(List::of).toList();
    Optimizer.Next<T> next =
        optimizer.step(
            nodes, step, List.of(start.parameters()), List.of(packing().pack(directions)), slots);
    return new Carried<>(
        next.parameters().get(0),
        next.slots().stream().map(slot -> slot.get(0)).toList(),
        pass.states(),
        traces,
        sources,
        totals);
  }

  private <T extends TNumber> Expr<T> taught(Expr<T> rows) {
    return taughtRows() == 1 ? Axes.current(rows) : rows;
  }

  /** Cosine of each model's signals, [models]; 0 where one of them is 0. */
  private static <T extends TNumber> Expr<T> cosine(Expr<T> a, Expr<T> b) {
    Expr<T> norms = a.square().sum(1, 2).times(b.square().sum(1, 2)).sqrt();
    return a.times(b).sum(1, 2).over(norms.max(norms.nodes().constant(1e-30)));
  }

  /**
   * @param directions of weights and bias
   * @param loss mean cross-entropy over the window, [models]
   */
  private record Readout<T extends TNumber>(List<Expr<T>> directions, Expr<T> loss) {}

  /** The delta rule; what the readout reads is a constant. */
  private <T extends TNumber> Readout<T> readout(Window<T> window, Network.Pass<T> pass) {
    Expr<T> h = network.hidden() == 0 ? window.x() : pass.z(network.hidden() - 1);
    // Not the ops Softmax and LogSoftmax, which are slow for few numbers.
    Expr<T> shifted = pass.logits().minus(pass.logits().reduceMaxKeep(-1));
    Expr<T> exp = shifted.exp();
    Expr<T> total = exp.sumKeep(-1);
    Expr<T> loss = total.log().sum(-1).minus(shifted.times(window.y()).sum(-1)).mean(-1);
    Expr<T> excess = exp.times(total.reciprocal()).minus(window.y());
    boolean all = settings.readoutSamples() == ReadoutSamples.WINDOW;
    Expr<T> e =
        all
            ? excess.times(network.rho() / settings.memory())
            : Axes.current(excess).times(network.rho());
    Expr<T> read = all ? h : Axes.current(h);
    Expr<T> direction = read.batchTMatmul(e);

    return new Readout<>(List.of(direction, e.sum(-2)), loss);
  }

  /** Some consecutive rows of a matrix. */
  private static <T extends TNumber> Expr<T> rows(Expr<T> x, Expr<TInt32> first, int count) {
    Ops tf = x.nodes().tf();
    int width = Math.toIntExact(x.shape().get(1));
    Operand<TInt32> begin = tf.stack(List.of(first, tf.constant(0)));
    return x.nodes().of(tf.slice(x, begin, tf.constant(new int[] {count, width})));
  }

  /** [N, d] to [models, N, d]: what need not broadcast takes half the time. */
  private <T extends TNumber> Expr<T> forAll(Expr<T> x) {
    Ops tf = x.nodes().tf();
    long[] shape = {network.models(), x.shape().get(0), x.shape().get(1)};
    return x.nodes().of(tf.broadcastTo(x, tf.constant(shape)));
  }
}
