package org.altgrad.graphs.ilc.landscape;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.combine.Combiner;

/**
 * Settings of {@link Landscape}.
 *
 * @param name {@code ilc_landscape}
 * @param combiner makes one direction of the two gradients, coordinate by coordinate
 * @param noise standard deviation of normal noise on every component of every gradient
 * @param paths starting points (x, y) of the trajectories that are recorded
 * @param stepsPerEpoch steps between two measurements
 */
public record LandscapeSettings(
    String name, LearningRule combiner, double noise, List<Start> paths, int stepsPerEpoch) {

  /** Where a recorded trajectory begins. */
  public record Start(double x, double y) {}

  public LandscapeSettings {
    paths = List.copyOf(paths);
    Require.notNegative("noise", noise);
    Require.atLeast("stepsPerEpoch", stepsPerEpoch, 1);
    if (!(combiner instanceof Combiner)) {
      throw new IllegalArgumentException(
          "combiner: must combine gradients on a landscape, as and_mask does; "
              + combiner.name()
              + " needs a network");
    }
  }
}
