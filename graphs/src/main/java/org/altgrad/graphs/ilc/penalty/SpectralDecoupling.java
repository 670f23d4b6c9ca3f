package org.altgrad.graphs.ilc.penalty;

import org.altgrad.graphs.ilc.network.IlcModel;
import org.tensorflow.types.family.TNumber;

/**
 * Spectral decoupling (Pezeshki et al. 2021): L + (λ/2) mean z², which keeps a strong feature from
 * starving the others.
 *
 * @param lambda weight of the penalty
 */
public record SpectralDecoupling(double lambda) implements Penalty {

  public SpectralDecoupling {
    Checks.notNegative("lambda", lambda);
  }

  @Override
  public String name() {
    return "spectral_decoupling";
  }

  @Override
  public <T extends TNumber> Term<T> term(Step<T> step, IlcModel.Outputs<T> outputs) {
    return new Term<>(outputs.z().square().mean().over(2), lambda);
  }
}
