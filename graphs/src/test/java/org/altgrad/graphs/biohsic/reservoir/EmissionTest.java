package org.altgrad.graphs.biohsic.reservoir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Sgd;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

class EmissionTest {
  private static final int N = 7;
  private static final int K = 3;
  private static final int T = 5;
  private static final int SAMPLES = 4;
  private static final double LR = 0.03;
  private static final ReservoirModel MODEL =
      new ReservoirModel(
          "reservoir", N, 5e-3, 1e-3, 1.2, 0.5, 1, 0.7, new ReservoirModel.Noise(0, 0));

  private final Random random = new Random(6);

  private double[][] matrix(int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextGaussian();
      }
    }
    return matrix;
  }

  private static Emission emission(
      ReservoirModel model, Optional<ReadoutRule> rule, List<Boolean> keep, boolean postFit) {
    return new Emission(
        model,
        T,
        rule.map(r -> new Emission.Learning(r, new Optimizer(LR, new Sgd()))),
        keep,
        postFit,
        keep.isEmpty(),
        true,
        3);
  }

  private static Emission.Carried<TFloat64> rest(TestGraph g, int rows, double[][] readout) {
    double[] repeated = new double[rows * N * K];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = readout[i / K % N][i % K];
    }
    return new Emission.Carried<>(
        g.f64.constant(Shape.of(rows, N), new double[rows * N]),
        new ReadoutRule.State<>(
            g.f64.constant(Shape.of(rows, N, K), repeated), List.of(), List.of()));
  }

  /** One reservoir in plain Java. */
  private static final class Plain {
    final double[][] recurrent;
    final double[][] back;
    final double[][] readout;
    double[] u = new double[N];

    Plain(double[][] recurrent, double[][] back, double[][] readout) {
      this.recurrent = recurrent;
      this.back = back;
      this.readout = java.util.Arrays.stream(readout).map(double[]::clone).toArray(double[][]::new);
    }

    double[] output() {
      double[] o = new double[K];
      for (int k = 0; k < K; k++) {
        for (int i = 0; i < N; i++) {
          o[k] += Math.tanh(u[i]) * readout[i][k];
        }
      }
      return o;
    }

    /** Returns the output before the update. */
    double[] step(double[] drive, double[] target, boolean learns) {
      double[] o = output();
      double[] r = java.util.Arrays.stream(u).map(Math::tanh).toArray();
      double[] next = new double[N];
      for (int i = 0; i < N; i++) {
        double input = drive[i];
        for (int j = 0; j < N; j++) {
          input += r[j] * recurrent[j][i];
        }
        for (int k = 0; k < K; k++) {
          input += o[k] * back[k][i];
        }
        next[i] = u[i] + 0.2 * (-u[i] + input);
      }
      if (learns) {
        for (int i = 0; i < N; i++) {
          for (int k = 0; k < K; k++) {
            readout[i][k] -= LR * r[i] * (o[k] - target[k]);
          }
        }
      }
      u = next;
      return o;
    }
  }

  private static double squares(double[] o, double[] target) {
    double sum = 0;
    for (int k = 0; k < K; k++) {
      sum += (o[k] - target[k]) * (o[k] - target[k]);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyStepIsWhatPlainJavaDoes(boolean learns) {
    double[][] recurrent = matrix(N, N);
    double[][] back = matrix(K, N);
    double[][] drive = matrix(SAMPLES, N);
    double[][] target = matrix(SAMPLES, K);
    double[][] readout = matrix(N, K);
    Plain plain = new Plain(recurrent, back, readout);
    double[] before = new double[T];
    List<Double> emitted = new ArrayList<>();
    List<Double> ends = new ArrayList<>();
    double held = 0;
    double power = 0;
    for (int s = 0; s < SAMPLES; s++) {
      for (int t = 0; t < T; t++) {
        double[] o = plain.step(drive[s], target[s], learns);
        before[t] += squares(o, target[s]);
        java.util.Arrays.stream(o).forEach(emitted::add);
      }
      java.util.Arrays.stream(plain.u).forEach(u -> ends.add(Math.tanh(u)));
      double[] kept = plain.u;
      for (int t = 0; t < T; t++) {
        held += squares(plain.step(drive[s], target[s], false), target[s]);
      }
      plain.u = kept;
      power += squares(target[s], new double[K]);
    }

    try (TestGraph g = new TestGraph()) {
      Optional<ReadoutRule> rule =
          learns ? Optional.of(new ReadoutRule.Lms("lms")) : Optional.empty();
      var weights =
          new ReservoirModel.Weights<>(
              g.f64.constant(recurrent), g.f64.constant(0), g.f64.constant(back));
      var stream =
          new Emission.Stream<>(
              g.f64.constant(drive), g.f64.constant(target), g.f64.as(TInt64.class).constant(0));
      var out = emission(MODEL, rule, List.of(), true).run(weights, stream, rest(g, 1, readout));
      assertArrayEquals(plain.u, g.value(out.carried().u()), 1e-12);
      double[] learned = g.value(out.carried().readout().readout());
      for (int i = 0; i < N * K; i++) {
        assertEquals(plain.readout[i / K][i % K], learned[i], 1e-12);
      }
      assertArrayEquals(before, g.value(out.before()), 1e-10);
      assertArrayEquals(list(emitted), g.value(out.emitted()), 1e-11);
      assertArrayEquals(list(ends), g.value(out.ends()), 1e-12);
      assertEquals(held, g.scalar(out.held()), 1e-9);
      assertEquals(power, g.scalar(out.power()), 1e-11);
    }
  }

  private static double[] list(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void aRowThatKeepsNothingStartsEachSampleAtRest() {
    double[][] recurrent = matrix(N, N);
    double[][] back = matrix(K, N);
    double[][] drive = matrix(SAMPLES, N);
    double[][] readout = matrix(N, K);
    try (TestGraph g = new TestGraph()) {
      var weights =
          new ReservoirModel.Weights<>(
              g.f64.constant(recurrent), g.f64.constant(0), g.f64.constant(back));
      var stream =
          new Emission.Stream<>(
              g.f64.constant(drive),
              g.f64.constant(new double[SAMPLES][K]),
              g.f64.as(TInt64.class).constant(0));
      double[] ends =
          g.value(
              emission(MODEL, Optional.empty(), List.of(true, false), false)
                  .run(weights, stream, rest(g, 2, readout))
                  .ends());
      Plain whole = new Plain(recurrent, back, readout);
      for (int s = 0; s < SAMPLES; s++) {
        Plain fresh = new Plain(recurrent, back, readout);
        for (int t = 0; t < T; t++) {
          whole.step(drive[s], new double[K], false);
          fresh.step(drive[s], new double[K], false);
        }
        for (int i = 0; i < N; i++) {
          assertEquals(Math.tanh(whole.u[i]), ends[(2 * s) * N + i], 1e-12);
          assertEquals(Math.tanh(fresh.u[i]), ends[(2 * s + 1) * N + i], 1e-12);
        }
      }
    }
  }

  @Test
  void withoutRecurrenceTheStateIsAFilterOfTheInput() {
    double[][] drive = matrix(1, N);
    try (TestGraph g = new TestGraph()) {
      var weights =
          new ReservoirModel.Weights<>(
              g.f64.constant(new double[N][N]),
              g.f64.constant(0),
              g.f64.constant(new double[K][N]));
      var stream =
          new Emission.Stream<>(
              g.f64.constant(drive),
              g.f64.constant(new double[1][K]),
              g.f64.as(TInt64.class).constant(0));
      double[] u =
          g.value(
              emission(MODEL, Optional.empty(), List.of(), false)
                  .run(weights, stream, rest(g, 1, matrix(N, K)))
                  .carried()
                  .u());
      for (int i = 0; i < N; i++) {
        assertEquals((1 - Math.pow(0.8, T)) * drive[0][i], u[i], 1e-12);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.9})
  void weightsHaveTheirConnectivityAndSpectralRadius(double connectivity) {
    int n = 300;
    double gain = 1.2;
    ReservoirModel model =
        new ReservoirModel(
            "reservoir", n, 5e-3, 1e-3, gain, connectivity, 1, 1, new ReservoirModel.Noise(0, 0));
    try (TestGraph g = new TestGraph()) {
      var weights = model.draw(g.f64, new Randoms(5, g.tf.constant(0L)), 4, 3);
      double[] recurrent = g.value(weights.recurrent());
      long kept = java.util.Arrays.stream(recurrent).filter(w -> w != 0).count();
      double sd = Math.sqrt(n * n * connectivity * (1 - connectivity));
      assertEquals(n * n * connectivity, kept, 3 * sd);
      double radius = 0;
      var eigen = new EigenDecomposition(new Array2DRowRealMatrix(square(recurrent, n), false));
      for (int i = 0; i < n; i++) {
        radius =
            Math.max(radius, Math.hypot(eigen.getRealEigenvalue(i), eigen.getImagEigenvalue(i)));
      }
      // Girko's circular law: the radius is the entries' standard deviation times √n.
      double expected = gain * Math.sqrt(connectivity / 0.1);
      assertEquals(expected, radius, 0.12 * expected);
      double[] input = g.value(weights.input());
      assertTrue(java.util.Arrays.stream(input).allMatch(w -> w > -1 && w < 1));
      assertEquals(0, java.util.Arrays.stream(input).average().orElseThrow(), 0.1);
    }
  }

  private static double[][] square(double[] values, int n) {
    double[][] rows = new double[n][n];
    for (int i = 0; i < n * n; i++) {
      rows[i / n][i % n] = values[i];
    }
    return rows;
  }

  @Test
  void noiseIsUniformAndFollowsTheTimeStep() {
    ReservoirModel noisy =
        new ReservoirModel(
            "reservoir", 2000, 5e-3, 1e-3, 1, 0.1, 1, 0, new ReservoirModel.Noise(0.3, 0));
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> u = g.f64.constant(Shape.of(1, 2000), new double[2000]);
      double[] first = g.value(noisy.rates(u, new Randoms(1, g.tf.constant(4L))));
      double[] again = g.value(noisy.rates(u, new Randoms(1, g.tf.constant(4L))));
      double[] next = g.value(noisy.rates(u, new Randoms(1, g.tf.constant(5L))));
      assertArrayEquals(first, again, 0);
      assertTrue(first[0] != next[0]);
      double square = 0;
      for (double value : first) {
        assertTrue(Math.abs(value) <= 0.3);
        square += value * value / 2000;
      }
      assertEquals(0.3 * 0.3 / 3, square, 0.003);
    }
  }
}
