package org.altgrad.graphs.biohsic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

class SignalTest {
  private static final Objective OBJECTIVE = new Objective(2, 0.5, 0.25, 1);
  private static final double[][] X = {{0, 0}, {1, 0}, {0, 2}, {1, 1}};
  private static final double[][] Y = {{1, 0}, {0, 1}, {1, 0}, {0, 1}};
  private static final double[][] Z = {{.5, -1, 0}, {0, 1, 1}, {-1, .5, 2}, {1, 0, -.5}};
  private static final double[] G = {
    .04081546,
    .06492502,
    -.03788304,
    -.05927323,
    -.03419632,
    .06493627,
    .02024191,
    .04585077,
    -.0140487,
    -.00178413,
    -.07657947,
    -.01300453
  };
  private static final Map<Signal, double[]> XI =
      Map.of(
          Signal.EXACT, new double[] {-.00178413, -.07657947, -.01300453},
          Signal.FLIPPED, new double[] {.00178413, .07657947, .01300453},
          Signal.FIRST_ROW, new double[] {-.00160675, -.07516679, -.01271971},
          Signal.DIAGONAL, new double[] {-.01789374, -.00255695, .02286975},
          Signal.DIAGONAL_PUBLISHED, new double[] {-.00931854, -.00151176, .01184347},
          Signal.NONE, new double[3]);

  private record Sample(Expr<TFloat64> x, Expr<TFloat64> y, Expr<TFloat64> z) {
    static Sample rows(TestGraph g, int from) {
      int n = X.length;
      return new Sample(
          g.f64.constant(Arrays.copyOfRange(X, from, n)),
          g.f64.constant(Arrays.copyOfRange(Y, from, n)),
          g.f64.constant(Arrays.copyOfRange(Z, from, n)));
    }

    Expr<TFloat64> contrast() {
      return OBJECTIVE.contrast(x, y);
    }
  }

  @Test
  void kernelsOfFourPoints() {
    try (TestGraph g = new TestGraph()) {
      Sample s = Sample.rows(g, 0);
      double[] kx = g.value(Kernels.gaussian(s.x(), 0.5));
      assertArrayEquals(
          new double[] {1, .36787944, .01831564, .13533528}, Arrays.copyOf(kx, 4), 1e-8);
      assertEquals(3.3546e-4, g.value(Kernels.gaussian(s.y(), 0.25))[1], 1e-8);
      double[] kz = g.value(OBJECTIVE.kernel(s.z()));
      assertArrayEquals(
          new double[] {.77880078, .49246429, .17377394, 1}, Arrays.copyOfRange(kz, 12, 16), 1e-8);
    }
  }

