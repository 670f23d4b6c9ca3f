package org.altgrad.graphs.ilc.recording;

import java.util.LinkedHashMap;
import java.util.Map;
import org.altgrad.graphs.program.Recording;

/** All recordings that fit a program, by name. */
public final class IlcRecordings {
  /** Gradients of all environments that a recording may hold at a time, in numbers. */
  private static final long MOST = 50_000_000;

  private IlcRecordings() {}

  /** Adds what recordings need to the graph; nothing of it runs before one is made. */
  public static Map<String, Recording> of(Observed observed) {
    Elsewhere elsewhere = new Elsewhere(observed);
    StepGradients gradients = new StepGradients(observed, elsewhere);
    Losses train = new Losses(observed, elsewhere, observed.splits().get("train"));
    Map<String, Recording> all = new LinkedHashMap<>();
    SignAgreement agreement = new SignAgreement(observed, gradients);
    all.put("agreement", agreement.histogram());
    all.put("kept", agreement.kept());
    all.put("cosines", agreement.cosines());
    if (observed.splits().keySet().containsAll(Correlation.SIGNALS)) {
      all.put("correlation", new Correlation(observed, elsewhere, gradients).table());
    }
    all.put("surface", new LossSurface(observed, elsewhere, train).table());
    if (observed.environments() > 1 && observed.environments() * observed.size() <= MOST) {
      all.put("hessian", new Curvature(observed, elsewhere, gradients).table());
      all.put("ilc_score", new ConsistencyScore(observed, elsewhere, gradients, train).table());
    }
    return all;
  }
}
