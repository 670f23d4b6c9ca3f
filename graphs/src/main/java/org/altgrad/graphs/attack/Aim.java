package org.altgrad.graphs.attack;

import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What an attack is after: any class but the right one, or one class.
 *
 * @param labels the right classes [rows]
 * @param targets the classes to be reached [rows], if not any other will do
 */
record Aim(Expr<TInt32> labels, Optional<Expr<TInt32>> targets) {

  boolean targeted() {
    return targets.isPresent();
  }

  /** The class that a margin is of: the target, or else the right one. */
  Expr<TInt32> pivot() {
    return targets.orElse(labels);
  }

  /**
   * 1 where the class that wins is what is aimed at, else 0.
   *
   * @param scores [rows, classes]
   * @return [rows]
   */
  Expr<TFloat32> reached(Expr<TFloat32> scores) {
    return reached(scores, 0);
  }

  /**
   * The same by a distance: the target's score is lowered first, or that of the right class raised.
   */
  Expr<TFloat32> reached(Expr<TFloat32> scores, double by) {
    Nodes<TFloat32> nodes = scores.nodes();
    Ops tf = nodes.tf();
    Expr<TFloat32> own = nodes.oneHot(pivot(), (int) scores.shape().get(1));
    Expr<TFloat32> moved = by == 0 ? scores : scores.plus(own.times(targeted() ? -by : by));
    Operand<TInt32> winner = tf.math.argMax(moved, tf.constant(1), TInt32.class);
    Operand<TBool> equal = tf.math.equal(winner, pivot());
    return nodes.indicator(targeted() ? equal : tf.math.logicalNot(equal));
  }
}
