package org.altgrad.graphs.nn;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** Functions between layers; the sigmoid and tanh are in {@link Expr}. */
public final class Activations {
  private Activations() {}

  /** max(x, 0), with derivative 0 at 0. */
  public static <T extends TNumber> Expr<T> relu(Expr<T> x) {
    return x.nodes().of(x.nodes().tf().nn.relu(x));
  }

  /**
   * x where it is positive, else slope · x. Its derivative at 0 is the slope.
   *
   * @param slope below 1
   */
  public static <T extends TNumber> Expr<T> leakyRelu(Expr<T> x, double slope) {
    if (!(slope >= 0 && slope < 1)) {
      throw new IllegalArgumentException("slope: must be at least 0 and below 1 but is " + slope);
    }
    Ops tf = x.nodes().tf();
    if (x.type() == TFloat32.class) {
      return x.nodes().of(tf.nn.leakyRelu(x, LeakyRelu.alpha((float) slope)));
    }
    // The operation's slope is in single precision.
    return Expr.where(tf.math.greater(x, x.nodes().constant(0)), x, x.times(slope));
  }

  /**
   * Sets each entry to 0 with probability {@code rate} and scales the others so that the mean
   * stays. For training only.
   *
   * @param name of the random stream, one for each use in a graph
   */
  public static <T extends TNumber> Expr<T> dropout(
      Expr<T> x, double rate, Randoms randoms, String name) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("rate: must be at least 0 and below 1 but is " + rate);
    }
    if (rate == 0) {
      return x;
    }
    var nodes = x.nodes();
    Expr<T> u = randoms.uniformLike(name, x);
    Expr<T> kept = nodes.indicator(nodes.tf().math.greaterEqual(u, nodes.constant(rate)));
    return x.times(kept.over(1 - rate));
  }
}
