package org.altgrad.graphs.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Training steps on shuffled batches of a resident split: what most methods need around their
 * gradients.
 *
 * @param split whose examples are read
 * @param rows placeholder [batch] for their indices
 * @param step scalar placeholder for the number of the step
 * @param batches which examples a step reads
 */
public record BatchSteps(
    ResidentSplit split, Operand<TInt32> rows, Operand<TInt64> step, Batches batches) {

  /** Steps on the split {@code train}, shuffled. */
  public static BatchSteps of(Context context, Nodes<TFloat32> nodes, Operand<TInt64> step) {
    ResidentSplit split = context.split("train");
    return of(
        context,
        nodes,
        step,
        new ShuffledBatches(context.seed(), split.count(), context.batchSize()));
  }

  /** Steps on the split {@code train}. */
  public static BatchSteps of(
      Context context, Nodes<TFloat32> nodes, Operand<TInt64> step, Batches batches) {
    Operand<TInt32> rows =
        nodes
            .tf()
            .withName("rows")
            .placeholder(TInt32.class, Placeholder.shape(Shape.of(batches.size())));
    return new BatchSteps(context.split("train"), rows, step, batches);
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
   * What a method has found in a step.
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
  }

  /** The step that applies the gradients once all of them, and the metrics, are computed. */
  public TrainStep apply(
      Context context, Nodes<TFloat32> nodes, Variables variables, Descent descent) {
    Metrics packed = Metrics.of(nodes, descent.metrics());
    List<Op> reads = new ArrayList<>(descent.gradients());
    reads.addAll(descent.reads());
    reads.add(packed.packed());
    Ops after = Variables.after(nodes.tf(), reads);
    List<Op> changes = new ArrayList<>(descent.rounds().collect().apply(after));
    int steps = descent.rounds().steps();
    Ops update = steps == 1 ? after : lastOf(steps, nodes.tf(), after);
    changes.addAll(
        context
            .optimizer(batches.stepsPerEpoch(), steps)
            .apply(
                update,
                nodes,
                updateNumber(steps, nodes.tf()),
                variables,
                descent.parameters(),
                descent.gradients()));
    changes.addAll(descent.updates().apply(update));
    return new TrainStep(
        nodes.tf().withControlDependencies(changes).noOp(),
        packed,
        number ->
            Map.of(rows, TInt32.vectorOf(batches.rows(number)), step, TInt64.scalarOf(number)),
        batches.stepsPerEpoch(),
        batches.size());
  }

  private Operand<TInt64> updateNumber(int steps, Ops tf) {
    return steps == 1 ? step : tf.math.floorDiv(step, tf.constant((long) steps));
  }

  /**
   * Operations that run in the last step of a round only: what waits for the untaken side of a
   * switch does not run.
   */
  private Ops lastOf(int steps, Ops tf, Ops after) {
    Operand<TBool> last =
        tf.math.equal(tf.math.floorMod(step, tf.constant((long) steps)), tf.constant(steps - 1L));
    Op taken = tf.identity(tf.switchCond(last, last).outputTrue());
    return Variables.after(tf, List.of(after.noOp(), taken));
  }
}
