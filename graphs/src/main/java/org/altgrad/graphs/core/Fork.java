package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Copies of a tensor for several uses, whose gradients are added two at a time. TensorFlow adds
 * those of a tensor with three uses or more in one operation, in an order that is not fixed, so
 * that the last bit would change from run to run.
 */
public final class Fork {
  private Fork() {}

  /**
   * Copies for that many uses.
   *
   * @return at least one tensor, all equal to {@code x}
   */
  public static <T extends TNumber> List<Expr<T>> of(Expr<T> x, int uses) {
    if (uses < 1) {
      throw new IllegalArgumentException("a tensor is used at least once, not " + uses);
    }
    List<Expr<T>> copies = new ArrayList<>();
    Expr<T> rest = x;
    for (int i = 1; i < uses; i++) {
      List<Output<?>> two =
          CustomGradient.apply(x.nodes().tf(), "fork", List.of(rest, rest), Fork::backward);
      copies.add(x.nodes().typed(two.get(0)));
      rest = x.nodes().typed(two.get(1));
    }
    copies.add(rest);
    return copies;
  }

  private static List<Operand<?>> backward(Ops tf, CustomGradient.Upstream upstream) {
    if (!upstream.has(0) && !upstream.has(1)) {
      throw new IllegalStateException("neither copy of a fork has a gradient");
    }
    Operand<?> first = upstream.get(upstream.has(0) ? 0 : 1);
    Operand<?> second = upstream.get(upstream.has(1) ? 1 : 0);
    return List.of(
        upstream.has(0) ? first : tf.zerosLike(first),
        upstream.has(1) ? second : tf.zerosLike(second));
  }
}
