package org.altgrad.graphs.ilc.combine;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.Operand;
import org.tensorflow.op.core.Gather;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Gradient surgery (Yu et al. 2020, PCGrad): every environment's gradient is made orthogonal to
 * each of the others that it has a negative inner product with, one after the other in random
 * order; u is the mean.
 *
 * <p>All environments take their next other at once, so E rounds of E² numbers each are added to
 * the graph: a dozen nodes and E² multiplications for each round, 0.5 million multiplications for E
 * = 80.
 *
 * @param scope whether gradients are compared in each parameter or in all together
 */
public record PcGrad(Scope scope) implements GramRule {

  public PcGrad {
    Settings.given("scope", scope);
  }

  @Override
  public String name() {
    return "pcgrad";
  }

  @Override
  public <T extends TNumber> Expr<T> coefficients(Expr<T> k, int environments, Randoms randoms) {
    Nodes<T> nodes = k.nodes();
    var tf = nodes.tf();
    Expr<T> gram = GramRule.normalised(k, environments);
    Expr<T> squares = GramRule.squares(gram, environments).expand(1);
    Expr<T> identity = GramRule.identity(nodes, environments);
    Expr<T> none = nodes.constant(0);
    Operand<TInt32> order = order(gram, environments, randoms);

    Expr<T> c = nodes.zerosLike(gram).plus(identity); // row e: what g_e has become
    for (int round = 0; round < environments; round++) {
      Operand<TInt32> other = tf.gather(order, tf.constant(round), tf.constant(2)); // [problems, E]
      Expr<T> chosen = nodes.oneHot(other, environments);
      Expr<T> inner = nodes.of(tf.gather(gram, other, tf.constant(1), Gather.batchDims(1L)));
      Expr<T> conflict = inner.times(c).sumKeep(2).min(none);
      Expr<T> part = conflict.over(squares.times(chosen).sumKeep(2).plus(1e-12));
      // An environment's own turn changes nothing.
      c = c.minus(part.times(chosen.times(identity.subtractFrom(1))));
    }
    return c.mean(1);
  }

  /** In which order each environment meets all: [problems, E, E]. */
  private static <T extends TNumber> Operand<TInt32> order(
      Expr<T> gram, int environments, Randoms randoms) {
    Nodes<T> nodes = gram.nodes();
    var tf = nodes.tf();
    Operand<TInt64> shape = tf.shape(gram, TInt64.class);
    Expr<T> draws = randoms.uniform(nodes, "pcgrad", shape);
    Operand<TInt32> all = tf.constant(environments);
    return tf.nn.topK(draws, all, TInt32.class).indices();
  }
}
