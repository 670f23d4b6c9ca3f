package org.altgrad.graphs.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * What a method has found in a step, and what is to change for it.
 *
 * @param parameters what the optimiser changes
 * @param directions of descent, one for each parameter
 * @param metrics scalars, measured before the update
 * @param change of the method's own state, with each update
 * @param rounds where several steps make one update
 * @param examples parameters of single examples, in a {@link StepLoop}
 */
public record Descent<T extends TNumber>(
    List<Variables.Entry<T>> parameters,
    List<Expr<T>> directions,
    Map<String, Expr<T>> metrics,
    Change change,
    Rounds rounds,
    Examples<T> examples) {

  /** Shared parameters alone. */
  public Descent(
      List<Variables.Entry<T>> parameters,
      List<Expr<T>> directions,
      Map<String, Expr<T>> metrics,
      Change change,
      Rounds rounds) {
    this(parameters, directions, metrics, change, rounds, Examples.none());
  }

  /** Every step is an update. */
  public Descent(
      List<Variables.Entry<T>> parameters,
      List<Expr<T>> directions,
      Map<String, Expr<T>> metrics,
      Change change) {
    this(parameters, directions, metrics, change, Rounds.NONE);
  }

  /**
   * Steps of which several make one update: all of them collect, the last one applies. The
   * optimiser counts updates.
   *
   * @param steps of an update, 1 where each is one
   * @param collect change of state that every step makes
   */
  public record Rounds(int steps, Change collect) {
    /** Every step is an update. */
    public static final Rounds NONE = new Rounds(1, Change.NONE);
  }

  /**
   * Parameters of single examples, one row of a variable for each. A step changes the rows of its
   * batch and no others: each example has the optimiser's averages, and the count of its steps,
   * that it would have alone.
   *
   * @param parameters each [networks, examples of the split, ...]
   * @param directions of descent, each [networks, batch, ...]
   */
  public record Examples<T extends TNumber>(
      List<Variables.Entry<T>> parameters, List<Expr<T>> directions) {
    /** No parameter belongs to an example. */
    public static <T extends TNumber> Examples<T> none() {
      return new Examples<>(List.of(), List.of());
    }
  }

  /** The same with parameters of single examples. */
  public Descent<T> with(Examples<T> others) {
    return new Descent<>(parameters, directions, metrics, change, rounds, others);
  }

  /** The same with other directions. */
  public Descent<T> withDirections(List<Expr<T>> others) {
    return new Descent<>(parameters, others, metrics, change, rounds, examples);
  }

  /** The same with other metrics. */
  public Descent<T> withMetrics(Map<String, Expr<T>> others) {
    return new Descent<>(parameters, directions, others, change, rounds, examples);
  }

  /** The same with one more change. */
  public Descent<T> and(Change more) {
    return new Descent<>(parameters, directions, metrics, change.and(more), rounds, examples);
  }

  /**
   * Which steps there are, and what is fed to them.
   *
   * @param number scalar placeholder for the number of the step
   * @param feed of a step, its number included
   * @param perEpoch steps after which the training data have been seen once
   * @param examples in a step, for rates
   */
  public record Steps(Operand<TInt64> number, TrainStep.Feed feed, long perEpoch, long examples) {

    /** Steps that are fed nothing but their number. */
    public static Steps counted(Operand<TInt64> number, long perEpoch, long examples) {
      TrainStep.Feed feed = step -> Map.of(number, TInt64.scalarOf(step));
      return new Steps(number, feed, perEpoch, examples);
    }
  }

  /** The step that applies the directions once all of them, and the metrics, are computed. */
  public TrainStep step(Context context, Nodes<T> nodes, Variables variables, Steps steps) {
    if (!examples.parameters().isEmpty()) {
      throw new IllegalArgumentException("parameters of examples must be a StepLoop's");
    }
    Metrics packed = Metrics.of(nodes, metrics);
    List<Op> before = new ArrayList<>(directions);
    before.addAll(change.reads());
    before.addAll(rounds.collect().reads());
    before.add(packed.packed());
    Ops tf = nodes.tf();
    Ops after = Variables.after(tf, before);
    int perUpdate = rounds.steps();
    if (perUpdate > 1 && context.execution().stepsPerCall() > 1) {
      throw new IllegalArgumentException(
          "trainer.steps_per_call: must be 1 where "
              + perUpdate
              + " steps make one update, but is "
              + context.execution().stepsPerCall());
    }
    RunLength length = context.limits().length(steps.perEpoch());
    Operand<TInt64> number = steps.number();
    Ops update = perUpdate == 1 ? after : lastOf(perUpdate, number, tf, after);
    List<Op> changes = new ArrayList<>(rounds.collect().updates(after));
    changes.addAll(
        context
            .optimizer()
            .inSteps(length.inParts(perUpdate))
            .apply(
                update,
                nodes,
                perUpdate == 1 ? number : tf.math.floorDiv(number, tf.constant((long) perUpdate)),
                variables,
                parameters,
                directions));
    changes.addAll(change.updates(update));
    return new TrainStep(
        tf.withControlDependencies(changes).noOp(), packed, steps.feed(), length, steps.examples());
  }

  /**
   * Operations that run in the last step of a round only: what waits for the untaken side of a
   * switch does not run.
   */
  private static Ops lastOf(int steps, Operand<TInt64> number, Ops tf, Ops after) {
    Operand<TBool> last =
        tf.math.equal(tf.math.floorMod(number, tf.constant((long) steps)), tf.constant(steps - 1L));
    Op taken = tf.identity(tf.switchCond(last, last).outputTrue());
    return Variables.after(tf, List.of(after.noOp(), taken));
  }
}
