package org.altgrad.graphs.prob;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * Independent 0/1 variables. Every result has one value for each of them: sum over the last axis
 * for a vector.
 *
 * @param logits log(p / (1 - p)) of the probability p of a 1
 */
public record Bernoulli<T extends TNumber>(Expr<T> logits) {

  /** p, of a 1. */
  public Expr<T> probability() {
    return Expr.sigmoid(logits);
  }

  /**
   * x log p + (1 - x) log(1 - p).
   *
   * @param x 0 or 1, or anything between (then it is the negative cross-entropy)
   */
  public Expr<T> logProbability(Expr<T> x) {
    return x.times(Expr.logSigmoid(logits))
        .plus(x.subtractFrom(1).times(Expr.logSigmoid(logits.negate())));
  }

  /** In nats. */
  public Expr<T> entropy() {
    // H is even in the logit. With a = |logit| nothing large is subtracted:
    // H = log(1 + e^-a) + a σ(-a).
    Expr<T> a = logits.abs();
    return a.negate().exp().log1p().plus(a.times(Expr.sigmoid(a.negate())));
  }

  /** KL(this ‖ other) in nats. */
  public Expr<T> kl(Bernoulli<T> other) {
    Expr<T> p = probability();
    Expr<T> q = Expr.sigmoid(logits.negate());
    Expr<T> ones = Expr.logSigmoid(logits).minus(Expr.logSigmoid(other.logits));
    Expr<T> zeros = Expr.logSigmoid(logits.negate()).minus(Expr.logSigmoid(other.logits.negate()));
    return p.times(ones).plus(q.times(zeros));
  }

  /**
   * 1 where {@code uniform < p}, else 0; no gradient flows.
   *
   * @param uniform on [0, 1), of the shape of the logits
   */
  public Expr<T> sample(Expr<T> uniform) {
    return logits.nodes().indicator(uniform.less(probability())).stop();
  }
}
