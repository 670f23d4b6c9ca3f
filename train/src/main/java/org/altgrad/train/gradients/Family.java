package org.altgrad.train.gradients;

import org.altgrad.graphs.hnca.vae.Arm;
import org.altgrad.graphs.hnca.vae.Arms;
import org.altgrad.graphs.hnca.vae.Disarm;
import org.altgrad.graphs.hnca.vae.Hnca;
import org.altgrad.graphs.hnca.vae.LocalExpectation;
import org.altgrad.graphs.hnca.vae.Rebar;
import org.altgrad.graphs.hnca.vae.VaeEstimator;

/** What estimators have in common. */
public enum Family {
  HINDSIGHT("hindsight or local expectation"),
  SCORE("score function"),
  ANTITHETIC("antithetic pairs"),
  CONTROL("relaxed control variate"),
  PATHWISE("differentiates through bits (biased)");

  private final String text;

  Family(String text) {
    this.text = text;
  }

  /** In words. */
  public String text() {
    return text;
  }

  /** The family of an estimator. */
  public static Family of(VaeEstimator estimator) {
    if (!estimator.unbiased()) {
      return PATHWISE;
    }
    if (estimator instanceof Hnca || estimator instanceof LocalExpectation) {
      return HINDSIGHT;
    }
    if (estimator instanceof Arm || estimator instanceof Arms || estimator instanceof Disarm) {
      return ANTITHETIC;
    }
    return estimator instanceof Rebar ? CONTROL : SCORE;
  }
}
