package org.altgrad.graphs.attack;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.prob.CrossEntropy;
import org.tensorflow.types.TFloat32;

/** What an attack makes large. */
public enum AttackLoss implements LogitFunction {
  /** The cross-entropy of the right class, or less that of the target. */
  CE {
    @Override
    public Expr<TFloat32> of(Expr<TFloat32> logits, Aim aim) {
      Expr<TFloat32> loss =
          CrossEntropy.softmax(
              logits, logits.nodes().oneHot(aim.pivot(), (int) logits.shape().get(1)));
      return aim.targeted() ? loss.negate() : loss;
    }
  },
  /**
   * Less the right class's logit, or the target's: weaker than {@link #CE}, for it does not look at
   * the others. What the published code of VUB did.
   */
  LOGIT {
    @Override
    public Expr<TFloat32> of(Expr<TFloat32> logits, Aim aim) {
      Expr<TFloat32> own =
          logits.times(logits.nodes().oneHot(aim.pivot(), (int) logits.shape().get(1))).sum(1);
      return aim.targeted() ? own : own.negate();
    }
  },
  /** The largest other logit less the right one, or the target's less the largest other. */
  MARGIN {
    @Override
    public Expr<TFloat32> of(Expr<TFloat32> logits, Aim aim) {
      Expr<TFloat32> margin = AttackOps.margin(logits, aim.pivot());
      return aim.targeted() ? margin.negate() : margin;
    }
  },
  /**
   * The margin as a share of differences of logits, which scaling the logits does not change. It
   * takes the third largest logit, for a target the fourth; where there are not so many classes it
   * is the margin.
   */
  DLR {
    @Override
    public Expr<TFloat32> of(Expr<TFloat32> logits, Aim aim) {
      if (logits.shape().get(1) < (aim.targeted() ? 4 : 3)) {
        return MARGIN.of(logits, aim);
      }
      return aim.targets()
          .map(targets -> AttackOps.targetedDlr(logits, aim.labels(), targets))
          .orElseGet(() -> AttackOps.dlr(logits, aim.labels()));
    }
  }
}
