package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
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
 * <p>All environments meet their next other at once, so a step costs E rounds of E²
 * multiplications, half a million for E = 80.
 *
 * @param scope whether gradients are compared in each parameter or in all together
 */
public record PcGrad(Scope scope) implements GramRule {

  public PcGrad {
    Require.given("scope", scope);
  }

  @Override
  public boolean pure() {
    return false;
  }

  @Override
  public <T extends TNumber> Expr<T> coefficients(Expr<T> k, int environments, Randoms randoms) {
    Expr<T> gram = GramRule.normalised(k, environments);
    Expr<T> identity = GramRule.identity(k.nodes(), environments);
    Loop loop = new Loop("pcgrad");
    var c = loop.variable("c", k.nodes().zerosLike(gram).plus(identity)); // row e: g_e by now
    var inner = loop.variable("gram", gram);
    var squares = loop.variable("squares", GramRule.squares(gram, environments).expand(1));
    var order = loop.variable("order", order(gram, environments, randoms));
    Loop.End end =
        loop.run(
            k.nodes().tf(),
            k.nodes().tf().constant(environments),
            round -> {
              var tf = round.nodes(TInt32.class).tf();
              Operand<TInt32> other = tf.gather(round.get(order), round.index(), tf.constant(2));
              round.set(c, meet(round.get(c), round.get(inner), round.get(squares), other));
            });
    return end.get(c).mean(1);
  }

  /**
   * What gradients become when each meets another.
   *
   * @param c [problems, E, E] row e: the coefficients of what g_e has become
   * @param squares [problems, 1, E]
   * @param other [problems, E] whom each meets; itself: nothing changes
   */
  private <T extends TNumber> Expr<T> meet(
      Expr<T> c, Expr<T> gram, Expr<T> squares, Operand<TInt32> other) {
    Nodes<T> nodes = c.nodes();
    var tf = nodes.tf();
    int environments = Math.toIntExact(c.shape().get(2));
    Expr<T> own = GramRule.identity(nodes, environments);
    Expr<T> chosen = nodes.oneHot(other, environments);
    Expr<T> rows = nodes.of(tf.gather(gram, other, tf.constant(1), Gather.batchDims(1L)));
    Expr<T> conflict = rows.times(c).sumKeep(2).min(nodes.constant(0));
    Expr<T> part = conflict.over(squares.times(chosen).sumKeep(2).plus(1e-12));
    return c.minus(part.times(chosen.times(own.subtractFrom(1))));
  }

  /** In which order each environment meets all: [problems, E, E]. */
  private static <T extends TNumber> Expr<TInt32> order(
      Expr<T> gram, int environments, Randoms randoms) {
    Nodes<T> nodes = gram.nodes();
    var tf = nodes.tf();
    Operand<TInt64> shape = tf.shape(gram, TInt64.class);
    Expr<T> draws = randoms.uniform(nodes, "pcgrad", shape);
    Operand<TInt32> all = tf.constant(environments);
    return nodes.as(TInt32.class).of(tf.nn.topK(draws, all, TInt32.class).indices());
  }
}
