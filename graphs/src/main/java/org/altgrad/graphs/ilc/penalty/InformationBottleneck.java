package org.altgrad.graphs.ilc.penalty;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ilc.ServesOne;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.types.family.TNumber;

/**
 * IB-ERM (Ahuja et al. 2021): L + λ times the mean variance of the features over all rows, a bound
 * on their entropy.
 *
 * @param lambda weight of the penalty
 */
public record InformationBottleneck(Coefficient lambda) implements Penalty, ServesOne {

  public InformationBottleneck {
    Require.notNegative("lambda", lambda.one());
  }

  @Override
  public InformationBottleneck inSteps(RunLength updates) {
    return new InformationBottleneck(lambda.inSteps(updates));
  }

  @Override
  public <T extends TNumber> Term<T> term(Step<T> step, IlcModel.Outputs<T> outputs) {
    Expr<T> features = outputs.features();
    // The derivative through the mean is 0.
    Expr<T> centred = features.minus(features.stop().meanKeep(0));
    return new Term<>(centred.square().mean(), step.weight(lambda));
  }
}
