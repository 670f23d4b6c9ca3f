package org.altgrad.graphs.biohsic.reservoir;

import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Program;

/**
 * A reservoir learns to emit the signal ξ of a layer whose activity z is given: the working memory
 * of Daruwalla and Lipasti, Frontiers in Computational Neuroscience 18, 2024.
 *
 * <p>Errors are normalised by the mean square of the target: emitting 0 has NMSE 1. Metrics: {@code
 * mse} after each update and not normalised; {@code nmse_step0}, {@code nmse_step1}, {@code
 * nmse_last} before the update of the first, second and last time step of a sample; {@code
 * nmse_post_fit} when the sample is held once more with a frozen readout. Evaluations run from rest
 * with a frozen readout, on the training samples in another order and on other samples: {@code
 * frozen_nmse} over all time steps and {@code frozen_nmse_last}. With readout {@code ridge} the
 * only errors are those of evaluations at the ends of samples, {@code frozen_nmse_last}.
 */
public final class Reservoir {
  private Reservoir() {}

  /**
   * Builds the program. Columns read: {@code input} or {@code image}, {@code label}, {@code z}.
   *
   * @throws IllegalArgumentException if settings do not fit each other or the data
   */
  public static Program program(Context context, ReservoirSettings settings, ReservoirModel model) {
    return new ReservoirProgram(context, settings, model).build();
  }
}
