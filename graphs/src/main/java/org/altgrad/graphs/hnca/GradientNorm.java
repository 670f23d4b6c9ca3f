package org.altgrad.graphs.hnca;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/** Length of the gradients of all parameters together. */
public final class GradientNorm {
  private GradientNorm() {}

  /**
   * @param gradients at least one
   * @return scalar
   */
  public static <T extends TNumber> Expr<T> of(List<Expr<T>> gradients) {
    Expr<T> squares = gradients.get(0).square().sum();
    for (Expr<T> gradient : gradients.subList(1, gradients.size())) {
      squares = squares.plus(gradient.square().sum());
    }
    return squares.sqrt();
  }
}
