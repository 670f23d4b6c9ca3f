package org.altgrad.graphs.program;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What tests of steps in loops begin with. */
final class StepCases {
  private StepCases() {}

  /** Rows of numbers from -1 to 1. */
  static double[][] points(int rows, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] points = new double[rows][width];
    for (double[] point : points) {
      Arrays.setAll(point, i -> random.nextDouble(-1, 1));
    }
    return points;
  }

  /** A context with other networks, batches and ways to run steps. */
  static Context context(Context given, int batch, List<Long> seeds, Execution execution) {
    return new Context(
        given.nodes(),
        given.seed(),
        given.data(),
        new Context.Training(batch, seeds, given.limits(), execution),
        given.optimizer());
  }
}
