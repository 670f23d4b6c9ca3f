package org.altgrad.train.cli;

import java.util.Optional;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.gradients.MeterPlan;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.State;

/**
 * One filed run of a sweep or a study.
 *
 * @param title what distinguishes it
 * @param needs a run that must be done before this one starts
 * @param alone whether nothing else may run beside it, for it measures processor time
 */
record Job(RunDirectory run, String title, Optional<RunDirectory> needs, boolean alone) {
  /** One that needs no other. */
  Job(RunDirectory run, String title, Experiment experiment) {
    this(run, title, Optional.empty(), alone(experiment));
  }

  /** Whether a run of an experiment has to be alone. */
  static boolean alone(Experiment experiment) {
    return experiment.trainer().directions().filter(MeterPlan::costs).isPresent();
  }

  /** Whether what it needs is done. */
  boolean ready() {
    return needs.map(first -> first.state().equals(Optional.of(State.DONE))).orElse(true);
  }
}
