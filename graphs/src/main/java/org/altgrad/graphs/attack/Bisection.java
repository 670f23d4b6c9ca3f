package org.altgrad.graphs.attack;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * The search for the least constant c that succeeds, for each row: tenfold until the first success,
 * then half-way between the largest that failed and the least that did not.
 *
 * @param c [rows]
 * @param lo [rows] the largest that failed
 * @param up [rows] the least that succeeded
 */
record Bisection(Expr<TFloat32> c, Expr<TFloat32> lo, Expr<TFloat32> up) {
  static final double UNBOUNDED = 1e10;
  private static final double BOUNDED = 1e9;

  /** Before the first try. */
  static Bisection start(Expr<TFloat32> like, double c) {
    Expr<TFloat32> none = like.nodes().zerosLike(like);
    return new Bisection(none.plus(c), none, none.plus(UNBOUNDED));
  }

  /**
   * After a try.
   *
   * @param success [rows] 1 or 0
   */
  Bisection next(Expr<TFloat32> success) {
    Nodes<TFloat32> nodes = c.nodes();
    Operand<TBool> hit = Tally.holds(success);
    Expr<TFloat32> least = Expr.where(hit, up.min(c), up);
    Expr<TFloat32> most = Expr.where(hit, lo, lo.max(c));
    Operand<TBool> known = least.less(nodes.constant(BOUNDED));
    Expr<TFloat32> half = most.plus(least).times(0.5);
    Expr<TFloat32> further = Expr.where(hit, c, c.times(10));
    return new Bisection(Expr.where(known, half, further), most, least);
  }
}
