package org.altgrad.graphs.ilc.landscape;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ilc.combine.StackStatistics;
import org.tensorflow.types.family.TNumber;

/**
 * Gradients at many points of the plane at once. Rules that work coordinate by coordinate treat
 * each point as if it were alone; others would mix the points, and are refused.
 */
final class PointStatistics<T extends TNumber> extends StackStatistics<T> {
  /**
   * @param stack [2, n, 2]
   */
  PointStatistics(Expr<T> stack) {
    super(stack, 2);
  }

  @Override
  public Expr<T> gram() {
    throw refused();
  }

  @Override
  public Expr<T> weighted(Expr<T> c) {
    throw refused();
  }

  private static IllegalArgumentException refused() {
    return new IllegalArgumentException(
        "combiner: must work coordinate by coordinate on a landscape, as and_mask and geom_mean do");
  }
}
