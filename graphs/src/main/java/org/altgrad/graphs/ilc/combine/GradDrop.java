package org.altgrad.graphs.ilc.combine;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * Gradient sign dropout (Chen et al. 2020, GradDrop): of each component, either the positive
 * gradients or the negative ones are left out, by chance. The positive ones stay with probability
 * P_j = ½ (1 + Σ g_ej / Σ |g_ej|); u_j is the mean of what stays over all environments.
 */
public record GradDrop() implements Combiner {
  @Override
  public boolean pure() {
    return false;
  }

  @Override
  public <T extends TNumber> Combination<T> combine(Gradients<T> gradients) {
    List<Expr<T>> directions = new ArrayList<>();
    for (EnvironmentStatistics<T> g : gradients.parameters()) {
      Expr<T> sizes = g.absolutes();
      Expr<T> positive = g.sum().plus(sizes).times(0.5);
      Expr<T> negative = g.sum().minus(sizes).times(0.5);
      Expr<T> p = g.sum().over(sizes.plus(1e-12)).plus(1).times(0.5);
      Expr<T> u = gradients.randoms().uniformLike("combiner/graddrop/" + directions.size(), p);
      directions.add(Expr.where(p.greater(u), positive, negative).over(g.environments()));
    }
    return Combination.unweighted(directions);
  }
}
