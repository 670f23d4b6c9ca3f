package org.altgrad.graphs.hnca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.nn.Conv2d;
import org.altgrad.graphs.nn.Padding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

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

  /** Where each example has several samples: the variance of their mean. */
  @Test
  void equalsThePerExampleComputationWithSamples() {
    Random random = new Random(2);
    int batch = 5;
    int samples = 3;
    double[][] e = new double[samples * batch][4];
    double[][] u = new double[samples * batch][2];
    for (int row = 0; row < e.length; row++) {
      e[row] = random.doubles(4, -1, 1).toArray();
      u[row] = random.doubles(2, -1, 1).toArray();
    }
    double weights = 0;
    double bias = 0;
    for (int k = 0; k < 2; k++) {
      for (int i = 0; i <= 4; i++) {
        double[] column = new double[batch];
        for (int m = 0; m < samples; m++) {
          for (int b = 0; b < batch; b++) {
            int row = m * batch + b;
            column[b] += (i < 4 ? e[row][i] : 1) * u[row][k] / samples;
          }
        }
        weights += i < 4 ? populationVariance(column) : 0;
        bias += i < 4 ? 0 : populationVariance(column);
      }
    }
    try (TestGraph g = new TestGraph()) {
      var inputs = g.f64.constant(e);
      var directions = g.f64.constant(u);
      var mean = inputs.tMatmul(directions).over(samples * batch);
      assertEquals(
          weights, g.scalar(GradientVariance.weights(inputs, directions, mean, samples)), 1e-12);
      assertEquals(bias, g.scalar(GradientVariance.bias(directions, samples)), 1e-12);
    }
  }

  /** A convolution's variance from gradients of one example at a time. */
  @ParameterizedTest
  @CsvSource({"1, VALID", "2, SAME"})
  void equalsTheExamplesOfAConvolution(int stride, Padding padding) {
    try (TestGraph g = new TestGraph()) {
      Random random = new Random(3);
      int batch = 4;
      var w = g.f64.constant(Shape.of(3, 2, 2, 3), random.doubles(36, -1, 1).toArray());
      Conv2d<TFloat64> conv = new Conv2d<>(w, g.vector(0.1, -0.2, 0.3), stride, padding);
      double[][] gradients = new double[batch][];
      List<Expr<TFloat64>> images = new ArrayList<>();
      for (int b = 0; b < batch; b++) {
        var x = g.f64.constant(Shape.of(1, 5, 4, 2), random.doubles(40, -1, 1).toArray());
        images.add(x);
        Expr<TFloat64> y = conv.apply(x).square().sum();
        var both = Gradients.of(y, List.of(conv.weights(), conv.bias()));
        gradients[b] =
            g.value(g.f64.concat(List.of(both.get(0).reshape(-1), both.get(1).reshape(-1)), 0));
      }
      double weights = 0;
      double bias = 0;
      for (int i = 0; i < 39; i++) {
        double[] column = new double[batch];
        for (int b = 0; b < batch; b++) {
          column[b] = gradients[b][i];
        }
        weights += i < 36 ? populationVariance(column) : 0;
        bias += i < 36 ? 0 : populationVariance(column);
      }
      Expr<TFloat64> all = g.f64.concat(images, 0);
      Expr<TFloat64> output = conv.apply(all);
      Expr<TFloat64> u = Gradients.of(output.square().sum(), List.of(output)).get(0);
      assertEquals(weights, g.scalar(GradientVariance.kernel(conv, all, u)), 1e-9);
      assertEquals(bias, g.scalar(GradientVariance.kernelBias(u)), 1e-9);
    }
  }

  @Test
  void theOthersMeanLeavesTheRowItselfOut() {
    try (TestGraph g = new TestGraph()) {
      var returns = g.f64.constant(new double[][] {{1}, {2}, {4}, {8}, {16}, {32}});
      assertArrayEquals(
          new double[] {12.4, 12.2, 11.8, 11, 9.4, 6.2},
          g.value(Baselines.leaveOneOut(returns)),
          1e-12);
      // Three samples of two examples.
      assertArrayEquals(
          new double[] {10, 20, 8.5, 17, 2.5, 5},
          g.value(Baselines.leaveOneOut(returns, 3)),
          1e-12);
    }
  }

  @Test
  void theBaselineIsUsedBeforeItIsUpdated() {
    try (TestGraph g = new TestGraph()) {
      var baseline = new EmaBaseline<>(g.variables, g.f64, "baseline", 0.99);
      var update = baseline.update(g.f64.constant(0.7)).apply(g.tf, List.of());
      g.initialize();
      for (int k = 0; k < 20; k++) {
        assertEquals(0.7 * (1 - Math.pow(0.99, k)), g.scalar(baseline.value()), 1e-14);
        g.run(update);
      }
    }
  }
}