  @Test
  void objectiveAndGradientOfFourPoints() {
    try (TestGraph g = new TestGraph()) {
      Sample s = Sample.rows(g, 0);
      Expr<TFloat64> kz = OBJECTIVE.kernel(s.z());
      assertEquals(-.01337455, g.scalar(OBJECTIVE.loss(s.contrast(), s.z())), 1e-8);
      assertEquals(.13729918, g.scalar(Hsic.biased(Kernels.gaussian(s.x(), 0.5), kz)), 1e-8);
      assertEquals(.07533687, g.scalar(Hsic.biased(Kernels.gaussian(s.y(), 0.25), kz)), 1e-8);
      assertArrayEquals(G, g.value(OBJECTIVE.gradient(s.contrast(), s.z())), 1e-8);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Signal.class, names = "FULL", mode = EnumSource.Mode.EXCLUDE)
  void signalsOfFourPoints(Signal signal) {
    try (TestGraph g = new TestGraph()) {
      Sample s = Sample.rows(g, 0);
      Expr<TFloat64> w = signal.weights(s.contrast());
      assertArrayEquals(XI.get(signal), g.value(Signal.current(OBJECTIVE, w, s.z())), 1e-8);
      double[] cotangent = g.value(signal.cotangent(OBJECTIVE, s.contrast(), s.z()));
      assertArrayEquals(new double[9], Arrays.copyOf(cotangent, 9), 1e-300);
      assertArrayEquals(XI.get(signal), Arrays.copyOfRange(cotangent, 9, 12), 1e-8);
    }
  }

  @Test
  void withTwoSamplesTheSignalsAgree() {
    double[] expected = {-.13145007, .03286252, .16431258};
    double[] half = Arrays.stream(expected).map(v -> v / 2).toArray();
    try (TestGraph g = new TestGraph()) {
      Sample s = Sample.rows(g, 2);
      for (Signal signal : List.of(Signal.EXACT, Signal.FIRST_ROW, Signal.DIAGONAL)) {
        Expr<TFloat64> w = signal.weights(s.contrast());
        assertArrayEquals(expected, g.value(Signal.current(OBJECTIVE, w, s.z())), 1e-8);
      }
      Expr<TFloat64> w = Signal.DIAGONAL_PUBLISHED.weights(s.contrast());
      assertArrayEquals(half, g.value(Signal.current(OBJECTIVE, w, s.z())), 1e-8);
    }
  }

  @Test
  void gradientIsTensorFlowsAndThatOfFiniteDifferences() {
    try (TestGraph g = new TestGraph()) {
      Sample s = Sample.rows(g, 0);
      Expr<TFloat64> loss = OBJECTIVE.loss(s.contrast(), s.z());
      assertArrayEquals(G, g.value(Gradients.of(loss, List.of(s.z())).get(0)), 1e-8);
    }
    GradientCheck.check(
        z -> {
          Expr<TFloat64> x = z.get(0).nodes().constant(X);
          Expr<TFloat64> y = z.get(0).nodes().constant(Y);
          Expr<TFloat64> term = OBJECTIVE.term("hsic", OBJECTIVE.contrast(x, y), z.get(0));
          return term.square().times(500); // the factor that arrives must count
        },
        Shape.of(4, 3));
  }

  @Test
  void aLeadingAxisOfModelsIsOneModelAfterTheOther() {
    Random random = new Random(4);
    double[] z = random.doubles(2 * 4 * 3, -1, 1).toArray();
    try (TestGraph g = new TestGraph()) {
      Sample s = Sample.rows(g, 0);
      Expr<TFloat64> both = g.f64.constant(Shape.of(2, 4, 3), z);
      Expr<TFloat64> w = Signal.EXACT.weights(s.contrast());
      double[] xi = g.value(Signal.current(OBJECTIVE, w, both));
      double[] gradient = g.value(OBJECTIVE.gradient(s.contrast(), both));
      double[] loss = g.value(OBJECTIVE.loss(s.contrast(), both));
      double[] full = g.value(Signal.FULL.cotangent(OBJECTIVE, s.contrast(), both));
      assertArrayEquals(gradient, full);
      for (int m = 0; m < 2; m++) {
        Expr<TFloat64> one =
            g.f64.constant(Shape.of(4, 3), Arrays.copyOfRange(z, 12 * m, 12 * m + 12));
        assertEquals(g.scalar(OBJECTIVE.loss(s.contrast(), one)), loss[m], 1e-12);
        assertArrayEquals(
            g.value(Signal.current(OBJECTIVE, w, one)),
            Arrays.copyOfRange(xi, 3 * m, 3 * m + 3),
            1e-12);
        assertArrayEquals(
            g.value(OBJECTIVE.gradient(s.contrast(), one)),
            Arrays.copyOfRange(gradient, 12 * m, 12 * m + 12),
            1e-12);
        double[] current = Arrays.copyOfRange(gradient, 12 * m + 9, 12 * m + 12);
        assertArrayEquals(current, Arrays.copyOfRange(xi, 3 * m, 3 * m + 3), 1e-12);
      }
      assertTrue(loss[0] != loss[1]);
    }
  }
}
