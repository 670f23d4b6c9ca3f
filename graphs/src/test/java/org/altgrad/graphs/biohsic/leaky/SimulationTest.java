package org.altgrad.graphs.biohsic.leaky;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.biohsic.BiohsicSettings.ReadoutSamples;
import org.altgrad.graphs.biohsic.Estimator;
import org.altgrad.graphs.biohsic.LayerKernel;
import org.altgrad.graphs.biohsic.LocalRule;
import org.altgrad.graphs.biohsic.Objective;
import org.altgrad.graphs.biohsic.Signal;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Decay;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Regularisation;
import org.altgrad.graphs.optim.Schedule;
import org.altgrad.graphs.optim.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

class SimulationTest {
  private static final int[] WIDTHS = {2, 5, 3, 2};
  private static final int MODELS = 2;
  private static final int MEMORY = 4;
  private static final int ROWS = 8;
  private static final Objective OBJECTIVE = new Objective(10, 0.5, 0.25, 1);
  private static final Objective OF_LAYERS =
      new Objective(
          Estimator.HSIC,
          LayerKernel.GAUSSIAN,
          1,
          0.5,
          0.25,
          1,
          1e-5,
          Optional.of(List.of(3.0, 20.0)),
          Optional.of(List.of(0.7, 1.4)));
  private static final Objective PHSIC =
      new Objective(
          Estimator.PHSIC,
          LayerKernel.COSINE,
          4,
          0.5,
          0.25,
          1,
          1e-5,
          Optional.empty(),
          Optional.empty());
  private static final PlainSimulation.Rates RATES =
      new PlainSimulation.Rates(1e-2, 0.9, 0.99, 1e-8, 1e-3);

  /** What is simulated in a test. */
  record Case(
      Signal signal,
      SpikingUnits spiking,
      ReadoutSamples readout,
      int steps,
      double rho,
      Objective objective,
      boolean compile) {
    Case(Signal signal, SpikingUnits spiking, ReadoutSamples readout, int steps, double rho) {
      this(signal, spiking, readout, steps, rho, OBJECTIVE);
    }

    Case(
        Signal signal,
        SpikingUnits spiking,
        ReadoutSamples readout,
        int steps,
        double rho,
        Objective objective) {
      this(signal, spiking, readout, steps, rho, objective, false);
    }

    Case compiled() {
      return new Case(signal, spiking, readout, steps, rho, objective, true);
    }

    Units units() {
      return spiking == null ? new RateUnits(rho) : spiking;
    }

    Network network() {
      return new Network(MODELS, java.util.Arrays.stream(WIDTHS).boxed().toList(), rho, units());
    }

    LeakySettings settings(int perSample) {
      return new LeakySettings(
          "biohsic_leaky",
          signal,
          MEMORY,
          objective,
          readout,
          perSample,
          ROWS,
          new Source.Computed("computed"),
          compile);
    }
  }

  private static final SpikingUnits SUBTRACT = new SpikingUnits(0.3, 0.2, 0.2, false, 0.3);
  private static final SpikingUnits ZERO = new SpikingUnits(0.3, 0.2, 0.2, true, 0.3);

  static Stream<Case> cases() {
    return kinds().flatMap(kind -> Stream.of(kind, kind.compiled()));
  }

  private static Stream<Case> kinds() {
    return Stream.of(
        new Case(Signal.EXACT, null, ReadoutSamples.WINDOW, 6, 0.2),
        new Case(Signal.FULL, null, ReadoutSamples.WINDOW, 3, 0.2),
        new Case(Signal.DIAGONAL, null, ReadoutSamples.CURRENT, 3, 0.2),
        new Case(Signal.FLIPPED, null, ReadoutSamples.WINDOW, 3, 1),
        new Case(Signal.NONE, null, ReadoutSamples.WINDOW, 4, 0.2),
        new Case(Signal.EXACT, SUBTRACT, ReadoutSamples.WINDOW, 6, 0.3),
        new Case(Signal.EXACT, ZERO, ReadoutSamples.WINDOW, 6, 0.3),
        new Case(Signal.FULL, SUBTRACT, ReadoutSamples.WINDOW, 4, 0.3),
        new Case(Signal.EXACT, null, ReadoutSamples.WINDOW, 3, 0.2, OF_LAYERS),
        new Case(Signal.FULL, null, ReadoutSamples.WINDOW, 3, 0.2, OF_LAYERS),
        new Case(Signal.FLIPPED, null, ReadoutSamples.WINDOW, 3, 0.2, PHSIC),
        new Case(Signal.FULL, null, ReadoutSamples.CURRENT, 3, 0.2, PHSIC));
  }

