package org.altgrad.graphs.hnca;

import static org.altgrad.graphs.core.Expr.sigmoid;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * What children tell a parent in hindsight: δ = log P(children | z=0) - log P(children | z=1),
 * given the parent's mates as they were drawn. Several child layers add up their messages.
 */
public final class Message {
  private Message() {}

  /**
   * From a layer of Bernoulli children.
   *
   * @param how the sums over children are computed
   * @param coding of the parents
   * @param z [batch, parents] the parents' bits
   * @param w [parents, children] weights of the children
   * @param a [batch, children] their logits
   * @param o [batch, children] their bits
   * @return δ [batch, parents]
   */
  public static <T extends TNumber> Expr<T> fromBernoulli(
      Counterfactual how, Coding coding, Expr<T> z, Expr<T> w, Expr<T> a, Expr<T> o) {
    return toBit(z, how.flips(coding, z, w, a, o, false).logProbability()).negate();
  }

  /**
   * From a categorical child, a softmax layer of which one category was drawn.
   *
   * @param z [batch, parents] the parents' bits
   * @param w [parents, categories] weights of the softmax layer
   * @param a [batch, categories] its logits
   * @param h [batch, categories] 1 at the category drawn
   * @return δ [batch, parents]
   */
  public static <T extends TNumber> Expr<T> fromSoftmax(
      Coding coding, Expr<T> z, Expr<T> w, Expr<T> a, Expr<T> h) {
    Expr<T> g = z.times(2).minus(1);
    Expr<T> c = coding.flip(z);
    // (a_h + c W_h - flipped normaliser) - (a_h - normaliser)
    Expr<T> change = c.times(h.matmulT(w)).minus(SoftmaxFlips.normaliser(coding, z, w, a));
    return g.times(change);
  }

  /**
   * A difference between bit values from a difference between flipped and drawn: f(1) - f(0) from
   * f(1-z) - f(z).
   *
   * @param z [batch, units] bits
   * @param flip [batch, units]
   */
  public static <T extends TNumber> Expr<T> toBit(Expr<T> z, Expr<T> flip) {
    return z.times(-2).plus(1).times(flip);
  }

  /**
   * ν = σ(a - δ), the hindsight firing probability: how likely z = 1 was, given what the children
   * did.
   */
  public static <T extends TNumber> Expr<T> hindsight(Expr<T> a, Expr<T> delta) {
    return sigmoid(a.minus(delta));
  }
}
