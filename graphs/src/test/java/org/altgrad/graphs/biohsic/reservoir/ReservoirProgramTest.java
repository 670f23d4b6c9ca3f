package org.altgrad.graphs.biohsic.reservoir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.biohsic.Estimator;
import org.altgrad.graphs.biohsic.LayerKernel;
import org.altgrad.graphs.biohsic.Objective;
import org.altgrad.graphs.biohsic.Signal;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.optim.Momentum;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Sgd;
import org.altgrad.graphs.program.ResidentSplit;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

class ReservoirProgramTest {
  private static final Objective OBJECTIVE = new Objective(2, 0.5, 0.5, 0.5);
  private static final int X = 3;
  private static final int Z = 2;

  /** Samples on the host: x, label, z. */
  record Cloud(double[][] x, int[] labels, double[][] z) {
    static Cloud of(int count, long seed) {
      Random random = new Random(seed);
      double[][] x = new double[count][X];
      int[] labels = new int[count];
      double[][] z = new double[count][Z];
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < X; j++) {
          x[i][j] = (float) (2 * random.nextDouble() - 1);
        }
        labels[i] = random.nextInt(2);
        for (int j = 0; j < Z; j++) {
          z[i][j] = (float) random.nextDouble();
        }
      }
      return new Cloud(x, labels, z);
    }

    List<ResidentSplit.HostColumn> columns() {
      return List.of(Rig.floats("input", x), Rig.integers("label", labels), Rig.floats("z", z));
    }

    /** (x, 2y - 1, 2z - 1). */
    double[] input(int i) {
      double[] v = new double[X + 2 + Z];
      System.arraycopy(x[i], 0, v, 0, X);
      v[X] = labels[i] == 0 ? 1 : -1;
      v[X + 1] = labels[i] == 1 ? 1 : -1;
      for (int j = 0; j < Z; j++) {
        v[X + 2 + j] = 2 * z[i][j] - 1;
      }
      return v;
    }

    /** ξ of a window of two, where A has one pair only. */
    double[] xi(int last) {
      double dx = 0;
      for (int j = 0; j < X; j++) {
        dx += Math.pow(x[last][j] - x[last - 1][j], 2);
      }
      double dz = 0;
      for (int j = 0; j < Z; j++) {
        dz += Math.pow(z[last][j] - z[last - 1][j], 2);
      }
      double kx = Math.exp(-dx / (2 * 0.25 * X));
      double ky = labels[last] == labels[last - 1] ? 1 : Math.exp(-2 / (2 * 0.25 * 2));
      double kz = Math.exp(-dz / (2 * 0.25 * Z));
      // M = HAH with H of ±1/2 has (a - 1 - a' + ...) / 4: here -(A(1,1) - A(1,2)) / 2.
      double m = (kx - 2 * ky - (1 - 2)) / 2;
      double[] xi = new double[Z];
      for (int j = 0; j < Z; j++) {
        xi[j] = -2 / (0.25 * Z) * m * kz * (z[last][j] - z[last - 1][j]);
      }
      return xi;
    }
  }

  private static final Cloud TRAIN = Cloud.of(64, 1);
  private static final Cloud TEST = Cloud.of(40, 2);

  private static ReservoirModel model(int units, double feedback, double noise) {
    return new ReservoirModel(
        "reservoir",
        units,
        1e-2,
        1e-3,
        0.9,
        0.3,
        1,
        feedback,
        new ReservoirModel.Noise(noise, noise));
  }

  private static ReservoirSettings settings(ReadoutRule rule) {
    return new ReservoirSettings(
        "biohsic_reservoir", new Targets(Signal.EXACT, 4, OBJECTIVE, false), 10, rule, 6, 20, true);
  }

  private static Rig rig(ReadoutRule rule, ReservoirModel model, Optimizer optimizer) {
    return new Rig(setting(optimizer), c -> Reservoir.program(c, settings(rule), model));
  }

  private static Rig.Setting setting(Optimizer optimizer) {
    return new Rig.Setting(
        8, Map.of("train", TRAIN.columns(), "test", TEST.columns()), 2, 1, 1, 5, optimizer);
  }

  record Run(ReadoutRule rule, ReservoirModel model, Optimizer optimizer) {}

  static Stream<Run> runs() {
    return Stream.of(
        new Run(
            new ReadoutRule.Lms("lms"),
            model(30, 1, 0),
            new Optimizer(1e-3, new Momentum(0.5, false))),
        new Run(
            new ReadoutRule.Rmhl("rmhl", 5), model(30, 1, 0.01), new Optimizer(1e-4, new Sgd())),
        new Run(new ReadoutRule.Rls("rls", 1), model(30, 0.5, 0), new Optimizer(1, new Sgd())),
        new Run(new ReadoutRule.Ridge("ridge", 1), model(30, 0, 0), new Optimizer(1, new Sgd())));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void aResumedRunIsTheSameBitForBit(Run run, @TempDir Path folder) {
    String path = folder.resolve("variables").toString();
    try (Rig first = rig(run.rule(), run.model(), run.optimizer());
        Rig second = rig(run.rule(), run.model(), run.optimizer())) {
      first.train(0, 2);
      first.save(path);
      List<Map<String, Double>> metrics = first.train(2, 5);
      second.restore(path);
      assertEquals(metrics, second.train(2, 5));
      for (Variables.Entry<?> entry : first.program().variables().all()) {
        assertArrayEquals(
            first.variable(entry.name()), second.variable(entry.name()), 0, entry.name());
      }
      assertEquals(first.evaluate(5), second.evaluate(5));
    }
  }

  @Test
  void theFitIsCloseAtTheEndOfASampleAndTheTraceShowsIt() {
    // lr |r|² stays below 1.
    try (Rig rig =
        rig(new ReadoutRule.Lms("lms"), model(30, 0, 0), new Optimizer(0.05, new Sgd()))) {
      rig.train(0, 8);
      List<List<?>> trace = rig.record("trace", 8).rows();
      Map<String, Double> metrics = rig.train(8, 9).get(0);
      assertTrue(metrics.get("nmse_last") < 0.2 * metrics.get("nmse_step0"), metrics.toString());
      double[] errors = new double[6];
      double after = 0;
      double power = 0;
      for (List<?> row : trace) {
        int t = (int) Math.round((double) row.get(0) / 1e-3) % 6;
        double target = (float) row.get(2);
        errors[t] += Math.pow((float) row.get(3) - target, 2);
        after += Math.pow((float) row.get(4) - target, 2);
        power += target * target / 6;
      }
      assertEquals(errors[0] / power, metrics.get("nmse_step0"), 1e-4);
      assertEquals(errors[1] / power, metrics.get("nmse_step1"), 1e-4);
      assertEquals(errors[5] / power, metrics.get("nmse_last"), 1e-4);
      assertEquals(after / trace.size(), metrics.get("mse"), 1e-4 * metrics.get("mse") + 1e-9);
    }
  }

  @Test
  void theExportedStepIsAStepOfTheReservoir() {
    try (Rig rig =
        rig(new ReadoutRule.Rls("rls", 1), model(5, 1, 0), new Optimizer(1, new Sgd()))) {
      rig.train(0, 2);
      double[] u = {0.3, -0.2, 0.9, 0, -1};
      double[] v = TRAIN.input(7);
      float[] narrowU = new float[5];
      float[] narrowV = new float[v.length];
      for (int i = 0; i < 5; i++) {
        narrowU[i] = (float) u[i];
      }
      for (int i = 0; i < v.length; i++) {
        narrowV[i] = (float) v[i];
      }
      Map<String, double[]> results;
      try (TFloat32 state = TFloat32.tensorOf(Shape.of(1, 5), DataBuffers.of(narrowU));
          TFloat32 input = TFloat32.tensorOf(Shape.of(1, v.length), DataBuffers.of(narrowV))) {
        results = rig.infer("step", Map.of("state", state, "input", input));
      }
      double[] recurrent = rig.variable("reservoir/recurrent");
      double[] in = rig.variable("reservoir/input");
      double[] back = rig.variable("reservoir/back");
      double[] readout = rig.variable("readout/weights");
      double[] o = new double[Z];
      for (int k = 0; k < Z; k++) {
        for (int i = 0; i < 5; i++) {
          o[k] += Math.tanh(u[i]) * readout[i * Z + k];
        }
      }
      double[] next = new double[5];
      for (int i = 0; i < 5; i++) {
        double flow = -u[i];
        for (int j = 0; j < 5; j++) {
          flow += Math.tanh(u[j]) * recurrent[j * 5 + i];
        }
        for (int j = 0; j < v.length; j++) {
          flow += v[j] * in[j * 5 + i];
        }
        for (int k = 0; k < Z; k++) {
          flow += o[k] * back[k * 5 + i];
        }
        next[i] = u[i] + 0.1 * flow;
      }
      assertArrayEquals(o, results.get("output"), 1e-5);
      assertArrayEquals(next, results.get("next_state"), 1e-5);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    complains("readout", new ReadoutRule.Ridge("ridge", 1), model(5, 1, 0));
    complains("readout", new ReadoutRule.Rmhl("rmhl", 5), model(5, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> settings(Signal.NONE, OBJECTIVE));
    Objective ofLayers =
        new Objective(
            Estimator.HSIC,
            LayerKernel.GAUSSIAN,
            2,
            0.5,
            0.5,
            0.5,
            1e-5,
            Optional.of(List.of(1.0)),
            Optional.empty());
    String message =
        assertThrows(IllegalArgumentException.class, () -> settings(Signal.EXACT, ofLayers))
            .getMessage();
    assertTrue(message.startsWith("objective: "), message);
  }

  private static ReservoirSettings settings(Signal signal, Objective objective) {
    return new ReservoirSettings(
        "biohsic_reservoir",
        new Targets(signal, 4, objective, false),
        1,
        new ReadoutRule.Lms("lms"),
        6,
        20,
        true);
  }

  private static void complains(String about, ReadoutRule rule, ReservoirModel model) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> rig(rule, model, new Optimizer(1, new Sgd())).close())
            .getMessage();
    assertTrue(message.startsWith(about + ": "), message);
  }

  // ------------------------------------------------------------------------------ memory task

  /** The whole task once more, on the host. */
  @Test
  void theMemoryTaskIsRidgeRegressionOnStates() {
    int units = 8;
    int delays = 2;
    int steps = 4;
    double mu = 0.5;
    MemoryTaskSettings settings =
        new MemoryTaskSettings(
            "biohsic_memory_task",
            new Targets(Signal.EXACT, 2, OBJECTIVE, true),
            steps,
            25,
            mu,
            delays);
    try (Rig rig =
        new Rig(
            setting(new Optimizer(1, new Sgd())),
            c -> MemoryTask.program(c, settings, model(units, 0, 0)))) {
      rig.train(0, rig.program().train().length().stepsPerEpoch());
      Map<String, Double> measured = rig.evaluate(3);
      double[] recurrent = rig.variable("reservoir/recurrent");
      double[] in = rig.variable("reservoir/input");

      double[][] errors = new double[3][];
      double[][] past = null;
      for (int variant = 0; variant < 3; variant++) {
        double[][] trained = features(TRAIN, variant, delays, steps, recurrent, in);
        double[][] tested = features(TEST, variant, delays, steps, recurrent, in);
        double[][] predicted = predict(trained, targets(TRAIN, delays), tested, mu);
        double[][] asked = targets(TEST, delays);
        double error = 0;
        double power = 0;
        for (int i = 0; i < asked.length; i++) {
          for (int k = 0; k < Z; k++) {
            error += Math.pow(predicted[i][k] - asked[i][k], 2);
            power += asked[i][k] * asked[i][k];
          }
        }
        errors[variant] = new double[] {error / power};
        past = variant == 0 ? predicted : past;
      }
      assertEquals(errors[0][0], measured.get("test/nmse"), 1e-3);
      assertEquals(errors[1][0], measured.get("test/nmse_reset"), 1e-3);
      assertEquals(errors[2][0], measured.get("test/nmse_oracle"), 1e-3);
      double capacity = 0;
      List<List<?>> curve = rig.record("memory_curve", 3).rows();
      for (int k = 0; k <= delays; k++) {
        double r2 = squaredCorrelation(past, targets(TEST, delays), Z + k);
        assertEquals(r2, (float) curve.get(k).get(1), 1e-3);
        capacity += k > 0 ? r2 : 0;
      }
      assertEquals(capacity, measured.get("test/memory_capacity"), 1e-3);
    }
  }

  /** Of all samples that have enough before them: states, states from rest, or the window. */
  private static double[][] features(
      Cloud cloud, int variant, int delays, int steps, double[] recurrent, double[] in) {
    int units = (int) Math.sqrt(recurrent.length);
    List<double[]> rows = new ArrayList<>();
    double[] u = new double[units];
    for (int s = delays; s < cloud.x().length; s++) {
      double[] v = cloud.input(s);
      if (variant == 2) {
        double[] before = cloud.input(s - 1);
        double[] window = java.util.Arrays.copyOf(before, 2 * v.length);
        System.arraycopy(v, 0, window, v.length, v.length);
        rows.add(window);
        continue;
      }
      if (variant == 1) {
        u = new double[units];
      }
      for (int t = 0; t < steps; t++) {
        double[] next = new double[units];
        for (int i = 0; i < units; i++) {
          double flow = -u[i];
          for (int j = 0; j < units; j++) {
            flow += Math.tanh(u[j]) * recurrent[j * units + i];
          }
          for (int j = 0; j < v.length; j++) {
            flow += v[j] * in[j * units + i];
          }
          next[i] = u[i] + 0.1 * flow;
        }
        u = next;
      }
      rows.add(java.util.Arrays.stream(u).map(Math::tanh).toArray());
    }
    return rows.toArray(double[][]::new);
  }

  /** ξ, then the first input 0, 1, ... samples ago. */
  private static double[][] targets(Cloud cloud, int delays) {
    List<double[]> rows = new ArrayList<>();
    for (int s = delays; s < cloud.x().length; s++) {
      double[] row = java.util.Arrays.copyOf(cloud.xi(s), Z + delays + 1);
      for (int k = 0; k <= delays; k++) {
        row[Z + k] = cloud.x()[s - k][0];
      }
      rows.add(row);
    }
    return rows.toArray(double[][]::new);
  }

  private static double[][] predict(
      double[][] trained, double[][] targets, double[][] tested, double mu) {
    RealMatrix a = withOne(trained);
    RealMatrix ridge =
        MatrixUtils.createRealIdentityMatrix(a.getColumnDimension()).scalarMultiply(mu);
    RealMatrix solution =
        new LUDecomposition(a.transpose().multiply(a).add(ridge))
            .getSolver()
            .solve(a.transpose().multiply(new Array2DRowRealMatrix(targets)));
    return withOne(tested).multiply(solution).getData();
  }

  private static RealMatrix withOne(double[][] rows) {
    double[][] wider = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      wider[i] = java.util.Arrays.copyOf(rows[i], rows[i].length + 1);
      wider[i][rows[i].length] = 1;
    }
    return new Array2DRowRealMatrix(wider);
  }

  private static double squaredCorrelation(double[][] a, double[][] b, int column) {
    double[] x = java.util.Arrays.stream(a).mapToDouble(row -> row[column]).toArray();
    double[] y = java.util.Arrays.stream(b).mapToDouble(row -> row[column]).toArray();
    double r =
        new org.apache.commons.math3.stat.correlation.PearsonsCorrelation().correlation(x, y);
    return r * r;
  }
}
