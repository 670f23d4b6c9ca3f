package org.altgrad.graphs.ilc.penalty;

import org.altgrad.base.Require;
import org.altgrad.graphs.ilc.ServesOne;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.types.family.TNumber;

/**
 * Spectral decoupling (Pezeshki et al. 2021): L + (λ/2) mean z², which keeps a strong feature from
 * starving the others.
 *
 * @param lambda weight of the penalty
 */
public record SpectralDecoupling(Coefficient lambda) implements Penalty, ServesOne {

  public SpectralDecoupling {
    Require.notNegative("lambda", lambda.one());
  }

  @Override
  public SpectralDecoupling inSteps(RunLength updates) {
    return new SpectralDecoupling(lambda.inSteps(updates));
  }

  @Override
  public <T extends TNumber> Term<T> term(Step<T> step, IlcModel.Outputs<T> outputs) {
    return new Term<>(outputs.z().square().mean().over(2), step.weight(lambda));
  }
}
