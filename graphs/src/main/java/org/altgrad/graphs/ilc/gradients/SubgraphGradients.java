package org.altgrad.graphs.ilc.gradients;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.ilc.combine.StackStatistics;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.Norm;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.ilc.network.Problem;
import org.tensorflow.types.family.TNumber;

/**
 * A backward pass of its own for each environment, on a network of its own, or from one network
 * where environments share the statistics of a batch normalisation: then, and only here, each
 * gradient is the derivative of L_e through all rows. The graph grows with E, and in the second
 * case so does the work.
 */
public record SubgraphGradients() implements EnvironmentGradients {

  @Override
  public <T extends TNumber> Found<T> gradients(
      Problem<T> problem, Batch<T> batch, Randoms randoms) {
    return problem.model().norm() == Norm.BATCH_SHARED
        ? oneForward(problem, batch, randoms)
        : oneForEach(problem, batch, randoms);
  }

  private static <T extends TNumber> Found<T> oneForEach(
      Problem<T> problem, Batch<T> batch, Randoms randoms) {
    List<Expr<T>> losses = new ArrayList<>();
    List<Expr<T>> said = new ArrayList<>();
    List<List<Expr<T>>> gradients = new ArrayList<>();
    List<Pass.Moments<T>> moments = new ArrayList<>();
    for (int e = 0; e < batch.environments(); e++) {
      Batch<T> own = batch.only(e);
      Pass.Training training = Pass.Training.of(own, randoms.scope("environment" + e));
      Pass<T> pass = new Pass<>(training);
      Expr<T> z = problem.forward(pass, own).z();
      Expr<T> loss = problem.losses(z, own).sum();
      losses.add(loss);
      said.add(z);
      gradients.add(Gradients.of(loss, problem.values()));
      moments.addAll(pass.moments());
    }
    Nodes<T> nodes = batch.x().nodes();
    return new Found<>(
        nodes.stack(losses), nodes.concat(said, 0), StackStatistics.of(gradients), moments);
  }

  private static <T extends TNumber> Found<T> oneForward(
      Problem<T> problem, Batch<T> batch, Randoms randoms) {
    Pass<T> pass = new Pass<>(Pass.Training.of(batch, randoms));
    Expr<T> z = problem.forward(pass, batch).z();
    Expr<T> losses = problem.losses(z, batch);
    Nodes<T> nodes = z.nodes();
    List<List<Expr<T>>> gradients = new ArrayList<>();
    for (int e = 0; e < batch.environments(); e++) {
      Expr<T> only = nodes.oneHot(nodes.tf().constant(new int[] {e}), batch.environments());
      gradients.add(Gradients.of(losses.times(only).sum(), problem.values()));
    }
    return new Found<>(losses, z, StackStatistics.of(gradients), pass.moments());
  }
}
