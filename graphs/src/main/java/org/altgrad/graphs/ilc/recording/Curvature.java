package org.altgrad.graphs.ilc.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Recording;

/**
 * How far the environments' Hessians agree: for each parameter Σ (ln mean_e λ_e - mean_e ln λ_e)
 * over the components of the Hessians' diagonals λ_e that are positive in all environments; 0 for
 * equal diagonals. The diagonal is Hutchinson's estimate, the mean of r ⊙ H_e r over random signs
 * r, with H_e r from central differences of gradients.
 */
final class Curvature {
  private static final int PROBES = 64;
  private static final double STEP = 1e-3;

  private final Observed observed;
  private final Elsewhere elsewhere;
  private final StepGradients gradients;

  Curvature(Observed observed, Elsewhere elsewhere, StepGradients gradients) {
    this.observed = observed;
    this.elsewhere = elsewhere;
    this.gradients = gradients;
  }

  /** {@code layer, log_ratio, kept, dropped}. */
  Recording table() {
    return new Recording(
        "consistency of the environments' curvatures",
        (calls, step) -> {
          double[][] diagonals = diagonals(calls, step);
          List<List<?>> rows = new ArrayList<>();
          double ratios = 0;
          long kept = 0;
          long dropped = 0;
          for (int p = 0; p < diagonals.length; p++) {
            Agreed agreed = agreed(diagonals[p], observed.environments());
            String name = observed.parameters().get(p);
            rows.add(List.of(name, agreed.logRatio(), agreed.kept(), agreed.dropped()));
            ratios += agreed.logRatio();
            kept += agreed.kept();
            dropped += agreed.dropped();
          }
          rows.add(0, List.of("all", ratios, kept, dropped));
          return new Recording.Table(List.of("layer", "log_ratio", "kept", "dropped"), rows);
        });
  }

  /** [E, components] for each parameter. */
  private double[][] diagonals(Calls calls, long step) {
    float[][] here = elsewhere.here(calls);
    var random = new SplittableRandom(Randoms.mix(observed.seed(), "hessian"));
    double[][] diagonals = new double[here.length][];
    for (int probe = 0; probe < PROBES; probe++) {
      float[][] r = StepDirections.rademacher(random, here);
      float[][] up = gradients.stacks(calls, step, StepDirections.scaled(STEP, r));
      float[][] down = gradients.stacks(calls, step, StepDirections.scaled(-STEP, r));
      for (int p = 0; p < up.length; p++) {
        if (probe == 0) {
          diagonals[p] = new double[up[p].length];
        }
        for (int i = 0; i < up[p].length; i++) {
          double slope = ((double) up[p][i] - down[p][i]) / (2 * STEP);
          diagonals[p][i] += slope * r[p][i % r[p].length] / PROBES;
        }
      }
    }
    return diagonals;
  }

  /** Of one parameter. */
  record Agreed(double logRatio, long kept, long dropped) {}

  /**
   * @param diagonals [E, components]
   */
  static Agreed agreed(double[] diagonals, int environments) {
    int components = diagonals.length / environments;
    double ratio = 0;
    long kept = 0;
    for (int i = 0; i < components; i++) {
      double mean = 0;
      double logs = 0;
      boolean positive = true;
      for (int e = 0; e < environments; e++) {
        double value = diagonals[e * components + i];
        positive &= value > 0;
        mean += value / environments;
        logs += Math.log(value) / environments;
      }
      if (positive) {
        ratio += Math.log(mean) - logs;
        kept++;
      }
    }
    return new Agreed(ratio, kept, components - kept);
  }
}
