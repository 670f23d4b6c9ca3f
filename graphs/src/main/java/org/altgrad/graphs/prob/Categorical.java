package org.altgrad.graphs.prob;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * One of K categories for each row.
 *
 * @param logits [batch, K], log-probabilities up to a constant of each row
 */
public record Categorical<T extends TNumber>(Expr<T> logits) {

  /** [batch, K]. */
  public Expr<T> probabilities() {
    return Expr.softmax(logits);
  }

  /** log p [batch, K]. */
  public Expr<T> logProbabilities() {
    return Expr.logSoftmax(logits);
  }

  /**
   * @param oneHot [batch, K]
   * @return [batch]
   */
  public Expr<T> logProbability(Expr<T> oneHot) {
    return logProbabilities().times(oneHot).sum(-1);
  }

  /**
   * @param indices [batch], in [0, K)
   * @return [batch]
   */
  public Expr<T> logProbability(Operand<TInt32> indices) {
    int categories = (int) logits.shape().get(-1);
    return logProbability(logits.nodes().oneHot(indices, categories));
  }

  /** In nats, [batch]. Its gradient for the logits is -p (log p + H). */
  public Expr<T> entropy() {
    Expr<T> logP = logProbabilities();
    return logP.exp().times(logP).sum(-1).negate();
  }

  /** KL(this ‖ other) in nats, [batch]. */
  public Expr<T> kl(Categorical<T> other) {
    Expr<T> logP = logProbabilities();
    return logP.exp().times(logP.minus(other.logProbabilities())).sum(-1);
  }

  /**
   * Indices [batch], by the Gumbel-max trick.
   *
   * @param name of the random stream, one for each use in a graph
   */
  public Operand<TInt32> sample(Randoms randoms, String name) {
    return randoms.categorical(name, logits);
  }
}
