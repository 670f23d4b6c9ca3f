package org.altgrad.graphs.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * How a descent direction changes the parameters: a learning rate, a rule, and what surrounds the
 * rule. The components are settings as users write them, all in one section.
 *
 * <p>One step: clip, add L1, add L2 ({@link Decay#BEFORE}), the rule, decoupled decay.
 *
 * @param lr learning rate where the schedule is 1; of several networks side by side each may have
 *     its own
 * @param schedule what the learning rate is multiplied by at each step
 */
public record Optimizer(
    NetworkValues lr,
    Schedule schedule,
    @Inline Regularisation regularisation,
    @Inline UpdateRule rule) {

  public Optimizer {
    Require.given("lr", lr);
    lr.values().forEach(value -> Require.positive("lr", value));
    Require.given("schedule", schedule);
    Require.given("regularisation", regularisation);
    Require.given("rule", rule);
  }

  /** One learning rate for all networks. */
  public Optimizer(double lr, Schedule schedule, Regularisation regularisation, UpdateRule rule) {
    this(NetworkValues.of(lr), schedule, regularisation, rule);
  }

  /** Constant learning rate, nothing added to the rule. */
  public Optimizer(double lr, UpdateRule rule) {
    this(lr, new Schedule.Constant(), Regularisation.NONE, rule);
  }

  /** The same optimiser with its schedule counted in steps, as {@link #apply} needs it. */
  public Optimizer inSteps(RunLength length) {
    return new Optimizer(lr, schedule.inSteps(length), regularisation, rule);
  }

  /** Names of the running averages that it keeps of each parameter; all of them start at 0. */
  public List<String> slots() {
    return rule.slots();
  }

  /**
   * Adds one step to the graph. Slots (running averages) become state variables named {@code
   * <parameter>/adam_m} and the like, so initialise the variables after this call.
   *
   * @param after carries a control dependency on everything in the step that reads the parameters;
   *     see {@link Variables#after}
   * @param nodes of the graph, without control dependencies
   * @param step scalar, 0 at the first step; it must not change before the returned operations ran
   * @param variables receives the slots
   * @param parameters what to change, each at most once in a step
   * @param gradients descent directions, one for each parameter and of its shape
   * @return one operation for each parameter, which changes it and its slots
   * @throws IllegalArgumentException if the gradients do not fit the parameters
   */
  public <T extends TNumber> List<Op> apply(
      Ops after,
      Nodes<T> nodes,
      Operand<TInt64> step,
      Variables variables,
      List<Variables.Entry<T>> parameters,
      List<Expr<T>> gradients) {
    return regularisation.apply(
        after,
        nodes,
        at(nodes, step),
        parameters,
        gradients,
        parameter -> slots().stream().map(s -> zeros(variables, nodes, parameter, s)).toList());
  }

  /**
   * One update of all trainable variables, as a single operation for a loop of one's own.
   *
   * @param updates counts them, from 0; see {@link Variables#counter}
   * @param variables receives the slots: initialise them after this call
   * @param directions of descent, one for each trainable variable in its order
   * @param change of a method's own state, made with the update
   */
  public <T extends TNumber> Op update(
      Nodes<T> nodes,
      Variables.Entry<TInt64> updates,
      Variables variables,
      List<Expr<T>> directions,
      Change change) {
    Ops tf = nodes.tf();
    List<Op> reads = new ArrayList<>(directions);
    reads.addAll(change.reads());
    Ops after = Variables.after(tf, reads);
    List<Op> changes = new ArrayList<>(change.updates(after));
    List<Variables.Entry<T>> learned = variables.trainable(nodes.type());
    changes.addAll(apply(after, nodes, updates.value(), variables, learned, directions));
    return tf.withControlDependencies(changes).assignAdd(updates.ref(), tf.constant(1L));
  }

  /**
   * What {@link #apply} does, as a pure function: for use inside a loop, where there are no
   * variables.
   *
   * @param step scalar, 0 at the first step
   * @param parameters before the step
   * @param gradients descent directions, one for each parameter and of its shape With a learning
   *     rate for each network their first axis is that of the networks
   * @param slots for each name in {@link #slots()} one tensor for each parameter
   * @throws IllegalArgumentException if these do not fit each other
   */
  public <T extends TNumber> Next<T> step(
      Nodes<T> nodes,
      Operand<TInt64> step,
      List<Expr<T>> parameters,
      List<Expr<T>> gradients,
      List<List<Expr<T>>> slots) {
    return step(nodes, step, step, parameters, gradients, slots);
  }

  /**
   * The same for parameters that do not change in every step.
   *
   * @param updates scalar, how often they have been changed before this step
   */
  public <T extends TNumber> Next<T> step(
      Nodes<T> nodes,
      Operand<TInt64> step,
      Operand<TInt64> updates,
      List<Expr<T>> parameters,
      List<Expr<T>> gradients,
      List<List<Expr<T>>> slots) {
    return regularisation.step(
        nodes, updates(nodes, step, updates), parameters, gradients, slots, false);
  }

  /**
   * What {@link #apply} does, to the bit, as a pure function.
   *
   * @param step scalar, 0 at the first step
   * @param parameters before the step
   * @param gradients descent directions, as in {@link #step}
   * @param slots for each name in {@link #slots()} one tensor for each parameter
   */
  public <T extends TNumber> Next<T> stepInOrder(
      Nodes<T> nodes,
      Operand<TInt64> step,
      List<Expr<T>> parameters,
      List<Expr<T>> gradients,
      List<List<Expr<T>>> slots) {
    return regularisation.step(
        nodes, updates(nodes, step, step), parameters, gradients, slots, true);
  }

  /** The rule for a parameter. */
  private <T extends TNumber> Function<Expr<T>, Update<T>> updates(
      Nodes<T> nodes, Operand<TInt64> step, Operand<TInt64> updates) {
    Expr<TFloat64> rate = learningRate(nodes.as(TFloat64.class), step);
    if (!lr.several()) {
      Update<T> update = rule.at(nodes, updates, rate);
      return parameter -> update;
    }
    Map<Integer, Update<T>> byAxes = new HashMap<>();
    return parameter ->
        byAxes.computeIfAbsent(
            parameter.shape().numDimensions(),
            axes -> rule.at(nodes, updates, rate.reshape(ofNetworks(axes))));
  }

  /**
   * What a step leaves.
   *
   * @param parameters after it
   * @param slots after it, ordered as they were handed in
   */
  public record Next<T extends TNumber>(List<Expr<T>> parameters, List<List<Expr<T>>> slots) {
    public Next {
      parameters = List.copyOf(parameters);
      slots = List.copyOf(slots);
    }
  }

  /**
   * State variables for the slots, named as {@link #apply} names them.
   *
   * @return for each name in {@link #slots()} one variable for each parameter
   */
  public <T extends TNumber> List<List<Variables.Entry<T>>> slotVariables(
      Variables variables, Nodes<T> nodes, List<Variables.Entry<T>> parameters) {
    return slots().stream()
        .map(
            slot ->
                parameters.stream()
                    .map(parameter -> zeros(variables, nodes, parameter, slot))
                    .toList())
        .toList();
  }

  /** [networks, 1, ...] of so many axes. */
  private static long[] ofNetworks(int axes) {
    long[] shape = new long[axes];
    Arrays.fill(shape, 1);
    shape[0] = -1;
    return shape;
  }

  /** The learning rate at a step, a scalar or, where each network has its own, [networks]. */
  public <T extends TNumber> Expr<T> learningRate(Nodes<T> nodes, Operand<TInt64> step) {
    return new Coefficient(lr, schedule).at(nodes, step);
  }

  private <T extends TNumber> Update<T> at(Nodes<T> nodes, Operand<TInt64> step) {
    lr.one();
    return rule.at(nodes, step, learningRate(nodes.as(TFloat64.class), step));
  }

  /** A state variable {@code <parameter>/<slot>} of the parameter's shape that starts at 0. */
  private static <T extends TNumber> Variables.Entry<T> zeros(
      Variables variables, Nodes<T> nodes, Variables.Entry<T> parameter, String slot) {
    Operand<TInt64> shape = Randoms.shape(nodes, parameter.shape());
    Expr<T> initial = nodes.of(nodes.tf().fill(shape, nodes.constant(0)));
    return variables.state(parameter.name() + "/" + slot, initial);
  }
}
