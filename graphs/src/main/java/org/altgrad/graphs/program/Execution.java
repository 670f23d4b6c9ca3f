package org.altgrad.graphs.program;

import org.altgrad.base.Require;

/**
 * How the steps of a program are run: see {@link StepLoop}.
 *
 * @param stepsPerCall training steps in one call into TensorFlow
 * @param compile whether all steps of a call are one kernel of XLA's, where they can be
 */
public record Execution(int stepsPerCall, boolean compile) {
  /** One step in a call. */
  public static final Execution SINGLE = new Execution(1, false);

  public Execution {
    Require.atLeast("stepsPerCall", stepsPerCall, 1);
  }
}
