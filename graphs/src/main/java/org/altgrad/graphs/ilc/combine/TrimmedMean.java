package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The trimmed mean: of each component, the largest and the smallest ⌊fE⌋ gradients are left out.
 *
 * @param f share left out at each end, below ½
 */
public record TrimmedMean(double f) implements Combiner {

  public TrimmedMean {
    Require.that(f >= 0 && f < 0.5, "f", "at least 0 and below 0.5", f);
  }

  @Override
  public <T extends TNumber> Combination<T> combine(Gradients<T> gradients) {
    int environments = gradients.environments();
    int dropped = Math.min(Votes.atMost(f, environments), (environments - 1) / 2);
    return Combination.unweighted(
        gradients.parameters().stream().map(g -> inner(g, dropped)).toList());
  }

  /** The mean of each component without so many gradients at both ends. */
  static <T extends TNumber> Expr<T> inner(EnvironmentStatistics<T> g, int dropped) {
    if (dropped == 0) {
      return g.mean();
    }
    int environments = g.environments();
    Expr<T> rows = g.stack().reshape(environments, -1).transpose(1, 0);
    Nodes<T> nodes = rows.nodes();
    var tf = nodes.tf();
    // The largest come first; the smallest are not asked for.
    Operand<TInt32> largest = tf.constant(environments - dropped);
    Expr<T> sorted = nodes.of(tf.nn.topK(rows, largest, TInt32.class).values());
    Expr<T> middle =
        nodes.of(
            tf.slice(
                sorted,
                tf.constant(new int[] {0, dropped}),
                tf.constant(new int[] {-1, environments - 2 * dropped})));
    return middle.mean(1).reshapeLike(g.sum());
  }
}
