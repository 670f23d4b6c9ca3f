package org.altgrad.graphs.ilc.gradients;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A part of the environments in each call; a round of calls sees all of them, and its last call
 * knows the sums over all. Memory grows with the number of parameters and not with that of
 * environments. In the calls before the last, losses and statistics are those so far.
 */
public final class StreamedGradients implements EnvironmentGradients {
  private final int calls;
  private final Operand<TInt64> step;
  private final Variables variables;
  private final List<StreamedStatistics<?>> statistics = new ArrayList<>();
  private Change losses = Change.NONE;

  /**
   * @param calls of a round
   * @param step number of the call, scalar
   * @param variables where sums are kept
   */
  public StreamedGradients(int calls, Operand<TInt64> step, Variables variables) {
    this.calls = calls;
    this.step = step;
    this.variables = variables;
  }

  /**
   * @param batch the environments of one call
   */
  @Override
  public <T extends TNumber> Found<T> gradients(
      Problem<T> problem, Batch<T> batch, Randoms randoms) {
    Found<T> present = new GroupedGradients().gradients(problem, batch, randoms);
    Nodes<T> nodes = present.losses().nodes();
    Ops tf = nodes.tf();
    Operand<TInt64> call = tf.math.floorMod(step, tf.constant((long) calls));
    Operand<TBool> first = tf.math.equal(call, tf.constant(0L));
    int environments = calls * batch.environments();

    List<EnvironmentStatistics<T>> all = new ArrayList<>();
    for (int i = 0; i < problem.parameters().size(); i++) {
      var streamed =
          new StreamedStatistics<>(
              problem.parameters().get(i).name(),
              present.statistics().get(i),
              environments,
              first,
              variables);
      all.add(streamed);
      statistics.add(streamed);
    }
    return new Found<>(
        losses(nodes, present.losses(), call, first, environments),
        present.z(),
        all,
        present.moments());
  }

  /** [E], of which those of later calls are 0. */
  private <T extends TNumber> Expr<T> losses(
      Nodes<T> nodes,
      Expr<T> present,
      Operand<TInt64> call,
      Operand<TBool> first,
      int environments) {
    Ops tf = nodes.tf();
    Operand<TInt32> index = tf.dtypes.cast(call, TInt32.class);
    Expr<T> here = nodes.oneHot(tf.reshape(index, tf.constant(new int[] {1})), calls);
    Expr<T> placed =
        here.reshape(calls, 1).times(present.stop().reshape(1, -1)).reshape(environments);
    Variables.Entry<T> before =
        variables.state("streamed_losses", Initialiser.filled(nodes, Shape.of(environments), 0));
    Expr<T> total = Expr.where(first, placed, before.value().plus(placed));
    losses = Change.set(before, total);
    return total;
  }

  /** Keeps what has come; to be done in every call. */
  public Change change() {
    Change all = losses;
    for (StreamedStatistics<?> one : statistics) {
      all = all.and(one.change());
    }
    return all;
  }
}
