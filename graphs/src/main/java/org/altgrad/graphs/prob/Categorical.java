package org.altgrad.graphs.prob;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * One of K categories for each row.
 *
 * @param logits [batch, K], log-probabilities up to a constant of each row; any axes may stand
 *     before, of networks or samples
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

  /** The most probable category of each row [batch]; the first of those that are. */
  public Operand<TInt32> mode() {
    return mode(logits);
  }

  /**
   * 1 where the most probable category is the target, else 0.
   *
   * @param targets [batch, K], one-hot
   * @return [batch]
   */
  public Expr<T> right(Expr<T> targets) {
    Nodes<T> nodes = logits.nodes();
    return nodes.indicator(nodes.tf().math.equal(mode(), mode(targets)));
  }

  private static <T extends TNumber> Operand<TInt32> mode(Expr<T> x) {
    var tf = x.nodes().tf();
    return tf.math.argMax(x, tf.constant(-1), TInt32.class);
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
