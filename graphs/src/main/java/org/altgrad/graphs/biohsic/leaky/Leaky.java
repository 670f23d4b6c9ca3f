package org.altgrad.graphs.biohsic.leaky;

import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Program;

/**
 * Networks with dynamics that learn by the three-factor rule (Daruwalla and Lipasti, Frontiers in
 * Computational Neuroscience 18, 2024): N copies of a network, one for each sample of a window,
 * advance in time steps of a millisecond; each window is shown for T of them, and at every one the
 * hidden layers change by the rule for the current sample and the readout by the delta rule.
 *
 * <p>Metrics, each as the mean over the models and for each of them: {@code loss}, the mean over
 * the time steps of the window's cross-entropy, and {@code accuracy}, over the last T/2 of them,
 * both before the update; with a {@code source} other than {@code computed}, {@code
 * cosine/layer<l>} between what a layer was given and ξ. Evaluations simulate T steps from rest and
 * average over the last T/2: {@code accuracy}, {@code loss}, and {@code hsic/layer<l>}, {@code
 * hsicx/layer<l>}, {@code hsicy/layer<l>} of hidden layers and, as the last one, of the readout, as
 * means over groups of N samples; on the training split these only.
 */
public final class Leaky {
  private Leaky() {}

  /**
   * Builds the program. Columns read: {@code input} or {@code image}, and {@code label}.
   *
   * @throws IllegalArgumentException if settings do not fit the data
   */
  public static Program program(Context context, LeakySettings method, LeakyModel model) {
    return new LeakyProgram(context, method, model).build();
  }
}
