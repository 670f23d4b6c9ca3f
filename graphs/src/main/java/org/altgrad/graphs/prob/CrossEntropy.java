package org.altgrad.graphs.prob;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/** Cross-entropies in nats between targets and the predictions of a network. */
public final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * -Σₖ targetₖ log softmax(logits)ₖ.
   *
   * @param logits [..., classes]
   * @param targets [..., classes], rows that sum to 1: one-hot or soft
   * @return [...]
   */
  public static <T extends TNumber> Expr<T> softmax(Expr<T> logits, Expr<T> targets) {
    return new Categorical<>(logits).logProbability(targets).negate();
  }

  /**
   * -(t log σ(l) + (1 - t) log σ(-l)) for each entry.
   *
   * @param targets in [0, 1], of the shape of the logits
   */
  public static <T extends TNumber> Expr<T> sigmoid(Expr<T> logits, Expr<T> targets) {
    return new Bernoulli<>(logits).logProbability(targets).negate();
  }
}
