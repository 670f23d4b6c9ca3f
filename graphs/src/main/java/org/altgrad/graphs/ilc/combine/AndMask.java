package org.altgrad.graphs.ilc.combine;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The AND-mask (Parascandolo et al. 2021): u_j = 1[|s̄_j| ≥ tau] ḡ_j, the mean where enough
 * environments agree on its sign and nothing elsewhere.
 *
 * @param tau from 0, which keeps everything, to 1, which asks for all signs
 */
public record AndMask(Coefficient tau) implements Combiner {

  public AndMask {
    Require.probability("tau", tau.one());
  }

  /** The same threshold all the time. */
  public AndMask(double tau) {
    this(Coefficient.of(tau));
  }

  @Override
  public boolean pure() {
    return !tau.changes();
  }

  @Override
  public AndMask inSteps(RunLength updates) {
    return new AndMask(tau.inSteps(updates));
  }

  @Override
  public <T extends TNumber> Combination<T> combine(Gradients<T> gradients) {
    if (!tau.changes()) {
      return masked(
          gradients.parameters(),
          gradients.parameters().stream().map(g -> Votes.agree(g, tau.one())).toList());
    }
    Nodes<T> nodes = gradients.parameters().get(0).sum().nodes();
    Nodes<TInt64> longs = nodes.as(TInt64.class);
    Variables.Entry<TInt64> update = gradients.variables().counter("combiner/update", nodes);
    Expr<T> threshold = tau.at(nodes, update.value());
    Combination<T> masked =
        masked(
            gradients.parameters(),
            gradients.parameters().stream().map(g -> Votes.agree(g, threshold)).toList());
    Expr<TInt64> one = longs.constant(1);
    return new Combination<>(masked.directions(), masked.weights(), Change.add(update, one));
  }

  private static <T extends TNumber> Combination<T> masked(
      List<EnvironmentStatistics<T>> parameters, List<Expr<T>> masks) {
    List<Expr<T>> directions = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      directions.add(CoordinateRule.weighed(masks.get(i), parameters.get(i).mean()));
    }
    return new Combination<>(directions, masks);
  }
}
