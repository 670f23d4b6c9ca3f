package org.altgrad.graphs.ilc.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.combine.Combiner;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.combine.StackStatistics;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * The gradients ∇L_e over all rows of each environment, in double precision: {@link #find} adds
 * them up, some rows in a call.
 */
final class ExactGradients {
  private static final int ROWS = 2000;

  private final int[][] rowsOf;
  private final Operand<TInt32> rows;
  private final Expr<TFloat64> share;
  private final List<Expr<TFloat64>> stacks = new ArrayList<>();
  private final List<Op> updates = new ArrayList<>();
  private final Op initial;

  /**
   * Adds nodes.
   *
   * @param rowsOf of each environment
   */
  ExactGradients(
      Nodes<TFloat32> all,
      Problem<TFloat32> problem,
      Examples examples,
      ResidentSplit split,
      int[][] rowsOf) {
    this.rowsOf = rowsOf;
    Nodes<TFloat32> nodes = all.scope("exact");
    Nodes<TFloat64> wide = nodes.as(TFloat64.class);
    Ops tf = nodes.tf();
    rows = nodes.rows();
    // 1 / n_e at the environment whose rows these are, else 0.
    share = wide.placeholder(Shape.of(rowsOf.length));
    Map<String, Expr<TFloat64>> values = new LinkedHashMap<>();
    problem.parameters().forEach(p -> values.put(p.name(), p.value().cast(TFloat64.class)));
    var training = new Pass.Training(1, -1, new Randoms(0, tf.constant(0L)));
    Expr<TFloat64> x = examples.inputs(nodes, split, rows).cast(TFloat64.class);
    Expr<TFloat64> z =
        problem
            .model()
            .network(Parameters.given(values::get), problem.example(), problem.outputs())
            .run(new Pass<>(training), x)
            .z();
    Expr<TFloat64> targets = examples.targets(nodes, split, rows).cast(TFloat64.class);
    Expr<TFloat64> loss = problem.loss().each(z, targets).sum();
    List<Expr<TFloat64>> sums = new ArrayList<>(List.of(loss));
    sums.addAll(Gradients.of(loss, List.copyOf(values.values())));
    Variables scratch = new Variables();
    for (Expr<TFloat64> sum : sums) {
      Shape shape = Shape.of(rowsOf.length).append(sum.shape());
      var stack = scratch.state("stack" + stacks.size(), Initialiser.filled(wide, shape, 0));
      long[] ones = new long[shape.numDimensions()];
      Arrays.fill(ones, 1);
      ones[0] = -1;
      stacks.add(stack.value());
      updates.add(tf.assignAdd(stack.ref(), share.reshape(ones).times(sum)));
    }
    initial = scratch.initializer(tf);
  }

  /** Finds them at the present parameters. */
  void find(Calls calls) {
    calls.run(Map.of(), List.of(), List.of(initial)).close();
    for (int e = 0; e < rowsOf.length; e++) {
      double[] own = new double[rowsOf.length];
      own[e] = 1.0 / rowsOf[e].length;
      for (int from = 0; from < rowsOf[e].length; from += ROWS) {
        int to = Math.min(from + ROWS, rowsOf[e].length);
        try (TInt32 some = TInt32.vectorOf(Arrays.copyOfRange(rowsOf[e], from, to));
            TFloat64 one = TFloat64.vectorOf(own)) {
          calls.run(Map.of(rows, some, share, one), List.of(), updates).close();
        }
      }
    }
  }

  /** What has been found, as a combiner sees it. */
  Combiner.Gradients<TFloat64> gradients(Randoms randoms) {
    List<EnvironmentStatistics<TFloat64>> statistics = new ArrayList<>();
    for (Expr<TFloat64> stack : stacks.subList(1, stacks.size())) {
      statistics.add(new StackStatistics<>(stack));
    }
    return new Combiner.Gradients<>(statistics, stacks.get(0), new Variables(), randoms);
  }
}
