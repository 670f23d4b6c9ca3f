package org.altgrad.graphs.ilc.network;

import java.util.Optional;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Conv2d;
import org.altgrad.graphs.nn.Padding;
import org.tensorflow.types.family.TNumber;

/** All rows go through the same parameters. */
public final class SharedPass<T extends TNumber> extends Pass<T> {

  /** In training. */
  public SharedPass(Function<String, Expr<T>> weights, Training training) {
    super(weights, Optional.of(training));
  }

  /** In inference. */
  public SharedPass(Function<String, Expr<T>> weights) {
    super(weights, Optional.empty());
  }

  @Override
  public Expr<T> dense(String layer, Expr<T> x, boolean bias) {
    Expr<T> z = x.matmul(weight(layer + "/weights"));
    return bias ? z.plus(weight(layer + "/bias")) : z;
  }

  @Override
  public Expr<T> convolve(String layer, Expr<T> x) {
    return Conv2d.convolve(x, weight(layer + "/weights"), 1, Padding.SAME);
  }

  @Override
  public Expr<T> scale(String layer, Expr<T> x) {
    return x.times(weight(layer + "/scale")).plus(weight(layer + "/bias"));
  }
}
