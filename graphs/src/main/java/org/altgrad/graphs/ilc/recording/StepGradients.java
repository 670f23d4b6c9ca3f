package org.altgrad.graphs.ilc.recording;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.gradients.GroupedGradients;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The gradients of the environments of a step, at any parameters. */
final class StepGradients {
  private final Observed observed;
  private final Elsewhere elsewhere;
  private final Operand<TInt32> rows;
  private final List<Expr<TFloat32>> signs;
  private final List<Expr<TFloat32>> means;
  private final List<Expr<TFloat32>> grams;
  private final List<Expr<TFloat32>> stacks;

  StepGradients(Observed observed, Elsewhere elsewhere) {
    this.observed = observed;
    this.elsewhere = elsewhere;
    Nodes<TFloat32> nodes = observed.nodes().scope("observe");
    int count = observed.environments() * observed.examples();
    rows = nodes.tf().placeholder(TInt32.class, Placeholder.shape(Shape.of(count)));
    ResidentSplit train = observed.splits().get("train");
    Batch<TFloat32> batch =
        new Batch<>(
            observed.reader().inputs(nodes, train, rows),
            observed.reader().targets(nodes, train, rows),
            observed.environments(),
            observed.examples());
    Randoms randoms = new Randoms(observed.seed(), nodes.tf().constant(0L)).scope("observe");
    Problem<TFloat32> there = elsewhere.problem();
    List<EnvironmentStatistics<TFloat32>> statistics =
        new GroupedGradients().gradients(there, batch, randoms).statistics();
    // No node may be added once calls have begun.
    signs = statistics.stream().map(s -> s.signs()).toList();
    means = statistics.stream().map(s -> s.mean()).toList();
    grams = statistics.stream().map(s -> s.gram()).toList();
    stacks = statistics.stream().map(s -> s.stack()).toList();
  }

  /** Σ sign(g_e) of each parameter. */
  float[][] signs(Calls calls, long step) {
    return run(calls, step, null, signs);
  }

  /** ḡ of each parameter. */
  float[][] means(Calls calls, long step) {
    return run(calls, step, null, means);
  }

  /** The inner products [E, E] for each parameter. */
  float[][] grams(Calls calls, long step) {
    return run(calls, step, null, grams);
  }

  /**
   * The gradients [E, ...] for each parameter.
   *
   * @param offset see {@link Elsewhere#run}
   */
  float[][] stacks(Calls calls, long step, float[][] offset) {
    return run(calls, step, offset, stacks);
  }

  private float[][] run(Calls calls, long step, float[][] offset, List<Expr<TFloat32>> fetched) {
    return elsewhere.run(calls, rows, observed.rows().apply(step), offset, fetched);
  }
}
