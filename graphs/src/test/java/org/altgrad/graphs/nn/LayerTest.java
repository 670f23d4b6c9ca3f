package org.altgrad.graphs.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** Values of the layers against loops in plain Java. */
class LayerTest {
  private static double[] numbers(int count, int seed) {
    return new Random(seed).doubles(count, -1, 1).toArray();
  }

  private static Randoms randoms(TestGraph g) {
    return new Randoms(1, g.tf.constant(0L));
  }

  private static Parameters<TFloat64> parameters(TestGraph g) {
    return Parameters.fresh(g.variables, randoms(g), g.f64);
  }

  @Test
  void denseNamesAndShapes() {
    try (TestGraph g = new TestGraph()) {
      var dense =
          Dense.of(
              parameters(g),
              "net/out",
              3,
              2,
              new Initialiser.GlorotUniform(),
              new Initialiser.Fill(0.01));
      g.initialize();
      assertEquals(
          List.of("net/out/weights", "net/out/bias"),
          g.variables.all().stream().map(Variables.Entry::name).toList());
      assertEquals(Shape.of(3, 2), dense.weights().shape());
      assertArrayEquals(new double[] {0.01, 0.01}, g.value(dense.bias()));

      double[] w = g.value(dense.weights());
      double[] y = g.value(dense.apply(g.f64.constant(new double[][] {{1, 2, -1}})));
      for (int j = 0; j < 2; j++) {
        assertEquals(w[j] + 2 * w[2 + j] - w[4 + j] + 0.01, y[j], 1e-14);
      }
    }
  }

  @Test
  void mlpAppliesTheActivationBetweenLayersOnly() {
    try (TestGraph g = new TestGraph()) {
      var mlp =
          Mlp.of(
              parameters(g),
              "net",
              List.of(1, 1, 1),
              new Initialiser.Fill(-2),
              new Initialiser.Fill(1));
      g.initialize();
      // 1 -> -2·1 + 1 = -1 -> lrelu -0.1 -> -2·(-0.1) + 1 = 1.2; -3 -> 7 -> 7 -> -13 (kept).
      Expr<TFloat64> x = g.f64.constant(new double[][] {{1}, {-3}});
      assertArrayEquals(
          new double[] {1.2, -13},
          g.value(mlp.apply(x, h -> Activations.leakyRelu(h, 0.1))),
          1e-14);
    }
  }

  @Test
  void convolutionIsTheSumOverWindows() {
    int size = 5;
    double[] image = numbers(size * size * 2, 1);
    double[] kernel = numbers(3 * 3 * 2 * 2, 2);
    try (TestGraph g = new TestGraph()) {
      var layer =
          new Conv2d<>(
              g.f64.constant(Shape.of(3, 3, 2, 2), kernel), g.vector(0.5, -0.5), 1, Padding.VALID);
      double[] actual = g.value(layer.apply(g.f64.constant(Shape.of(1, size, size, 2), image)));
      assertEquals(3 * 3 * 2, actual.length);
      for (int r = 0; r < 3; r++) {
        for (int c = 0; c < 3; c++) {
          for (int out = 0; out < 2; out++) {
            double expected = out == 0 ? 0.5 : -0.5;
            for (int i = 0; i < 3; i++) {
              for (int j = 0; j < 3; j++) {
                for (int in = 0; in < 2; in++) {
                  expected +=
                      image[((r + i) * size + c + j) * 2 + in]
                          * kernel[((i * 3 + j) * 2 + in) * 2 + out];
                }
              }
            }
            assertEquals(expected, actual[(r * 3 + c) * 2 + out], 1e-13);
          }
        }
      }
    }
  }

