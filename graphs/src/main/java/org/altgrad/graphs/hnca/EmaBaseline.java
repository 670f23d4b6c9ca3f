package org.altgrad.graphs.hnca;

import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.types.family.TNumber;

/**
 * β, an exponential moving average of the mean return: used first, then updated to γβ + (1-γ) mean
 * R. It starts at 0 and is not bias-corrected, so after k steps of a constant return r it is r(1 -
 * γᵏ).
 */
public final class EmaBaseline<T extends TNumber> {
  private final Variables.Entry<T> beta;
  private final double decay;

  /**
   * @param name of the state variable
   * @param decay γ in [0, 1)
   */
  public EmaBaseline(Variables variables, Nodes<T> nodes, String name, double decay) {
    this.beta = variables.state(name, nodes.constant(0));
    this.decay = decay;
  }

  /** β, a scalar, as it is before this step's update. */
  public Expr<T> value() {
    return beta.value();
  }

  /**
   * The update of this step.
   *
   * @param meanReturn scalar, the batch mean of the returns of this step
   */
  public Change update(Expr<T> meanReturn) {
    return Change.set(beta, next(value(), meanReturn, decay));
  }

  /** γβ + (1-γ) mean R. */
  static <T extends TNumber> Expr<T> next(Expr<T> beta, Expr<T> meanReturn, double decay) {
    return beta.times(decay).plus(meanReturn.times(1 - decay));
  }
}
