package org.altgrad.graphs.identifiability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class SelfConsistencyTest {
  private static double sigmoid(double n) {
    return 1 / (1 + Math.exp(-n));
  }

  /** -f'' by differences. */
  private static double curvature(DoubleUnaryOperator f, double x) {
    double h = 1e-4;
    return (2 * f.applyAsDouble(x) - f.applyAsDouble(x - h) - f.applyAsDouble(x + h)) / (h * h);
  }

  @Test
  void curvaturesAreThoseOfTheDensities() {
    for (double n : new double[] {-3, -.2, 0, 1, 4}) {
      double expected = curvature(x -> -Math.pow(x - 1, 2) / (2 * 2.5), n);
      assertEquals(expected, Marginal.gaussian(1, 2.5).curvature(n), 1e-6);
      assertEquals(0, Marginal.laplace(1, 2).curvature(n));
      assertEquals(1, Marginal.laplace(1, 2).slope(n));
      expected = curvature(x -> 2 * Math.log(sigmoid(x)) + 5 * Math.log(sigmoid(-x)), n);
      assertEquals(expected, Marginal.beta(2, 5).curvature(n), 1e-6);
      expected = curvature(x -> Math.log(sigmoid(x)) + Math.log(sigmoid(-x)), n);
      assertEquals(expected, Marginal.uniform().curvature(n), 1e-6);
      double slope = (sigmoid(n + 1e-5) - sigmoid(n - 1e-5)) / 2e-5;
      assertEquals(slope, Marginal.uniform().slope(n), 1e-9);
    }
    assertTrue(Marginal.uniform().slope(-700) > 0); // no cancellation far out
  }

  /** Of a linear decoder with orthogonal columns the prediction is the exact posterior. */
  @Test
  void linearDecoderHasThePredictedVariance() {
    double[][] means = Rows.gaussian(5, 2, 1);
    double[][] norms = Rows.map(new double[5][2], v -> 4);
    double[][] predicted =
        SelfConsistency.predictedVariances(List.of(Marginal.gaussian(0, 1)), means, norms, 10);
    assertArrayEquals(new double[] {1 / 41.0, 1 / 41.0}, predicted[4], 1e-15);
    predicted =
        SelfConsistency.predictedVariances(
            List.of(Marginal.laplace(0, 1), Marginal.gaussian(0, .5)), means, norms, 10);
    assertEquals(1 / 40.0, predicted[3][0], 1e-15);
    assertEquals(1 / 42.0, predicted[3][1], 1e-15);
  }

  /** The reference compares logit variances with columns by z and drops the curvature. */
  @Test
  void logitsHaveTheirOwnVariance() {
    double n = 1.3;
    double z = sigmoid(n);
    double s = z * (1 - z);
    double[][] means = {{n, n}};
    double[][] norms = {{4, 4}};
    double[][] predicted =
        SelfConsistency.predictedVariances(
            List.of(Marginal.uniform(), Marginal.beta(3, 4)), means, norms, 100);
    double[] expected = {1 / (2 * s + 400 * s * s), 1 / (7 * s + 400 * s * s)};
    assertArrayEquals(expected, predicted[0], 1e-14);
  }

  @Test
  void medianIsOverRowsAndLatents() {
    double[][] predicted = {{1, 2}, {4, 8}, {.5, 1}};
    double[][] logs = Rows.map(predicted, v -> Math.log(v));
    double[][] off = {{.1, -.2}, {.3, -.4}, {.5, .6}};
    for (int b = 0; b < 3; b++) {
      for (int k = 0; k < 2; k++) {
        logs[b][k] += off[b][k];
      }
    }
    Score score = SelfConsistency.medianLogError(logs, predicted);
    assertEquals(.35, score.value(), 1e-14);
    assertEquals("", score.validity());
    predicted[2][1] = Double.POSITIVE_INFINITY;
    score = SelfConsistency.medianLogError(logs, predicted);
    assertEquals(.3, score.value(), 1e-14);
    assertEquals("1 predictions are infinite and left out", score.validity());
    predicted[0][0] = Double.NaN;
    assertThrows(
        IllegalArgumentException.class, () -> SelfConsistency.medianLogError(logs, predicted));
  }

  @Test
  void precisionIsOneOverTheMeanSquare() {
    double[][] x = Rows.gaussian(2000, 5, 1);
    double[][] y = Rows.noisy(x, 0.1, 2);
    Score score = SelfConsistency.gammaSquaredMle(y, x);
    assertEquals(100, score.value(), 100 * 4 * Math.sqrt(2.0 / 10000));
    assertEquals(1 / score.value(), SelfConsistency.meanSquare("mse_obs/1", x, y).value(), 1e-15);
    assertThrows(
        IllegalArgumentException.class,
        () -> SelfConsistency.gammaSquaredMle(x, Rows.gaussian(2000, 4, 1)));
  }

  @Test
  void interiorKeepsAwayFromTheBoundary() {
    double[][] sources = {{0, .39}, {.4, 0}, {-.41, 0}, {-.3, .3}};
    assertArrayEquals(new int[] {0, 3}, SelfConsistency.interior(sources));
  }
}
