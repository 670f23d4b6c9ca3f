package org.altgrad.graphs.biohsic.reservoir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.optim.Optimizer;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The simulation of reservoirs: each sample is held for T time steps, at every one of which the
 * readout emits, and learns if it is to. Several reservoirs with the same weights may run side by
 * side, one in each row.
 *
 * @param stepsPerSample T
 * @param learning how the readout changes; absent: it is frozen
 * @param keep whether each row keeps its state from sample to sample; a row that does not starts
 *     every sample at rest. Empty: all do
 * @param postFit whether each sample is held once more with a frozen readout
 * @param trace whether outputs at all time steps are kept; for one reservoir alone
 * @param ends whether rates at the ends of samples are kept
 * @param seed of the noise
 */
record Emission(
    ReservoirModel model,
    int stepsPerSample,
    Optional<Learning> learning,
    List<Boolean> keep,
    boolean postFit,
    boolean trace,
    boolean ends,
    long seed) {

  /** A rule and the optimiser whose directions it may follow, counted in time steps. */
  record Learning(ReadoutRule rule, Optimizer optimizer) {}

  /**
   * What is simulated.
   *
   * @param drive v Wi of each sample, [samples, n]
   * @param target ξ of each sample, [samples, outputs]
   * @param before scalar, time steps before the first of these
   */
  record Stream<T extends TNumber>(Expr<T> drive, Expr<T> target, Expr<TInt64> before) {}

  /**
   * What goes from time step to time step.
   *
   * @param u [rows, n]
   */
  record Carried<T extends TNumber>(Expr<T> u, ReadoutRule.State<T> readout) {}

  /**
   * @param carried after the last time step
   * @param before [T] summed squared errors at each time step of a sample, before its update
   * @param after the same, after the update, without noise
   * @param held summed squared errors of all time steps of the second holding
   * @param power summed squares of the targets, one for each sample
   * @param emitted [samples · T, outputs] what was emitted, if it is traced
   * @param fitted the same after each update
   * @param ends [samples, rows, n] rates at the ends of samples, if asked for
   */
  record Outcome<T extends TNumber>(
      Carried<T> carried,
      Expr<T> before,
      Expr<T> after,
      Expr<T> held,
      Expr<T> power,
      Expr<T> emitted,
      Expr<T> fitted,
      Expr<T> ends) {}

  /** Adds the loop over all samples and time steps. */
  <T extends TNumber> Outcome<T> run(
      ReservoirModel.Weights<T> weights, Stream<T> stream, Carried<T> start) {
    Nodes<T> nodes = stream.drive().nodes();
    Ops tf = nodes.tf();
    Operand<TInt32> samples = Targets.count(stream.drive());
    int rows = Math.toIntExact(start.u().shape().get(0));
    int outputs = Math.toIntExact(stream.target().shape().get(1));
    Expr<T> none = nodes.constant(0);
    Expr<T> noSteps = Initialiser.filled(nodes, Shape.of(stepsPerSample), 0);
    Operand<TInt32> steps = tf.math.mul(samples, tf.constant(stepsPerSample));
    Expr<T> noOutputs = trace ? zeros(nodes, steps, Shape.of(outputs)) : none;
    Expr<T> noEnds = ends ? zeros(nodes, samples, Shape.of(rows, model.units())) : none;

    Loop loop = new Loop("samples");
    Vars<T> changing =
        Vars.of(loop, new Totals<>(start, noSteps, noSteps, none, noOutputs, noOutputs));
    var endRates = loop.variable("ends", noEnds);
    var power = loop.variable("power", none);
    var drives = loop.variable("drive", stream.drive());
    var targets = loop.variable("target", stream.target());
    var recurrent = loop.variable("recurrent", weights.recurrent());
    var back = loop.variable("back", weights.back());
    var before = loop.variable("before", stream.before());
    Loop.End end =
        loop.run(
            tf,
            samples,
            now -> {
              Expr<TInt32> sample = now.index();
              Expr<T> drive = now.get(drives).at(sample.expand(0));
              Expr<T> target = now.get(targets).at(sample.expand(0));
              Hold<T> hold =
                  new Hold<>(drive, target, now.get(recurrent), now.get(back), now.get(before));
              Totals<T> entering = atStart(changing.get(now));
              Totals<T> left = hold(hold, entering, sample, learning);
              if (postFit) {
                // Only what it measures stays.
                Totals<T> again = hold(hold, left, sample, Optional.empty());
                Expr<T> measured = again.before().minus(left.before()).sum(0);
                left = left.withHeld(left.held().plus(measured));
              }
              changing.set(now, left);
              now.set(power, now.get(power).plus(target.square().sum(0, 1)));
              if (ends) {
                Expr<T> rates = Expr.tanh(left.carried().u());
                now.set(endRates, put(now.get(endRates), sample, rates.expand(0)));
              }
            });
    Totals<T> totals = changing.get(end);
    return new Outcome<>(
        totals.carried(),
        totals.before(),
        totals.after(),
        totals.held(),
        end.get(power),
        totals.emitted(),
        totals.fitted(),
        end.get(endRates));
  }

  /** What a time step needs and does not change. */
  private record Hold<T extends TNumber>(
      Expr<T> drive, Expr<T> target, Expr<T> recurrent, Expr<T> back, Expr<TInt64> before) {}

  /** All that a time step changes. */
  private record Totals<T extends TNumber>(
      Carried<T> carried,
      Expr<T> before,
      Expr<T> after,
      Expr<T> held,
      Expr<T> emitted,
      Expr<T> fitted) {

    Totals<T> withHeld(Expr<T> sum) {
      return new Totals<>(carried, before, after, sum, emitted, fitted);
    }

    Totals<T> withState(Expr<T> u) {
      return new Totals<>(
          new Carried<>(u, carried.readout()), before, after, held, emitted, fitted);
    }

    List<Expr<T>> all() {
      List<Expr<T>> all = new ArrayList<>(List.of(before, after, held, emitted, fitted));
      all.add(carried.u());
      all.add(carried.readout().readout());
      all.addAll(carried.readout().slots());
      all.addAll(carried.readout().memory());
      return all;
    }
  }

  /** {@link Totals} as variables of a loop. */
  private record Vars<T extends TNumber>(List<Loop.Var<T>> all, int slots) {
    static <T extends TNumber> Vars<T> of(Loop loop, Totals<T> start) {
      return new Vars<>(
          loop.variables("state", start.all()), start.carried().readout().slots().size());
    }

    private Totals<T> totals(List<Expr<T>> x) {
      int memory = 7 + slots;
      ReadoutRule.State<T> readout =
          new ReadoutRule.State<>(x.get(6), x.subList(7, memory), x.subList(memory, x.size()));
      Carried<T> carried = new Carried<>(x.get(5), readout);
      return new Totals<>(carried, x.get(0), x.get(1), x.get(2), x.get(3), x.get(4));
    }

    Totals<T> get(Loop.Iteration now) {
      return totals(now.get(all));
    }

    Totals<T> get(Loop.End end) {
      return totals(end.get(all));
    }

    void set(Loop.Iteration now, Totals<T> next) {
      now.set(all, next.all());
    }
  }

  /** Rows that keep nothing start at rest. */
  private <T extends TNumber> Totals<T> atStart(Totals<T> totals) {
    if (!keep.contains(false)) {
      return totals;
    }
    double[] factors = keep.stream().mapToDouble(kept -> kept ? 1 : 0).toArray();
    Expr<T> u = totals.carried().u();
    return totals.withState(u.times(u.nodes().constant(Shape.of(factors.length, 1), factors)));
  }

  /** T time steps of one sample. */
  private <T extends TNumber> Totals<T> hold(
      Hold<T> sample, Totals<T> start, Expr<TInt32> index, Optional<Learning> how) {
    Loop loop = new Loop(how.isPresent() || learning.isEmpty() ? "times" : "again");
    Vars<T> changing = Vars.of(loop, start);
    var drive = loop.variable("drive", sample.drive());
    var target = loop.variable("target", sample.target());
    var recurrent = loop.variable("recurrent", sample.recurrent());
    var back = loop.variable("back", sample.back());
    var before = loop.variable("before", sample.before());
    var which = loop.variable("sample", index);
    Ops tf = sample.drive().nodes().tf();
    Loop.End end =
        loop.run(
            tf,
            tf.constant(stepsPerSample),
            now -> {
              Hold<T> same =
                  new Hold<>(
                      now.get(drive),
                      now.get(target),
                      now.get(recurrent),
                      now.get(back),
                      now.get(before));
              changing.set(now, step(same, changing.get(now), now.get(which), now.index(), how));
            });
    return changing.get(end);
  }

  private <T extends TNumber> Totals<T> step(
      Hold<T> sample, Totals<T> start, Expr<TInt32> index, Expr<TInt32> t, Optional<Learning> how) {
    Nodes<T> nodes = sample.drive().nodes();
    Ops tf = nodes.tf();
    Expr<TInt32> local = index.times(stepsPerSample).plus(t);
    Expr<TInt64> step = local.cast(TInt64.class).plus(sample.before());
    String phase = learning.isPresent() && how.isEmpty() ? "again" : "time";
    Randoms randoms = new Randoms(seed, step).scope(phase);
    Carried<T> carried = start.carried();
    Expr<T> readout = carried.readout().readout();
    Expr<T> r = model.rates(carried.u(), randoms);
    Expr<T> o = model.output(r, readout, randoms);
    Expr<T> u = model.next(carried.u(), r, sample.drive(), o, sample.recurrent(), sample.back());
    ReadoutRule.State<T> learned =
        how.map(l -> l.rule().learn(carried.readout(), r, o, sample.target(), l.optimizer(), step))
            .orElse(carried.readout());

    Expr<T> isNow =
        nodes.of(tf.oneHot(t, tf.constant(stepsPerSample), nodes.constant(1), nodes.constant(0)));
    Expr<T> plain = ReservoirModel.plainOutput(r, learned.readout());
    return new Totals<>(
        new Carried<>(u, learned),
        start.before().plus(isNow.times(squares(o, sample.target()))),
        start.after().plus(isNow.times(squares(plain, sample.target()))),
        start.held(),
        trace ? put(start.emitted(), local, o) : start.emitted(),
        trace ? put(start.fitted(), local, plain) : start.fitted());
  }

  private static <T extends TNumber> Expr<T> squares(Expr<T> o, Expr<T> target) {
    return o.minus(target).square().sum(0, 1);
  }

  /** A block of rows with one replaced. */
  private static <T extends TNumber> Expr<T> put(Expr<T> rows, Expr<TInt32> index, Expr<T> row) {
    Ops tf = rows.nodes().tf();
    return rows.nodes().of(tf.tensorScatterNdUpdate(rows, index.reshape(1, 1), row));
  }

  /** Zeros with a number of rows that is known later. */
  private static <T extends TNumber> Expr<T> zeros(
      Nodes<T> nodes, Operand<TInt32> rows, Shape row) {
    Ops tf = nodes.tf();
    var indices = tf.range(tf.constant(0), rows, tf.constant(1));
    Expr<T> one = Initialiser.filled(nodes, Shape.of(1).append(row), 0);
    return one.at(tf.math.mul(indices, tf.constant(0)));
  }
}
