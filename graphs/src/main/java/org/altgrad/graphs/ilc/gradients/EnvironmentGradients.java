package org.altgrad.graphs.ilc.gradients;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.ilc.network.Problem;
import org.tensorflow.types.family.TNumber;

/** A way to the gradients of all environments at the present parameters. */
public sealed interface EnvironmentGradients
    permits GroupedGradients, TiledGradients, SubgraphGradients, StreamedGradients {

  /**
   * Adds a forward and a backward pass.
   *
   * @param randoms of dropout
   */
  <T extends TNumber> Found<T> gradients(Problem<T> problem, Batch<T> batch, Randoms randoms);

  /**
   * What has been found.
   *
   * @param losses [E] L_e
   * @param z [rows, outputs] what the network said
   * @param statistics of the gradients of each of the problem's parameters
   * @param moments of batch normalisations
   */
  record Found<T extends TNumber>(
      Expr<T> losses,
      Expr<T> z,
      List<EnvironmentStatistics<T>> statistics,
      List<Pass.Moments<T>> moments) {

    public Found {
      statistics = List.copyOf(statistics);
      moments = List.copyOf(moments);
    }
  }
}
