package org.altgrad.graphs.attack;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.TFloat32;

/** A number for each row that is made of its logits. */
@FunctionalInterface
interface LogitFunction {
  /**
   * @param logits [rows, classes]
   * @return [rows]
   */
  Expr<TFloat32> of(Expr<TFloat32> logits, Aim aim);
}
