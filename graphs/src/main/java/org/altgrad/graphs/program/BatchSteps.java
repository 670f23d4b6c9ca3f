package org.altgrad.graphs.program;

import java.util.Map;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
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

  /** A step that reads its batch and makes the update. */
  public TrainStep apply(
      Context context, Nodes<TFloat32> nodes, Variables variables, Descent<TFloat32> descent) {
    TrainStep.Feed feed =
        number ->
            Map.of(rows, TInt32.vectorOf(batches.rows(number)), step, TInt64.scalarOf(number));
    return descent.step(
        context,
        nodes,
        variables,
        new Descent.Steps(step, feed, batches.stepsPerEpoch(), batches.size()));
  }
}
