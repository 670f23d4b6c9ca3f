package org.altgrad.graphs.vub.ops;

import java.util.List;
import org.altgrad.graphs.core.ClosedForm;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/** H(p) of p = softmax(l), which is finite, as its gradient is, wherever the logits are. */
public final class CategoricalEntropy {
  /** What a log-probability is at least, so that 0 · ln 0 is 0 where a difference overflows. */
  private static final double LOWEST = -1e30;

  private CategoricalEntropy() {}

  /**
   * In nats. Gradient: -p (ln p + H).
   *
   * @param logits [..., C]
   * @return [...]
   */
  public static <T extends TNumber> Expr<T> of(Expr<T> logits) {
    Terms<T> of = Terms.of(logits);
    return ClosedForm.of(
        "categorical_entropy",
        List.of(logits),
        of.entropy(),
        List.of(of.slope()),
        (g, kept) -> List.of(kept.get(0).times(g.expand(-1))));
  }

  /**
   * What is made of logits, through which no gradient flows.
   *
   * @param logP ln p [..., C]
   * @param p [..., C]
   * @param entropy H [...]
   * @param slope its derivative for the logits [..., C]
   */
  record Terms<T extends TNumber>(Expr<T> logP, Expr<T> p, Expr<T> entropy, Expr<T> slope) {
    static <T extends TNumber> Terms<T> of(Expr<T> logits) {
      Expr<T> logP = Expr.logSoftmax(logits.stop()).max(logits.nodes().constant(LOWEST));
      Expr<T> p = logP.exp();
      Expr<T> entropy = p.times(logP).sum(-1).negate();
      return new Terms<>(logP, p, entropy, p.times(logP.plus(entropy.expand(-1))).negate());
    }
  }
}
