package org.altgrad.graphs.ilc.combine;

import org.tensorflow.types.family.TNumber;

/** The median of each component; of an even number, the mean of the two in the middle. */
public record Median() implements Combiner {
  @Override
  public <T extends TNumber> Combination<T> combine(Gradients<T> gradients) {
    int dropped = (gradients.environments() - 1) / 2;
    return Combination.unweighted(
        gradients.parameters().stream().map(g -> TrimmedMean.inner(g, dropped)).toList());
  }
}
