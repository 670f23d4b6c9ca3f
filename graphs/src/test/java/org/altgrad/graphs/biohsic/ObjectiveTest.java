package org.altgrad.graphs.biohsic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** Every estimator with every kernel: closed forms against definitions and derivatives. */
class ObjectiveTest {
  private static final int N = 6;
  private static final int D = 4;
  private static final double STEP = 1e-5;
  private static final double[][] X = points(1, 3);
  private static final double[][] Y = {{1, 0}, {0, 1}, {0, 1}, {1, 0}, {0, 1}, {1, 0}};
  private static final double[][] Z = points(2, D);

  private static double[][] points(long seed, int d) {
    Random random = new Random(seed);
    double[][] rows = new double[N][d];
    for (double[] row : rows) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    return rows;
  }

  private static Objective objective(Estimator estimator, LayerKernel kernel) {
    return new Objective(
        estimator, kernel, 3, 0.7, 0.8, 0.9, 0.01, Optional.empty(), Optional.empty());
  }

  static Stream<Objective> objectives() {
    return Stream.of(Estimator.values())
        .flatMap(e -> Stream.of(LayerKernel.values()).map(kernel -> objective(e, kernel)));
  }

  /**
   * The objectives whose values TensorFlow can differentiate; it cannot where a matrix is solved.
   */
  static Stream<Objective> differentiable() {
    return objectives().filter(o -> o.estimator() != Estimator.NHSIC);
  }

  private static <T extends TNumber> Expr<T> contrast(Objective objective, Nodes<T> nodes) {
    return objective.contrast(nodes.constant(X), nodes.constant(Y));
  }

