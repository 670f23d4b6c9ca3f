package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.ShuffledBatches;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** A training step on an ordinary batch; the last of an epoch may be smaller. */
final class BatchStep {
  private BatchStep() {}

  static TrainStep of(Training training, CreditRule rule) {
    Context context = training.context();
    Nodes<TFloat32> nodes = context.nodes().scope("train");
    Operand<TInt32> rows = nodes.rows();
    Operand<TInt64> step = nodes.counter();
    Operand<TInt64> epoch = nodes.counter();
    ResidentSplit split = context.split("train");
    // The objective of a layer compares samples, so it needs two of them.
    int smallest = rule instanceof CreditRule.ThreeFactor ? 2 : 1;
    ShuffledBatches batches =
        new ShuffledBatches(context.seed(), split.count(), context.batchSize(), smallest);

    Randoms randoms = new Randoms(context.seed(), epoch).scope("augment");
    Expr<TFloat32> x =
        training.settings().augment()
            ? training.inputs().augmented(nodes, split, rows, randoms, epoch)
            : training.inputs().x(nodes, split, rows);
    Expr<TFloat32> y = training.inputs().y(nodes, split, rows);
    Pass<TFloat32> pass = training.network().forward(x, training.parameters());
    CreditRule.Credit<TFloat32> credit =
        rule.credit(pass, y, training.prepared(x, y), training.own());
    List<Expr<TFloat32>> directions = new ArrayList<>(CreditRule.hidden(pass, credit.signals()));
    directions.addAll(CreditRule.readout(pass, y));
    directions.addAll(credit.own());

    TrainStep.Feed feed =
        number ->
            Map.of(
                rows, TInt32.vectorOf(batches.rows(number)),
                step, TInt64.scalarOf(number),
                epoch, TInt64.scalarOf(number / batches.stepsPerEpoch()));
    Descent<TFloat32> descent =
        new Descent<>(
            training.variables().trainable(TFloat32.class),
            directions,
            pass.means(y, ""),
            Change.NONE);
    return descent.step(
        context,
        nodes,
        training.variables(),
        new Descent.Steps(step, feed, batches.stepsPerEpoch(), context.batchSize()));
  }
}
