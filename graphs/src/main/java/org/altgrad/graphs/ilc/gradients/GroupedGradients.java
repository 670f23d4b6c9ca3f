package org.altgrad.graphs.ilc.gradients;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.ilc.network.Problem;
import org.tensorflow.types.family.TNumber;

/**
 * One forward and one backward pass over all rows, through layers that keep environments apart. It
 * costs about as much as the gradient of the pooled loss. Where environments share the statistics
 * of a batch normalisation, the gradients it finds split the gradient of Σ_e L_e by rows.
 */
public record GroupedGradients() implements EnvironmentGradients {

  @Override
  public <T extends TNumber> Found<T> gradients(
      Problem<T> problem, Batch<T> batch, Randoms randoms) {
    ProbedPass<T> pass = new ProbedPass<>(Pass.Training.of(batch, randoms));
    Expr<T> z = problem.forward(pass, batch).z();
    Expr<T> losses = problem.losses(z, batch);
    Map<String, EnvironmentStatistics<T>> byName = pass.statistics(losses.sum());
    List<EnvironmentStatistics<T>> statistics =
        problem.parameters().stream().map(parameter -> byName.get(parameter.name())).toList();
    return new Found<>(losses, z, statistics, pass.moments());
  }
}
