package org.altgrad.graphs.ilc.combine;

import org.altgrad.graphs.ilc.ServesOne;
import org.tensorflow.types.family.TNumber;

/** u = ḡ: gradient descent on the mean loss of the environments (empirical risk minimisation). */
public record Mean() implements Combiner, ServesOne {
  @Override
  public <T extends TNumber> Combination<T> combine(Gradients<T> gradients) {
    return Combination.unweighted(
        gradients.parameters().stream().map(EnvironmentStatistics::mean).toList());
  }
}
