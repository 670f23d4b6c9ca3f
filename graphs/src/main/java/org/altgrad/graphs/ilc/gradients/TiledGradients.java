package org.altgrad.graphs.ilc.gradients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.combine.StackStatistics;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.ilc.network.Problem;
import org.tensorflow.types.family.TNumber;

/** One pass with a copy of the parameters for each environment: the gradients of the copies. */
public record TiledGradients() implements EnvironmentGradients {

  @Override
  public <T extends TNumber> Found<T> gradients(
      Problem<T> problem, Batch<T> batch, Randoms randoms) {
    List<Expr<T>> copies = copies(problem.values(), batch.environments());
    Pass<T> pass = new Pass<>(Pass.Training.of(batch, randoms));
    Expr<T> z = problem.at(copies).forward(pass, batch).z();
    Expr<T> losses = problem.losses(z, batch);
    List<EnvironmentStatistics<T>> statistics = new ArrayList<>();
    for (Expr<T> stack : Gradients.of(losses.sum(), copies)) {
      statistics.add(new StackStatistics<>(stack, batch.environments()));
    }
    return new Found<>(losses, z, statistics, pass.moments());
  }

  /** Each parameter as often as there are environments: [E, ...]. */
  public static <T extends TNumber> List<Expr<T>> copies(List<Expr<T>> values, int environments) {
    return values.stream().map(value -> tile(value, environments)).toList();
  }

  private static <T extends TNumber> Expr<T> tile(Expr<T> parameter, int environments) {
    var tf = parameter.nodes().tf();
    int[] multiples = new int[parameter.shape().numDimensions() + 1];
    Arrays.fill(multiples, 1);
    multiples[0] = environments;
    return parameter.nodes().of(tf.tile(parameter.expand(0), tf.constant(multiples)));
  }
}
