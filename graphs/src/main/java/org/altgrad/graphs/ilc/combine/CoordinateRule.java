package org.altgrad.graphs.ilc.combine;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * A rule that weighs every component by itself: u_j = w_j · sgn_j · M_j, a weight, a sign and a
 * magnitude. Where w_j = 0, u_j = 0 whatever the magnitude is.
 */
interface CoordinateRule extends Combiner {
  /** w in [0, 1]. */
  <T extends TNumber> Expr<T> weight(EnvironmentStatistics<T> g);

  /** sgn · M; ḡ unless a rule says otherwise. */
  default <T extends TNumber> Expr<T> value(EnvironmentStatistics<T> g) {
    return g.mean();
  }

  @Override
  default <T extends TNumber> Combination<T> combine(Gradients<T> gradients) {
    List<Expr<T>> directions = new ArrayList<>();
    List<Expr<T>> weights = new ArrayList<>();
    for (EnvironmentStatistics<T> g : gradients.parameters()) {
      Expr<T> weight = weight(g);
      weights.add(weight);
      directions.add(weighed(weight, value(g)));
    }
    return new Combination<>(directions, weights);
  }

  /** weight · value, 0 where the weight is. */
  static <T extends TNumber> Expr<T> weighed(Expr<T> weight, Expr<T> value) {
    Expr<T> none = weight.nodes().zerosLike(weight);
    return Expr.where(weight.greater(none), weight.times(value), none);
  }
}
