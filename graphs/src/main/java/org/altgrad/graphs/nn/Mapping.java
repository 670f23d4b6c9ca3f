package org.altgrad.graphs.nn;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * A function of examples, such as a layer or a network, that knows its derivative in the forward
 * direction.
 *
 * <p>Examples stand behind one or two axes: [batch, ...example], or [networks, batch, ...example]
 * for several networks whose parameters have [networks] as first axis.
 */
public interface Mapping<T extends TNumber> {
  /** The values. */
  Expr<T> apply(Expr<T> x);

  /** Values, and how they change along some directions. */
  Dual<T> apply(Dual<T> x);

  /**
   * The Jacobian at each example, transposed: entry [.., k, ...] is how the value changes with
   * input k. It is made of ordinary operations, so one can ask for gradients of it. It costs as
   * much as {@code d} values.
   *
   * @param x [batch, d] or [networks, batch, d]
   * @return [batch, d, ...value] or [networks, batch, d, ...value]
   */
  default Expr<T> jacobian(Expr<T> x) {
    Dual<T> found = apply(Dual.identity(x));
    return found.tangents().plus(x.nodes().zerosLike(found.value()).expand(found.batchAxes()));
  }
}
