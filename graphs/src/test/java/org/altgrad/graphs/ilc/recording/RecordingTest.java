package org.altgrad.graphs.ilc.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** The arithmetic behind the recordings, by hand. */
class RecordingTest {

  /** H_A = diag(.05, 1), H_B = diag(1, .05): det H₊ / det H_∧ = 5.5125, and .01 gives 25.5025. */
  @Test
  void ratiosOfDeterminants() {
    double[] diagonals = {0.05, 1, 1, 0.05};
    assertEquals(Math.log(5.5125), Curvature.agreed(diagonals, 2).logRatio(), 1e-12);
    double[] sharper = {0.01, 1, 1, 0.01};
    assertEquals(Math.log(25.5025), Curvature.agreed(sharper, 2).logRatio(), 1e-12);
    double[] equal = {2, 3, 2, 3, 2, 3};
    assertEquals(0, Curvature.agreed(equal, 3).logRatio(), 1e-12);
  }

  @Test
  void componentsThatAreNotPositiveEverywhereAreDropped() {
    double[] diagonals = {0.05, 1, -1, 1, 0.05, 2};
    var agreed = Curvature.agreed(diagonals, 2);
    assertEquals(2, agreed.kept());
    assertEquals(1, agreed.dropped());
    assertEquals(Math.log(5.5125), agreed.logRatio(), 1e-12);
  }

  /** L_e = ½ λ_e x²: within |L_a| ≤ ε the other loss reaches ε λ_b / λ_a. */
  @Test
  void theScoreOfAQuadraticIsTheRatioOfCurvatures() {
    double[] lambda = {1, 10};
    double[] epsilons = {0.1, 1};
    var walk = new ConsistencyScore.Walk(new double[2], epsilons);
    walk.along(
        t -> {
          double x = 3 * t;
          return new double[] {0.5 * lambda[0] * x * x, 0.5 * lambda[1] * x * x};
        },
        30_000);
    assertArrayEquals(new double[] {1, 10}, walk.score, 2e-3);
    assertArrayEquals(new int[] {0, 0}, walk.from);
    assertArrayEquals(new int[] {1, 1}, walk.to);
  }

  /** A set that is entered again behind a ridge does not count. */
  @Test
  void theWalkEndsWhereTheSetIsLeft() {
    var walk = new ConsistencyScore.Walk(new double[2], new double[] {0.5});
    walk.along(t -> new double[] {Math.sin(Math.PI * t), t < 0.99 ? t / 100 : 50}, 100);
    // Environment 1 leaves at the last step alone: until then the sine has been 1.
    assertEquals(1, walk.score[0], 1e-6);
    assertEquals(1, walk.from[0]);
  }

  @Test
  void correlationsByHand() {
    double[] x = {1, 2, 3, 100};
    double[] y = {2, 4, 6, -7};
    assertEquals(1, Correlation.pearson(new int[] {0, 1, 2}, x, y), 1e-12);
    assertTrue(Correlation.pearson(new int[] {0, 1, 2, 3}, x, y) < -0.9);
    assertTrue(Double.isNaN(Correlation.pearson(new int[] {2}, x, y)));
  }

  @Test
  void filtersAreAsLongAsTheirWeights() {
    float[][] parameters = {{1, 0, 2, 5}, {3, 4}};
    List<Shape> shapes = List.of(Shape.of(2, 2), Shape.of(2));
    float[][] d = StepDirections.filterNormalised(new SplittableRandom(1), shapes, parameters);
    // The columns (1, 2) and (0, 5) are the filters.
    assertEquals(Math.sqrt(5), Math.hypot(d[0][0], d[0][2]), 1e-6);
    assertEquals(5, Math.hypot(d[0][1], d[0][3]), 1e-6);
    assertArrayEquals(new float[] {0, 0}, d[1]);
  }
}
