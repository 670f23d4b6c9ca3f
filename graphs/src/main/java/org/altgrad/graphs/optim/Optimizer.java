package org.altgrad.graphs.optim;

import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * How a descent direction changes the parameters. The components of each implementation are its
 * settings as users write them.
 *
 * <p>One step: clip, add L1, add L2 ({@link Decay#BEFORE}), the optimiser's own rule, decoupled
 * decay.
 */
public sealed interface Optimizer permits RuleOptimizer {
  /** Learning rate where the schedule is 1. */
  double lr();

  /** What the learning rate is multiplied by at each step. */
  Schedule schedule();

  /** Largest norm of all gradients together; they are one vector, whatever they belong to. */
  Optional<Double> clipNorm();

  /** The same optimiser with its schedule counted in steps, as {@link #apply} needs it. */
  Optimizer inSteps(RunLength length);

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
  <T extends TNumber> List<Op> apply(
      Ops after,
      Nodes<T> nodes,
      Operand<TInt64> step,
      Variables variables,
      List<Variables.Entry<T>> parameters,
      List<Expr<T>> gradients);

  /** Names of the running averages that it keeps of each parameter; all of them start at 0. */
  List<String> slots();

  /**
   * What {@link #apply} does, as a pure function: for use inside a loop, where there are no
   * variables.
   *
   * @param step scalar, 0 at the first step
   * @param parameters before the step
   * @param gradients descent directions, one for each parameter and of its shape
   * @param slots for each name in {@link #slots()} one tensor for each parameter
   * @throws IllegalArgumentException if these do not fit each other
   */
  <T extends TNumber> Next<T> step(
      Nodes<T> nodes,
      Operand<TInt64> step,
      List<Expr<T>> parameters,
      List<Expr<T>> gradients,
      List<List<Expr<T>>> slots);

  /**
   * What a step leaves.
   *
   * @param parameters after it
   * @param slots after it, ordered as they were handed in
   */
  record Next<T extends TNumber>(List<Expr<T>> parameters, List<List<Expr<T>>> slots) {
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
  default <T extends TNumber> List<List<Variables.Entry<T>>> slotVariables(
      Variables variables, Nodes<T> nodes, List<Variables.Entry<T>> parameters) {
    return slots().stream()
        .map(
            slot ->
                parameters.stream()
                    .map(parameter -> Slots.zeros(variables, nodes, parameter, slot))
                    .toList())
        .toList();
  }

  /** The learning rate at a step, a scalar. */
  default <T extends TNumber> Expr<T> learningRate(Nodes<T> nodes, Operand<TInt64> step) {
    return new Coefficient(lr(), schedule()).at(nodes, step);
  }
}
