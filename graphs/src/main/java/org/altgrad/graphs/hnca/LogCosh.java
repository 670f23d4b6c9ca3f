package org.altgrad.graphs.hnca;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * lc(v) = log(2 cosh(v/2)), the even part of softplus: log σ(v) = v/2 - lc(v).
 *
 * @param value lc(v) = |v|/2 + log1p(e^-|v|), exact for every v
 * @param entropy H(σ(v)) = lc(v) - (v/2) tanh(v/2), written without cancellation; null if it was
 *     not asked for
 */
record LogCosh<T extends TNumber>(Expr<T> value, Expr<T> entropy) {

  static <T extends TNumber> LogCosh<T> of(Expr<T> v, boolean entropies) {
    Expr<T> size = v.abs();
    Expr<T> q = size.negate().exp();
    Expr<T> softplus = q.log1p();
    return new LogCosh<>(
        size.times(0.5).plus(softplus),
        entropies ? softplus.plus(size.times(q).over(q.plus(1))) : null);
  }
}