  @Test
  void transposedConvolutionIsTheAdjointOfTheConvolution() {
    // <conv(x), y> = <x, convᵀ(y)> for every x and y.
    try (TestGraph g = new TestGraph()) {
      var kernel = g.f64.constant(Shape.of(4, 4, 3, 2), numbers(96, 3));
      var x = g.f64.constant(Shape.of(2, 6, 4, 3), numbers(144, 4));
      var y = g.f64.constant(Shape.of(2, 3, 2, 2), numbers(24, 5));
      var back = new ConvTranspose2d<>(kernel, g.vector(0, 0, 0), 2).apply(y);
      assertArrayEquals(new long[] {6, 4, 3}, Arrays.copyOfRange(back.shape().asArray(), 1, 4));
      double left = g.scalar(Conv2d.convolve(x, kernel, 2, Padding.SAME).times(y).sum());
      assertEquals(left, g.scalar(x.times(back).sum()), 1e-12);
    }
  }

  @Test
  void poolingOfASmallImage() {
    try (TestGraph g = new TestGraph()) {
      var x = g.f64.constant(Shape.of(1, 3, 3, 1), 1, 2, 3, 4, 5, 6, 7, 8, 9);
      assertArrayEquals(new double[] {5, 6, 8, 9}, g.value(Pooling.max(x, 2, 2, Padding.SAME)));
      assertArrayEquals(new double[] {3}, g.value(Pooling.average(x, 2, 2, Padding.VALID)));
      assertArrayEquals(
          new double[] {3, 4.5, 7.5, 9}, g.value(Pooling.average(x, 2, 2, Padding.SAME)));
      assertThrows(IllegalArgumentException.class, () -> Pooling.max(x, 0, 1, Padding.SAME));
    }
  }

  @Test
  void normsHaveMeanZeroAndVarianceOne() {
    double eps = 1e-2;
    double[] x = numbers(2 * 3 * 2 * 4, 6);
    try (TestGraph g = new TestGraph()) {
      var image = g.f64.constant(Shape.of(2, 3, 2, 4), x);
      double[] layer = g.value(LayerNorm.plain(image, eps));
      double[] expected = x.clone();
      for (int pixel = 0; pixel < 12; pixel++) {
        int first = pixel * 4;
        normalise(expected, eps, new int[] {first, first + 1, first + 2, first + 3});
      }
      assertArrayEquals(expected, layer, 1e-13);

      var norm = GroupNorm.of(parameters(g), "norm", 4, 2, eps);
      g.initialize();
      double[] groups = x.clone();
      for (int example = 0; example < 2; example++) {
        for (int group = 0; group < 2; group++) {
          int[] members = new int[12];
          for (int k = 0; k < 12; k++) {
            members[k] = example * 24 + (k / 2) * 4 + group * 2 + k % 2;
          }
          normalise(groups, eps, members);
        }
      }
      assertArrayEquals(groups, g.value(norm.apply(image)), 1e-13);
      assertThrows(
          IllegalArgumentException.class, () -> new GroupNorm<>(norm.scale(), norm.bias(), 3, eps));
    }
  }

  /** Shifts and scales the given entries to mean 0 and variance 1 (but for eps). */
  private static void normalise(double[] x, double eps, int[] members) {
    double mean = Arrays.stream(members).mapToDouble(i -> x[i]).average().orElseThrow();
    double variance =
        Arrays.stream(members)
            .mapToDouble(i -> (x[i] - mean) * (x[i] - mean))
            .average()
            .orElseThrow();
    for (int i : members) {
      x[i] = (x[i] - mean) / Math.sqrt(variance + eps);
    }
  }

