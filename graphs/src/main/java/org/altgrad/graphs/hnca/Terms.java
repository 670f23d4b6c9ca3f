package org.altgrad.graphs.hnca;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * What Bernoulli units with given logits contribute, from one exponential for each: with q =
 * e^-|v|, log σ(sv) = min(sv, 0) - log(1 + q) and H(σ(v)) = log(1 + q) + |v| q / (1 + q). Nothing
 * overflows and nothing large is subtracted.
 *
 * @param logProbability log σ(sv), of the bits with signs s
 * @param entropy H(σ(v)) in nats, or null if it was not asked for
 */
record Terms<T extends TNumber>(Expr<T> logProbability, Expr<T> entropy) {

  /**
   * @param s signs of the units' bits
   * @param v their logits, of a shape to which s broadcasts
   */
  static <T extends TNumber> Terms<T> of(Expr<T> s, Expr<T> v, boolean entropies) {
    Expr<T> size = v.abs();
    Expr<T> q = size.negate().exp();
    Expr<T> softplus = q.log1p();
    Expr<T> logProbability = s.times(v).min(v.nodes().constant(0)).minus(softplus);
    Expr<T> entropy = entropies ? softplus.plus(size.times(q).over(q.plus(1))) : null;
    return new Terms<>(logProbability, entropy);
  }

  /** The sums over an axis, less the sums of other terms over an axis of theirs. */
  Flips<T> sumLess(int axis, Terms<T> others, int othersAxis) {
    return new Flips<>(
        logProbability.sum(axis).minus(others.logProbability.sumKeep(othersAxis)),
        entropy == null ? null : entropy.sum(axis).minus(others.entropy.sumKeep(othersAxis)));
  }
}
