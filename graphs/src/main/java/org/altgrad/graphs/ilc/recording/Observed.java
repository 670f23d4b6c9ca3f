package org.altgrad.graphs.ilc.recording;

import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The program that is observed.
 *
 * @param nodes of its graph
 * @param seed of the run
 * @param splits by name, with the training split {@code train} among them
 * @param reader how rows become inputs and targets
 * @param rows which rows a step reads, environment by environment
 * @param examples of each environment
 * @param names of the environments of a step
 */
public record Observed(
    Nodes<TFloat32> nodes,
    long seed,
    Problem<TFloat32> problem,
    Map<String, ResidentSplit> splits,
    Reader reader,
    LongFunction<int[]> rows,
    int examples,
    List<String> names) {

  /** How rows become inputs and targets. */
  public interface Reader {
    /** [rows, ...example]. */
    Expr<TFloat32> inputs(Nodes<TFloat32> nodes, ResidentSplit split, Operand<TInt32> rows);

    /** [rows, outputs]. */
    Expr<TFloat32> targets(Nodes<TFloat32> nodes, ResidentSplit split, Operand<TInt32> rows);
  }

  /** Number of environments in a step. */
  int environments() {
    return names.size();
  }

  /** Names of the parameters. */
  List<String> parameters() {
    return problem.parameters().stream().map(p -> p.name()).toList();
  }

  /** Number of learned scalars. */
  long size() {
    return problem.parameters().stream().mapToLong(p -> p.shape().size()).sum();
  }
}
