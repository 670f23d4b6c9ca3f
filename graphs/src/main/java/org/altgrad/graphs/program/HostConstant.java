package org.altgrad.graphs.program;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * Numbers that a data set knows beside its examples, on the host.
 *
 * @param shape scalar for one number
 * @param values row by row
 */
public record HostConstant(Shape shape, double[] values) {

  /** The numbers as a constant of a graph. */
  public <T extends TNumber> Expr<T> in(Nodes<T> nodes) {
    return nodes.constant(shape, values);
  }
}