  @Test
  void batchNormKeepsRunningAveragesForInference() {
    try (TestGraph g = new TestGraph()) {
      var norm = BatchNorm.create(g.variables, g.f64, "norm", 1, 0.1, 1e-5);
      Expr<TFloat64> x = g.f64.placeholder(Shape.of(-1, 1));
      var batch = norm.train(x);
      var infer = norm.infer(x);
      var after = Variables.after(g.tf, List.of(batch.output(), infer));
      var update = g.tf.withControlDependencies(batch.update(after)).noOp();
      g.initialize();

      double mean = 0;
      double variance = 1;
      double[][] batches = {{1, 2, 6}, {-1, 0, 2, 5}, {3, 3}};
      for (double[] values : batches) {
        try (TFloat64 fed = TestGraph.tensor(Shape.of(values.length, 1), values)) {
          double m = Arrays.stream(values).average().orElseThrow();
          double squares = Arrays.stream(values).map(v -> (v - m) * (v - m)).sum();
          double biased = squares / values.length;
          double[] normal = g.value(batch.output(), Map.of(x, fed));
          for (int i = 0; i < values.length; i++) {
            assertEquals((values[i] - m) / Math.sqrt(biased + 1e-5), normal[i], 1e-12);
          }
          g.run(update, Map.of(x, fed));
          mean = 0.9 * mean + 0.1 * m;
          variance = 0.9 * variance + 0.1 * squares / (values.length - 1);
          double[] inferred = g.value(infer, Map.of(x, fed));
          for (int i = 0; i < values.length; i++) {
            assertEquals((values[i] - mean) / Math.sqrt(variance + 1e-5), inferred[i], 1e-12);
          }
        }
      }
      assertEquals(2, g.variables.trainable(TFloat64.class).size());
    }
  }

  @Test
  void dropoutKeepsTheMeanAndItsMaskIsTheGradient() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> x = Initialiser.filled(g.f64, Shape.of(10_000), 2);
      var y = Activations.dropout(x, 0.25, randoms(g), "drop");
      double[] values = g.value(y);
      long dropped = Arrays.stream(values).filter(v -> v == 0).count();
      assertEquals(0.25, dropped / 1e4, 4 * Math.sqrt(0.25 * 0.75 / 1e4));
      assertTrue(Arrays.stream(values).allMatch(v -> v == 0 || Math.abs(v - 2 / 0.75) < 1e-14));
      double[] gradient = g.value(Gradients.of(y.sum(), List.of(x)).get(0));
      assertArrayEquals(Arrays.stream(values).map(v -> v / 2).toArray(), gradient, 1e-14);
      assertThrows(
          IllegalArgumentException.class, () -> Activations.dropout(x, 1, randoms(g), "d"));
    }
  }

  @Test
  void leakyRectifiersHaveTheirSlopeAtZero() {
    try (TestGraph g = new TestGraph()) {
      double[] x = {-2, -1e-30, 0, 1e-30, 3};
      double[] slopes = {0.01, 0.01, 0.01, 1, 1};
      double[] values = {-0.02, -1e-32, 0, 1e-30, 3};
      Expr<TFloat64> wide = g.f64.constant(Shape.of(5), x);
      Expr<TFloat32> single = g.f32.constant(Shape.of(5), x);
      Expr<TFloat64> y = Activations.leakyRelu(wide, 0.01);
      Expr<TFloat32> z = Activations.leakyRelu(single, 0.01);
      assertArrayEquals(values, g.value(y), 1e-17);
      assertArrayEquals(values, g.value(z), 1e-9);
      assertArrayEquals(slopes, g.value(Gradients.of(y.sum(), List.of(wide)).get(0)));
      assertArrayEquals(slopes, g.value(Gradients.of(z.sum(), List.of(single)).get(0)), 1e-9);
    }
  }

  @Test
  void impossibleSettingsAreRefused() {
    try (TestGraph g = new TestGraph()) {
      var w = g.f64.constant(Shape.of(1, 1, 1, 1), 1);
      assertThrows(
          IllegalArgumentException.class, () -> new Conv2d<>(w, g.vector(0), 0, Padding.SAME));
      assertThrows(IllegalArgumentException.class, () -> new ConvTranspose2d<>(w, g.vector(0), 0));
      assertThrows(IllegalArgumentException.class, () -> LayerNorm.plain(w, 0));
      assertThrows(IllegalArgumentException.class, () -> Activations.leakyRelu(w, 1));
      assertThrows(IllegalArgumentException.class, () -> new Mlp<TFloat64>(List.of()));
      assertThrows(
          IllegalArgumentException.class,
          () -> BatchNorm.create(g.variables, g.f64, "b", 1, 0, 1e-5));
      var failure =
          assertThrows(
              IllegalArgumentException.class,
              () -> Dense.of(parameters(g), "first", 0, 2, Initialiser.zeros()));
      assertTrue(failure.getMessage().contains("'first'"));
    }
  }
}
