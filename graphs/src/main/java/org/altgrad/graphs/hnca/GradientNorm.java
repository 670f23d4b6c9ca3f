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
    List<Expr<T>> squares = gradients.stream().map(gradient -> gradient.sumOfSquares()).toList();
    return gradients.get(0).nodes().stack(squares).sum(0).sqrt();
  }
}
