package org.altgrad.graphs.hnca.vae;

import java.util.LinkedHashMap;
import java.util.Map;

/** The estimators by the name that users write. */
public final class VaeEstimators {
  private VaeEstimators() {}

  /** Names as they stand in a configuration, with the records that hold their settings. */
  public static Map<String, Class<? extends VaeEstimator>> kinds() {
    Map<String, Class<? extends VaeEstimator>> kinds = new LinkedHashMap<>();
    kinds.put("hnca", Hnca.class);
    kinds.put("reinforce", Reinforce.class);
    kinds.put("disarm", Disarm.class);
    kinds.put("loo_fr", LooFr.class);
    kinds.put("loo_is", LooIs.class);
    kinds.put("local_expectation", LocalExpectation.class);
    kinds.put("arm", Arm.class);
    kinds.put("arms", Arms.class);
    kinds.put("rebar", Rebar.class);
    kinds.put("straight_through", StraightThrough.class);
    kinds.put("reinmax", ReinMax.class);
    kinds.put("gumbel_softmax", GumbelSoftmax.class);
    return kinds;
  }
}
