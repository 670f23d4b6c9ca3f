package org.altgrad.graphs.hnca;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;

class GradientVarianceTest {
  /** Against the variance of explicitly built per-example gradients. */
  @Test
  void equalsThePerExampleComputation() {
    Random random = new Random(1);
    int batch = 6;
    double[][] e = new double[batch][4];
    double[][] u = new double[batch][3];
    for (int b = 0; b < batch; b++) {
      e[b] = random.doubles(4, -1, 1).toArray();
      u[b] = random.doubles(3, -1, 1).toArray();
    }
    double weights = 0;
    double bias = 0;
    for (int k = 0; k < 3; k++) {
      double[] column = new double[batch];
      for (int i = 0; i < 4; i++) {
        for (int b = 0; b < batch; b++) {
          column[b] = e[b][i] * u[b][k];
        }
        weights += populationVariance(column);
      }
      for (int b = 0; b < batch; b++) {
        column[b] = u[b][k];
      }
      bias += populationVariance(column);
    }
    try (TestGraph g = new TestGraph()) {
      var inputs = g.f64.constant(e);
      var directions = g.f64.constant(u);
      var mean = inputs.tMatmul(directions).over(batch);
      assertEquals(weights, g.scalar(GradientVariance.weights(inputs, directions, mean)), 1e-12);
      assertEquals(bias, g.scalar(GradientVariance.bias(directions)), 1e-12);
    }
  }

  private static double populationVariance(double[] values) {
    double mean = 0;
    double squares = 0;
    for (double v : values) {
      mean += v / values.length;
      squares += v * v / values.length;
    }
    return squares - mean * mean;
  }

  @Test
  void theBaselineIsUsedBeforeItIsUpdated() {
    try (TestGraph g = new TestGraph()) {
      var baseline = new EmaBaseline<>(g.variables, g.f64, "baseline", 0.99);
      var update = baseline.update(g.tf, g.f64.constant(0.7));
      g.initialize();
      for (int k = 0; k < 20; k++) {
        assertEquals(0.7 * (1 - Math.pow(0.99, k)), g.scalar(baseline.value()), 1e-14);
        g.run(update);
      }
    }
  }
}