  private final Random random = new Random(4);
  private final double[][] x = matrix(ROWS, WIDTHS[0]);
  private final int[] labels = random.ints(ROWS, 0, 2).toArray();
  private final List<double[]> initial = new ArrayList<>();

  SimulationTest() {
    for (int l = 0; l + 1 < WIDTHS.length; l++) {
      initial.add(values(MODELS * WIDTHS[l] * WIDTHS[l + 1]));
      initial.add(values(MODELS * WIDTHS[l + 1]));
    }
  }

  private double[] values(int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  private double[][] matrix(int rows, int columns) {
    double[][] matrix = new double[rows][];
    for (int i = 0; i < rows; i++) {
      matrix[i] = values(columns);
    }
    return matrix;
  }

  private PlainSimulation plain(Case c, int model) {
    int layers = WIDTHS.length - 1;
    double[][][] weights = new double[layers][][];
    double[][] bias = new double[layers][];
    for (int l = 0; l < layers; l++) {
      int out = WIDTHS[l + 1];
      weights[l] = new double[WIDTHS[l]][out];
      bias[l] = new double[out];
      for (int j = 0; j < out; j++) {
        for (int i = 0; i < WIDTHS[l]; i++) {
          weights[l][i][j] = initial.get(2 * l)[(model * WIDTHS[l] + i) * out + j];
        }
        bias[l][j] = initial.get(2 * l + 1)[model * out + j];
      }
    }
    return new PlainSimulation(
        WIDTHS,
        MEMORY,
        c.steps(),
        c.rho(),
        c.spiking(),
        c.signal(),
        c.objective(),
        c.readout() == ReadoutSamples.CURRENT,
        RATES,
        weights,
        bias);
  }

  private static Simulation simulation(Case c, int perSample, Optimizer optimizer) {
    return new Simulation(c.network(), c.settings(perSample), optimizer, 1);
  }

  private static Optimizer adamW() {
    return new Optimizer(
        RATES.lr(),
        new Schedule.Constant(),
        new Regularisation(RATES.decay(), Decay.AFTER),
        new Adam(RATES.beta1(), RATES.beta2(), RATES.eps()));
  }

  private List<Expr<TFloat64>> parameters(TestGraph g) {
    List<Expr<TFloat64>> parameters = new ArrayList<>();
    for (int l = 0; l + 1 < WIDTHS.length; l++) {
      parameters.add(
          g.f64.constant(Shape.of(MODELS, WIDTHS[l], WIDTHS[l + 1]), initial.get(2 * l)));
      parameters.add(g.f64.constant(Shape.of(MODELS, WIDTHS[l + 1]), initial.get(2 * l + 1)));
    }
    return parameters;
  }

  private static List<Expr<TFloat64>> zeros(TestGraph g, List<Shape> shapes) {
    return shapes.stream()
        .map(shape -> g.f64.constant(shape, new double[(int) shape.size()]))
        .toList();
  }

  private Carried<TFloat64> start(TestGraph g, Simulation simulation) {
    List<Expr<TFloat64>> all = parameters(g);
    Expr<TFloat64> packed = simulation.packing().pack(all.subList(simulation.fixed(), all.size()));
    return new Carried<>(
        packed,
        Collections.nCopies(simulation.optimizer().slots().size(), g.f64.zerosLike(packed)),
        zeros(g, simulation.network().states(MEMORY)),
        zeros(g, simulation.network().traces(simulation.taughtRows())),
        List.of(),
        zeros(g, Collections.nCopies(simulation.totals(), Shape.of(MODELS))));
  }

  private Simulation.Stream<TFloat64> stream(TestGraph g, int first, int rows, long before) {
    double[][] part = java.util.Arrays.copyOfRange(x, first, first + rows);
    int[] labelled = java.util.Arrays.copyOfRange(labels, first, first + rows);
    return new Simulation.Stream<>(
        g.f64.constant(part),
        g.f64.oneHot(g.tf.constant(labelled), 2),
        g.tf.constant(rows - MEMORY + 1),
        g.f64.as(TInt64.class).constant(before));
  }

  private Carried<TFloat64> run(
      TestGraph g,
      Simulation simulation,
      Simulation.Stream<TFloat64> stream,
      Carried<TFloat64> start) {
    return shown(g, simulation, stream, start).carried();
  }

  private Simulation.Shown<TFloat64> shown(
      TestGraph g,
      Simulation simulation,
      Simulation.Stream<TFloat64> stream,
      Carried<TFloat64> start) {
    List<Expr<TFloat64>> fixed = parameters(g).subList(0, simulation.fixed());
    return simulation.run(stream, fixed, List.of(), start);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyModelDoesWhatPlainJavaDoes(Case c) {
    try (TestGraph g = new TestGraph()) {
      Simulation simulation = simulation(c, c.steps(), adamW());
      Simulation.Shown<TFloat64> shown =
          shown(g, simulation, stream(g, 0, ROWS, 0), start(g, simulation));
      Carried<TFloat64> end = shown.carried();
      List<Expr<TFloat64>> asked = new ArrayList<>(simulation.packing().unpack(end.parameters()));
      int learned = asked.size();
      asked.addAll(end.states());
      asked.add(end.totals().get(Simulation.LOSS));
      asked.add(shown.correct());
      List<double[]> values = values(g, asked);
      List<double[]> states = values.subList(learned, learned + end.states().size());
      double[] loss = values.get(learned + states.size());
      double[] correct = values.get(learned + states.size() + 1);
      for (int model = 0; model < MODELS; model++) {
        PlainSimulation plain = plain(c, model);
        plain.run(x, labels);
        for (int l = simulation.fixed() / 2; l + 1 < WIDTHS.length; l++) {
          int at = 2 * l - simulation.fixed();
          assertModel(flat(plain.weights[l]), values.get(at), model);
          assertModel(plain.bias[l], values.get(at + 1), model);
        }
        int k = simulation.network().units().states();
        for (int l = 0; l + 1 < WIDTHS.length; l++) {
          assertModel(flat(plain.u[l]), states.get(l * k), model);
        }
        // Finite differences, which Adam divides by their size, are less exact than closed forms.
        double tolerance = c.objective().estimator() == Estimator.HSIC ? 1e-9 : 1e-7;
        assertEquals(plain.loss, loss[model], tolerance * plain.loss);
        assertEquals(plain.correct, correct[model], 1e-9);
      }
      if (c.spiking() != null) {
        assertTrue(java.util.Arrays.stream(states.get(1)).anyMatch(r -> r > 0.05), "units spike");
      }
    }
  }

  /** Values of several tensors by one call, as each call computes everything anew. */
  private static List<double[]> values(TestGraph g, List<Expr<TFloat64>> tensors) {
    double[] all = g.value(g.f64.concat(tensors.stream().map(t -> t.reshape(-1)).toList(), 0));
    List<double[]> values = new ArrayList<>();
    int from = 0;
    for (Expr<TFloat64> tensor : tensors) {
      int to = from + (int) tensor.shape().size();
      values.add(java.util.Arrays.copyOfRange(all, from, to));
      from = to;
    }
    return values;
  }

  private static double[] flat(double[][] rows) {
    return java.util.Arrays.stream(rows).flatMapToDouble(java.util.Arrays::stream).toArray();
  }

  private static void assertModel(double[] expected, double[] all, int model) {
    int size = all.length / MODELS;
    double[] actual = java.util.Arrays.copyOfRange(all, model * size, (model + 1) * size);
    assertArrayEquals(expected, actual, 1e-6);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void twoCallsDoWhatOneDoes(Case c) {
    try (TestGraph g = new TestGraph()) {
      Simulation simulation = simulation(c, c.steps(), adamW());
      Carried<TFloat64> once = run(g, simulation, stream(g, 0, ROWS, 0), start(g, simulation));
      int windows = 2;
      Carried<TFloat64> half =
          run(g, simulation, stream(g, 0, windows + MEMORY - 1, 0), start(g, simulation));
      Carried<TFloat64> twice =
          run(g, simulation, stream(g, windows, ROWS - windows, (long) windows * c.steps()), half);
      List<Expr<TFloat64>> asked = new ArrayList<>(once.states());
      asked.add(once.parameters());
      List<Expr<TFloat64>> other = new ArrayList<>(twice.states());
      other.add(twice.parameters());
      List<double[]> expected = values(g, asked);
      List<double[]> actual = values(g, other);
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(expected.get(i), actual.get(i), 1e-13);
      }
    }
  }

  @Test
  void oneTimeStepWithoutLeakIsAStepOfThePlainNetwork() {
    Case c = new Case(Signal.EXACT, null, ReadoutSamples.WINDOW, 1, 1);
    double lr = 0.5;
    try (TestGraph g = new TestGraph()) {
      Simulation simulation = simulation(c, 1, new Optimizer(lr, new Sgd()));
      Carried<TFloat64> end = run(g, simulation, stream(g, 0, MEMORY, 0), start(g, simulation));
      List<Expr<TFloat64>> learned = simulation.packing().unpack(end.parameters());

      // By TensorFlow's gradients through carriers of the signal, one for each layer.
      List<Expr<TFloat64>> parameters = parameters(g);
      Simulation.Stream<TFloat64> stream = stream(g, 0, MEMORY, 0);
      Expr<TFloat64> contrast = OBJECTIVE.contrast(stream.x(), stream.y());
      Expr<TFloat64> h = stream.x();
      Expr<TFloat64> root = g.f64.constant(0);
      for (int l = 0; l + 2 < WIDTHS.length; l++) {
        Expr<TFloat64> a =
            h.stop().batchMatmul(parameters.get(2 * l)).plus(parameters.get(2 * l + 1).expand(1));
        Expr<TFloat64> z = LocalRule.of(a).z();
        Expr<TFloat64> cotangent = Signal.EXACT.cotangent(OBJECTIVE, contrast, z.stop());
        root = root.plus(LocalRule.carrier("layer" + l, z, cotangent).sum());
        h = z;
      }
      int last = 2 * (WIDTHS.length - 2);
      Expr<TFloat64> logits =
          h.stop().batchMatmul(parameters.get(last)).plus(parameters.get(last + 1).expand(1));
      root =
          root.minus(
              Expr.logSoftmax(logits.reshape(-1, 2))
                  .reshape(MODELS, MEMORY, 2)
                  .times(stream.y())
                  .sum(2)
                  .mean(1)
                  .sum(0));
      List<Expr<TFloat64>> gradients = Gradients.of(root, parameters);
      List<Expr<TFloat64>> expected = new ArrayList<>();
      for (int i = 0; i < parameters.size(); i++) {
        expected.add(parameters.get(i).minus(gradients.get(i).times(lr)));
      }
      List<double[]> byHand = values(g, expected);
      List<double[]> simulated = values(g, learned);
      for (int i = 0; i < byHand.size(); i++) {
        assertArrayEquals(byHand.get(i), simulated.get(i), 1e-12);
      }
    }
  }

  @Test
  void theExactSignalDescendsTheObjectiveOfTheCurrentSample() {
    Case c = new Case(Signal.EXACT, null, ReadoutSamples.WINDOW, 1, 0.2);
    double lr = 0.1;
    try (TestGraph g = new TestGraph()) {
      Simulation simulation = simulation(c, 1, new Optimizer(lr, new Sgd()));
      Carried<TFloat64> start = start(g, simulation);
      List<Expr<TFloat64>> states = new ArrayList<>();
      for (Shape shape : simulation.network().states(MEMORY)) {
        states.add(g.f64.constant(shape, values((int) shape.size())));
      }
      Carried<TFloat64> end =
          run(
              g,
              simulation,
              stream(g, 0, MEMORY, 0),
              new Carried<>(
                  start.parameters(),
                  start.slots(),
                  states,
                  start.traces(),
                  List.of(),
                  start.totals()));
      double[] learned = g.value(simulation.packing().unpack(end.parameters()).get(0));
      double[] u = g.value(states.get(0));

      int in = WIDTHS[0];
      int d = WIDTHS[1];
      for (int k = 0; k < MODELS * in * d; k++) {
        double step = 1e-5;
        double[] weights = initial.get(0).clone();
        weights[k] += step;
        double up = objective(weights, initial.get(0), u, k / (in * d));
        weights[k] -= 2 * step;
        double down = objective(weights, initial.get(0), u, k / (in * d));
        double direction = (initial.get(0)[k] - learned[k]) / lr;
        assertEquals((up - down) / (2 * step), direction, 1e-7);
      }
    }
  }

  /** L of the first layer after a time step; only the current row has the changed weights. */
  private double objective(double[] changed, double[] before, double[] u, int model) {
    int in = WIDTHS[0];
    int d = WIDTHS[1];
    double[][] z = new double[MEMORY][d];
    for (int p = 0; p < MEMORY; p++) {
      double[] weights = p == MEMORY - 1 ? changed : before;
      double mean = 0;
      for (int j = 0; j < d; j++) {
        double a = initial.get(1)[model * d + j];
        for (int i = 0; i < in; i++) {
          a += x[p][i] * weights[(model * in + i) * d + j];
        }
        double old = u[(model * MEMORY + p) * d + j];
        z[p][j] = Math.max(0, old + 0.2 * (a - old));
        mean += z[p][j] / d;
      }
      double variance = 0;
      for (int j = 0; j < d; j++) {
        variance += (z[p][j] - mean) * (z[p][j] - mean) / d;
      }
      for (int j = 0; j < d; j++) {
        z[p][j] = (z[p][j] - mean) / Math.sqrt(variance + 1e-6);
      }
    }
    double[][] kx = kernels(x, in, OBJECTIVE.sigmaX());
    double[][] y = new double[MEMORY][2];
    for (int p = 0; p < MEMORY; p++) {
      y[p][labels[p]] = 1;
    }
    double[][] ky = kernels(y, 2, OBJECTIVE.sigmaY());
    double[][] kz = kernels(z, d, OBJECTIVE.sigmaZ());
    return hsic(kx, kz) - OBJECTIVE.gamma() * hsic(ky, kz);
  }

  private static double[][] kernels(double[][] rows, int dimension, double sigma) {
    double[][] k = new double[MEMORY][MEMORY];
    for (int p = 0; p < MEMORY; p++) {
      for (int q = 0; q < MEMORY; q++) {
        double squared = 0;
        for (int i = 0; i < dimension; i++) {
          squared += Math.pow(rows[p][i] - rows[q][i], 2);
        }
        k[p][q] = Math.exp(-squared / (2 * sigma * sigma * dimension));
      }
    }
    return k;
  }

  /** tr(Ka H Kb H) / (n - 1)², by the sums of rows. */
  private static double hsic(double[][] a, double[][] b) {
    int n = a.length;
    double product = 0;
    double chain = 0;
    double sumA = 0;
    double sumB = 0;
    for (int p = 0; p < n; p++) {
      double rowA = 0;
      double rowB = 0;
      for (int q = 0; q < n; q++) {
        product += a[p][q] * b[p][q];
        rowA += a[p][q];
        rowB += b[p][q];
      }
      chain += rowA * rowB;
      sumA += rowA;
      sumB += rowB;
    }
    return (product - 2 * chain / n + sumA * sumB / n / n) / ((n - 1.0) * (n - 1.0));
  }
}
