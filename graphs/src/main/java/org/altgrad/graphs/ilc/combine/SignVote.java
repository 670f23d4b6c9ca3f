package org.altgrad.graphs.ilc.combine;

import org.altgrad.graphs.ilc.ServesOne;
import org.tensorflow.types.family.TNumber;

/**
 * The majority's sign, of size 1: u_j = sign(Σ sign g_ej) (Bernstein et al. 2019, signSGD with
 * majority vote).
 */
public record SignVote() implements Combiner, ServesOne {
  @Override
  public <T extends TNumber> Combination<T> combine(Gradients<T> gradients) {
    return Combination.unweighted(
        gradients.parameters().stream().map(g -> g.signs().sign()).toList());
  }
}
