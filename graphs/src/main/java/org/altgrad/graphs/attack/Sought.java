package org.altgrad.graphs.attack;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.types.TFloat32;

/**
 * What an attack comes back with, before it is judged.
 *
 * @param points [rows, numbers] in units of the ranges, the clean ones where nothing was found
 * @param onPath [rows] 1 where the attack has seen a point that is adversarial
 * @param queries [rows] passes forward
 * @param gradients [rows] passes backward
 * @param flat [rows] share of entries of the first gradient that are 0
 * @param losses [rows, {@link #TRACE}] see {@link #trace}
 */
record Sought(
    Expr<TFloat32> points,
    Expr<TFloat32> onPath,
    Expr<TFloat32> queries,
    Expr<TFloat32> gradients,
    Expr<TFloat32> flat,
    Expr<TFloat32> losses) {

  /** The loss at the start, and the largest so far after the last eleven looks. */
  static final int TRACE = 12;

  /** A trace that begins: the same loss throughout. */
  static Expr<TFloat32> trace(Expr<TFloat32> loss) {
    Nodes<TFloat32> nodes = loss.nodes();
    int[] times = {1, TRACE};
    return nodes.of(nodes.tf().tile(loss.expand(1), nodes.tf().constant(times)));
  }

  /** A trace that goes on. */
  static Expr<TFloat32> traced(Expr<TFloat32> losses, Expr<TFloat32> loss) {
    Nodes<TFloat32> nodes = losses.nodes();
    Expr<TFloat32> largest = columns(losses, TRACE - 1, 1).max(loss.expand(1));
    return nodes.concat(
        java.util.List.of(columns(losses, 0, 1), columns(losses, 2, TRACE - 2), largest), 1);
  }

  private static Expr<TFloat32> columns(Expr<TFloat32> x, int from, int count) {
    var tf = x.nodes().tf();
    return x.nodes()
        .of(tf.slice(x, tf.constant(new int[] {0, from}), tf.constant(new int[] {-1, count})));
  }

  /** Share of a gradient's entries that are 0, [rows]. */
  static Expr<TFloat32> flatShare(Expr<TFloat32> gradient) {
    Nodes<TFloat32> nodes = gradient.nodes();
    return nodes.indicator(nodes.tf().math.equal(gradient, nodes.constant(0))).mean(1);
  }
}
