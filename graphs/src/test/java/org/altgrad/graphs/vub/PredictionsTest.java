package org.altgrad.graphs.vub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Measures of predictions by hand. */
class PredictionsTest {
  private static double[][] logs(double[][] p) {
    double[][] l = new double[p.length][];
    for (int i = 0; i < p.length; i++) {
      l[i] = java.util.Arrays.stream(p[i]).map(Math::log).toArray();
    }
    return l;
  }

  @Test
  void measuresAreThoseOfTheHand() {
    double[][] p = {{0.9, 0.1}, {0.6, 0.4}, {0.3, 0.7}};
    int[] labels = {0, 1, 1};
    Map<String, Double> found = Predictions.of(logs(p), labels, 1).measured(10);
    assertEquals(2.0 / 3, found.get("accuracy"), 1e-12);
    assertEquals((0.9 + 0.6 + 0.7) / 3, found.get("confidence"), 1e-12);
    assertEquals(-(Math.log(0.9) + Math.log(0.4) + Math.log(0.7)) / 3, found.get("ce"), 1e-12);
    assertEquals((0.02 + 0.72 + 0.18) / 3, found.get("brier"), 1e-12);
    // Bins of .1: confidences .9, .6 and .7 lie apart.
    assertEquals((0.1 + 0.6 + 0.3) / 3, found.get("ece"), 1e-12);
    // In one bin the mean confidence is 2.2 / 3 and the accuracy 2 / 3.
    assertEquals(0.2 / 3, Predictions.of(logs(p), labels, 1).measured(1).get("ece"), 1e-12);
  }

  @Test
  void theTemperatureIsTheOneThatLogitsWereMadeHotBy() {
    Random random = new Random(1);
    double made = 2.5;
    double[][] logits = new double[20_000][4];
    int[] labels = new int[logits.length];
    for (int i = 0; i < logits.length; i++) {
      double sum = 0;
      double[] e = new double[4];
      for (int c = 0; c < 4; c++) {
        double l = 2 * random.nextGaussian();
        logits[i][c] = made * l; // over-confident by that factor
        e[c] = Math.exp(l);
        sum += e[c];
      }
      double u = random.nextDouble() * sum;
      while (labels[i] < 3 && (u -= e[labels[i]]) > 0) {
        labels[i]++;
      }
    }
    double t = Predictions.temperature(logits, labels);
    assertEquals(made, t, 0.06);
    double best = Predictions.of(logits, labels, t).calibration(15).get("ce");
    for (double other : new double[] {1, 0.98 * t, 1.02 * t}) {
      assertTrue(best < Predictions.of(logits, labels, other).calibration(15).get("ce"));
    }
    assertTrue(
        Predictions.of(logits, labels, t).calibration(15).get("ece")
            < 0.2 * Predictions.of(logits, labels, 1).calibration(15).get("ece"));
  }
}
