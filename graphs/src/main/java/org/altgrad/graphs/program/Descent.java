package org.altgrad.graphs.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What a method has found in a step, and what is to change for it.
 *
 * @param parameters what the optimiser changes
 * @param gradients descent directions, one for each parameter
 * @param metrics scalars, measured before the update
 * @param reads what else must be computed before any variable changes
 * @param updates changes of the method's own state, made through the operations given
 * @param rounds where several steps make one update
 */
public record Descent(
    List<Variables.Entry<TFloat32>> parameters,
    List<Expr<TFloat32>> gradients,
    Map<String, Expr<TFloat32>> metrics,
    List<? extends Op> reads,
    Function<Ops, List<Op>> updates,
    Rounds rounds) {

  /** Every step is an update. */
  public Descent(
      List<Variables.Entry<TFloat32>> parameters,
      List<Expr<TFloat32>> gradients,
      Map<String, Expr<TFloat32>> metrics,
      List<? extends Op> reads,
      Function<Ops, List<Op>> updates) {
    this(parameters, gradients, metrics, reads, updates, Rounds.NONE);
  }

  /**
   * Steps of which several make one update: all of them collect, the last one applies. The
   * optimiser counts updates.
   *
   * @param steps of an update, 1 where each is one
   * @param collect changes of state that every step makes, through the operations given
   */
  public record Rounds(int steps, Function<Ops, List<Op>> collect) {
    /** Every step is an update. */
    public static final Rounds NONE = new Rounds(1, after -> List.of());
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

  /** The step that applies the gradients once all of them, and the metrics, are computed. */
  public TrainStep step(Context context, Nodes<TFloat32> nodes, Variables variables, Steps steps) {
    Metrics packed = Metrics.of(nodes, metrics);
    List<Op> before = new ArrayList<>(gradients);
    before.addAll(reads);
    before.add(packed.packed());
    Ops after = Variables.after(nodes.tf(), before);
    List<Op> changes = new ArrayList<>(rounds.collect().apply(after));
    int perUpdate = rounds.steps();
    RunLength length = context.limits().length(steps.perEpoch());
    Operand<TInt64> number = steps.number();
    Ops tf = nodes.tf();
    Ops update = perUpdate == 1 ? after : lastOf(perUpdate, number, tf, after);
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
                gradients));
    changes.addAll(updates.apply(update));
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
