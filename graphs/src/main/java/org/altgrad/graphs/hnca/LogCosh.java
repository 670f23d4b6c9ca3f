package org.altgrad.graphs.hnca;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/** lc(v) = log(2 cosh(v/2)), the even part of softplus: log σ(v) = v/2 - lc(v). */
final class LogCosh {
  private LogCosh() {}

  /** lc(v) = |v|/2 + log1p(e^-|v|), exact for every v. */
  static <T extends TNumber> Expr<T> of(Expr<T> v) {
    Expr<T> size = v.abs();
    return size.times(0.5).plus(size.negate().exp().log1p());
  }
}
