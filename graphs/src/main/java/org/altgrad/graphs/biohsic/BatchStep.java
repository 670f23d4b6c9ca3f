package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.NetworkUpdates;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.ShuffledBatches;
import org.altgrad.graphs.program.StepLoop;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** A training step on an ordinary batch; the last of an epoch may be smaller. */
final class BatchStep {
  private BatchStep() {}

  static StepLoop.Training of(Training training, CreditRule rule) {
    Context context = training.context();
    Nodes<TFloat32> nodes = context.nodes().scope("train");
    Operand<TInt32> rows = nodes.rows();
    Operand<TInt64> step = nodes.counter();
    Operand<TInt64> epoch = nodes.counter();
    ResidentSplit split = context.split("train");
    List<Long> seeds = training.apart() ? context.seeds() : List.of(context.seed());
    // The objective of a layer compares samples, so it needs two of them.
    int smallest = rule instanceof CreditRule.ThreeFactor ? 2 : 1;
    List<ShuffledBatches> each =
        seeds.stream()
            .map(seed -> new ShuffledBatches(seed, split.count(), context.batchSize(), smallest))
            .toList();
    long perEpoch = each.get(0).stepsPerEpoch();

    Expr<TFloat32> x = training.learned(nodes, rows, epoch);
    Expr<TFloat32> y = training.y(nodes, split, rows);
    Pass<TFloat32> pass = training.network().forward(x, training.parameters());
    CreditRule.Credit<TFloat32> credit =
        rule.credit(pass, y, training.prepared(x, y), training.own());
    List<Expr<TFloat32>> directions = new ArrayList<>(CreditRule.hidden(pass, credit.signals()));
    directions.addAll(CreditRule.readout(pass, y));
    directions.addAll(credit.own());

    TrainStep.Feed feed =
        number ->
            Map.of(
                rows, TInt32.vectorOf(rows(each, number)),
                step, TInt64.scalarOf(number),
                epoch, TInt64.scalarOf(number / perEpoch));
    List<Variables.Entry<TFloat32>> learned = training.variables().trainable(TFloat32.class);
    if (training.apart()) {
      RunLength length = context.limits().length(perEpoch);
      NetworkUpdates updates =
          new NetworkUpdates(
              context, training.variables(), context.optimizer().inSteps(length), learned, true);
      Change change = updates.of(nodes, step, directions).change();
      Metrics metrics = Metrics.of(nodes, pass.means(y, ""));
      long examples = (long) context.batchSize() * training.models();
      return new StepLoop.Training(
          TrainStep.of(nodes.tf(), change, metrics, feed, length, examples),
          Optional.of(updates.networks()));
    }
    Descent<TFloat32> descent = new Descent<>(learned, directions, pass.means(y, ""), Change.NONE);
    return new StepLoop.Training(
        descent.step(
            context,
            nodes,
            training.variables(),
            new Descent.Steps(step, feed, perEpoch, context.batchSize())),
        Optional.empty());
  }

  /** The rows of each order, one after the other. */
  private static int[] rows(List<ShuffledBatches> each, long step) {
    return each.stream().flatMapToInt(own -> IntStream.of(own.rows(step))).toArray();
  }
}
