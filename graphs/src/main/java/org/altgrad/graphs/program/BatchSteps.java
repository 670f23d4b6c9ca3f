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
 */
public record BatchSteps(ResidentSplit split, Operand<TInt32> rows, Operand<TInt64> step) {

  /** Steps on the split {@code train}. */
  public static BatchSteps of(Context context, Nodes<TFloat32> nodes, Operand<TInt64> step) {
    Operand<TInt32> rows =
        nodes
            .tf()
            .withName("rows")
            .placeholder(TInt32.class, Placeholder.shape(Shape.of(context.batchSize())));
    return new BatchSteps(context.split("train"), rows, step);
  }

  /**
   * What a method has found in a step.
   *
   * @param parameters what the optimiser changes
   * @param gradients descent directions, one for each parameter
   * @param metrics scalars, measured before the update
   * @param reads what else must be computed before any variable changes
   * @param updates changes of the method's own state, made through the operations given
   */
  public record Descent(
      List<Variables.Entry<TFloat32>> parameters,
      List<Expr<TFloat32>> gradients,
      Map<String, Expr<TFloat32>> metrics,
      List<? extends Op> reads,
      Function<Ops, List<Op>> updates) {}

  /** The step that applies the gradients once all of them, and the metrics, are computed. */
  public TrainStep apply(
      Context context, Nodes<TFloat32> nodes, Variables variables, Descent descent) {
    Metrics packed = Metrics.of(nodes, descent.metrics());
    List<Op> reads = new ArrayList<>(descent.gradients());
    reads.addAll(descent.reads());
    reads.add(packed.packed());
    Ops after = Variables.after(nodes.tf(), reads);
    ShuffledBatches batches =
        new ShuffledBatches(context.seed(), split.count(), context.batchSize());
    List<Op> changes =
        new ArrayList<>(
            context
                .optimizer(batches.stepsPerEpoch())
                .apply(after, nodes, step, variables, descent.parameters(), descent.gradients()));
    changes.addAll(descent.updates().apply(after));
    return new TrainStep(
        nodes.tf().withControlDependencies(changes).noOp(),
        packed,
        number ->
            Map.of(rows, TInt32.vectorOf(batches.rows(number)), step, TInt64.scalarOf(number)),
        batches.stepsPerEpoch(),
        context.batchSize());
  }
}