  private static double largest(double[] values) {
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    assertTrue(largest > 1e-4, "something to compare");
    return largest;
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void valueIsItsDefinition(Objective objective) {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> z = g.f64.constant(Z);
      double expected = PlainObjective.loss(objective, X, Y, Z);
      assertTrue(Math.abs(expected) > 1e-3, "something to compare");
      assertEquals(expected, g.scalar(objective.loss(contrast(objective, g.f64), z)), 1e-12);
      List<Expr<TFloat64>> parts =
          objective.parts(
              objective.kernelX(g.f64.constant(X)), objective.kernelY(g.f64.constant(Y)), z);
      assertEquals(expected, g.scalar(parts.get(0)), 1e-12);
      double second = g.scalar(parts.get(2));
      assertEquals(expected, g.scalar(parts.get(1)) - 3 * second, 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  void gradientIsTensorFlows(Objective objective) {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> z = g.f64.constant(Z);
      Expr<TFloat64> a = contrast(objective, g.f64);
      double[] expected = g.value(Gradients.of(objective.loss(a, z), List.of(z)).get(0));
      assertArrayEquals(expected, g.value(objective.gradient(a, z)), 1e-9 * largest(expected));
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void gradientIsThatOfFiniteDifferences(Objective objective) {
    try (TestGraph g = new TestGraph()) {
      double[] exact = g.value(objective.gradient(contrast(objective, g.f64), g.f64.constant(Z)));
      double scale = largest(exact);
      for (int i = 0; i < N; i++) {
        for (int d = 0; d < D; d++) {
          double[][] moved = Arrays.stream(Z).map(double[]::clone).toArray(double[][]::new);
          moved[i][d] += STEP;
          double up = PlainObjective.loss(objective, X, Y, moved);
          moved[i][d] -= 2 * STEP;
          double down = PlainObjective.loss(objective, X, Y, moved);
          assertEquals((up - down) / (2 * STEP), exact[D * i + d], 1e-6 * scale);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void gradientInSinglePrecisionIsThatInDouble(Objective objective) {
    try (TestGraph g = new TestGraph()) {
      double[] exact = g.value(objective.gradient(contrast(objective, g.f64), g.f64.constant(Z)));
      double[] single = g.value(objective.gradient(contrast(objective, g.f32), g.f32.constant(Z)));
      assertArrayEquals(exact, single, 1e-5 * largest(exact));
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void termOfALossHasTheGradientTimesWhatArrives(Objective objective) {
    GradientCheck.check(
        z -> {
          Expr<TFloat64> a = contrast(objective, z.get(0).nodes());
          return objective.term("objective", a, z.get(0)).square();
        },
        Shape.of(N, D));
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void signalsAreOfTheGradient(Objective objective) {
    try (TestGraph g = new TestGraph()) {
      double[] flat = Stream.of(Z).flatMapToDouble(Arrays::stream).toArray();
      double[] both = Arrays.copyOf(flat, 2 * flat.length);
      Arrays.setAll(both, i -> i < flat.length ? flat[i] : Math.sin(3 * flat[i - flat.length]));
      Expr<TFloat64> z = g.f64.constant(Shape.of(2, N, D), both);
      Expr<TFloat64> a = contrast(objective, g.f64);
      double[] full = g.value(objective.gradient(a, z));
      assertArrayEquals(full, g.value(Signal.FULL.cotangent(objective, a, z)), 0);
      assertArrayEquals(
          Arrays.copyOf(full, flat.length),
          g.value(objective.gradient(a, g.f64.constant(Z))),
          1e-12,
          "one model");
      double[] exact = xi(g, Signal.EXACT, objective, a, z);
      assertEquals(2 * D, exact.length);
      double[] last = new double[2 * D];
      System.arraycopy(full, (N - 1) * D, last, 0, D);
      System.arraycopy(full, (2 * N - 1) * D, last, D, D);
      assertArrayEquals(last, exact, 1e-12 * largest(last));
      double[] flipped = xi(g, Signal.FLIPPED, objective, a, z);
      assertArrayEquals(Arrays.stream(last).map(v -> -v).toArray(), flipped, 1e-12);
      assertArrayEquals(new double[2 * D], xi(g, Signal.NONE, objective, a, z), 0);
    }
  }

  private static double[] xi(
      TestGraph g, Signal signal, Objective objective, Expr<TFloat64> a, Expr<TFloat64> z) {
    return g.value(signal.xi(objective, signal.prepare(objective, a), z));
  }

  @ParameterizedTest
  @EnumSource(Estimator.class)
  void aSilentLayerIsToldNothingAboutItsDirection(Estimator estimator) {
    Objective objective = objective(estimator, LayerKernel.COSINE);
    try (TestGraph g = new TestGraph()) {
      double[][] rows = Arrays.stream(Z).map(double[]::clone).toArray(double[][]::new);
      rows[2] = new double[D];
      rows[N - 1] = new double[D];
      Expr<TFloat64> z = g.f64.constant(rows);
      Expr<TFloat64> a = contrast(objective, g.f64);
      double[] gradient = g.value(objective.gradient(a, z));
      assertTrue(Arrays.stream(gradient).allMatch(Double::isFinite));
      assertArrayEquals(new double[D], Arrays.copyOfRange(gradient, 2 * D, 3 * D), 0);
      assertArrayEquals(new double[D], xi(g, Signal.EXACT, objective, a, z), 0);
      largest(gradient);
    }
  }

  @Test
  void labelsOneHotCountForPhsicByTheirClassAlone() {
    // The kernel of one-hot labels has two values, so less its mean it is that of the classes.
    Objective wide =
        new Objective(
            Estimator.PHSIC,
            LayerKernel.GAUSSIAN,
            1,
            1,
            100,
            1,
            1e-5,
            Optional.empty(),
            Optional.empty());
    double off = Math.exp(-2 / (2 * 100 * 100 * 2.0));
    try (TestGraph g = new TestGraph()) {
      double[] a = g.value(contrast(wide, g.f64));
      for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
          // Half of all pairs are of one class.
          double same = Arrays.equals(Y[i], Y[j]) ? 0.5 : -0.5;
          assertEquals(-(1 - off) * same, a[N * i + j], 1e-12);
        }
      }
    }
  }

  @Test
  void layersHaveValuesOfTheirOwn() {
    Objective objective =
        new Objective(
            Estimator.HSIC,
            LayerKernel.GAUSSIAN,
            2,
            0.5,
            0.25,
            1,
            1e-5,
            Optional.of(List.of(50.0, 100.0)),
            Optional.of(List.of(0.3, 0.6)));
    assertEquals(new Objective(50, 0.5, 0.25, 0.3), objective.at(0));
    assertEquals(new Objective(100, 0.5, 0.25, 0.6), objective.at(1));
    assertEquals(new Objective(2, 0.5, 0.25, 1), objective.at(2), "the readout");
    objective.checkLayers(2);
    complains("layer_gamma", () -> objective.checkLayers(3));
    complains("objective", objective::checkOneLayer);
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> kx = objective.kernelX(g.f64.constant(X));
      Expr<TFloat64> ky = objective.kernelY(g.f64.constant(Y));
      List<Expr<TFloat64>> each = objective.contrasts(kx, ky);
      assertEquals(2, each.size());
      assertArrayEquals(
          g.value(new Objective(100, 0.5, 0.25, 9).contrastOf(kx, ky)), g.value(each.get(1)));
      assertEquals(1, objective.at(0).contrasts(kx, ky).size());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Objective phsic = objective(Estimator.PHSIC, LayerKernel.GAUSSIAN);
    Objective linear = objective(Estimator.HSIC, LayerKernel.LINEAR);
    for (Signal signal : List.of(Signal.FIRST_ROW, Signal.DIAGONAL, Signal.DIAGONAL_PUBLISHED)) {
      complains("signal", () -> signal.check(phsic));
      complains("signal", () -> signal.check(linear));
      signal.check(objective(Estimator.HSIC, LayerKernel.GAUSSIAN));
    }
    for (Signal signal : List.of(Signal.EXACT, Signal.FULL, Signal.NONE, Signal.FLIPPED)) {
      signal.check(phsic);
      signal.check(linear);
    }
    complains("layerGamma", () -> layers(LayerKernel.GAUSSIAN, List.of(1.0, -1.0), null));
    complains("layerSigmaZ", () -> layers(LayerKernel.GAUSSIAN, null, List.of(0.0)));
    complains("layerSigmaZ", () -> layers(LayerKernel.COSINE, null, List.of(1.0)));
    complains(
        "layer_sigma_z", () -> layers(LayerKernel.GAUSSIAN, null, List.of(1.0)).checkLayers(2));
  }

  private static Objective layers(LayerKernel kernel, List<Double> gamma, List<Double> sigma) {
    return new Objective(
        Estimator.HSIC,
        kernel,
        1,
        1,
        1,
        1,
        1e-5,
        Optional.ofNullable(gamma),
        Optional.ofNullable(sigma));
  }

  private static void complains(String about, Executable attempt) {
    var failure = assertThrows(IllegalArgumentException.class, attempt);
    assertTrue(failure.getMessage().startsWith(about + ": "), failure.getMessage());
    assertEquals(1, failure.getMessage().lines().count());
  }
}
