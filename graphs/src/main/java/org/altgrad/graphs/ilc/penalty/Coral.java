package org.altgrad.graphs.ilc.penalty;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.types.family.TNumber;

/**
 * CORAL (Sun and Saenko 2016, as Gulrajani and Lopez-Paz 2021 have it): L + λ times the mean
 * squared difference of the features' means, and of their covariances, over all pairs of
 * environments.
 *
 * @param lambda weight of the penalty
 */
public record Coral(Coefficient lambda) implements Penalty {

  public Coral {
    Require.notNegative("lambda", lambda.one());
  }

  @Override
  public Coral inSteps(RunLength updates) {
    return new Coral(lambda.inSteps(updates));
  }

  @Override
  public <T extends TNumber> Term<T> term(Step<T> step, IlcModel.Outputs<T> outputs) {
    int environments = step.batch().environments();
    int examples = step.batch().examples();
    if (environments < 2 || examples < 2) {
      throw new IllegalArgumentException(
          "combiner: coral needs at least 2 environments of 2 examples in a step, not "
              + environments
              + " of "
              + examples);
    }
    Expr<T> features = outputs.features().reshape(environments, examples, -1);
    Expr<T> means = features.meanKeep(1);
    // The derivative of a covariance through the mean is 0.
    Expr<T> centred = features.minus(means.stop());
    Expr<T> covariances = centred.batchTMatmul(centred).over(examples - 1);
    Expr<T> value = apart(means, environments).plus(apart(covariances, environments));
    return new Term<>(value, step.weight(lambda));
  }

  /**
   * The mean over pairs of the mean squared difference: Σ_{e<o} ‖m_e - m_o‖² = E Σ_e ‖m_e - m̄‖².
   */
  private static <T extends TNumber> Expr<T> apart(Expr<T> each, int environments) {
    Expr<T> deviations = each.minus(each.meanKeep(0)).square();
    return deviations.mean(1, 2).sum(0).times(2.0 / (environments - 1));
  }
}
