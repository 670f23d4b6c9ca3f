package org.altgrad.graphs.biohsic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.biohsic.BiohsicSettings.MemoryMode;
import org.altgrad.graphs.biohsic.BiohsicSettings.ReadoutSamples;
import org.altgrad.graphs.biohsic.BiohsicSettings.Rule;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.program.Directions;
import org.altgrad.graphs.program.ShuffledBatches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/** Directions and what they are measured against, beside each other and finite differences. */
class SignalDirectionsTest {
  private static final HsicMlp MLP = new HsicMlp("hsic_mlp", LayerSizes.of(5, 4));
  private static final int N = 6;
  private static final String OWN = SignalDirections.OWN;
  private static final String BP = SignalDirections.BACK_PROPAGATION;

  private static BiohsicSettings settings(Rule rule, Objective objective) {
    return new BiohsicSettings(
        "biohsic",
        new BiohsicSettings.Teaching(rule, Signal.EXACT, objective, 1),
        new BiohsicSettings.Memory(N, MemoryMode.RECOMPUTE),
        1,
        ReadoutSamples.WINDOW,
        false,
        false,
        new BiohsicSettings.Probes(0, N, 0));
  }

  private static Objective objective(Estimator estimator) {
    return new Objective(
        estimator,
        LayerKernel.GAUSSIAN,
        3,
        0.5,
        0.25,
        1,
        0.1,
        Optional.of(List.of(2.0, 3.0)),
        Optional.empty());
  }

  private static Rig points(Rule rule, Estimator estimator, int train) {
    return Clouds.rig(settings(rule, objective(estimator)), MLP, 1, "input", Shape.of(2), train, 4);
  }

  /** A direction, and the references by their names. */
  private record Drawn(double[] direction, Map<String, double[]> references) {}

  /** One draw of all directions. */
  private static Map<String, Drawn> draw(Rig rig, long number) {
    Directions directions = rig.program().directions().orElseThrow();
    Nodes<TFloat32> nodes =
        rig.program().variables().trainable(TFloat32.class).get(0).value().nodes();
    Directions.Graph graph = directions.builder().on(nodes, directions.all());
    graph.before().run(rig::call);
    List<Operand<TFloat64>> fetches = new ArrayList<>();
    for (Directions.Comparison one : graph.compared()) {
      fetches.add(Directions.OfDraw.of(one.direction()).value());
      one.references()
          .values()
          .forEach(reference -> fetches.add(((Directions.OfDraw) reference).value()));
    }
    Map<String, Drawn> drawn = new LinkedHashMap<>();
    try (TInt64 counter = TInt64.scalarOf(number);
        Result result = rig.call(Map.of(graph.counter(), counter), fetches, List.of())) {
      int next = 0;
      for (int i = 0; i < directions.all().size(); i++) {
        double[] direction = values((TFloat64) result.get(next++));
        Map<String, double[]> references = new LinkedHashMap<>();
        for (String name : graph.compared().get(i).references().keySet()) {
          references.put(name, values((TFloat64) result.get(next++)));
        }
        drawn.put(directions.all().get(i).name(), new Drawn(direction, references));
      }
    }
    return drawn;
  }

  private static double[] values(TFloat64 tensor) {
    double[] values = new double[(int) tensor.size()];
    Arrays.setAll(values, i -> tensor.getDouble(i));
    return values;
  }

  private static void same(double[] expected, double[] actual, double tolerance, String what) {
    double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertArrayEquals(expected, actual, tolerance * size, what);
  }

  @ParameterizedTest
  @EnumSource(Estimator.class)
  void signalsAreTheGradientsOfWhatTheyDescend(Estimator estimator) {
    try (Rig rig = points(Rule.BIOHSIC, estimator, 40)) {
      for (long number : new long[] {0, 1}) {
        Map<String, Drawn> all = draw(rig, number);
        all.forEach((name, drawn) -> assertTrue(drawn.direction().length == 39, name));
        double tolerance = estimator == Estimator.NHSIC ? 1e-3 : 1e-4;
        for (String name : List.of("exact", "full", "local_loss", "bp")) {
          same(all.get(name).references().get(OWN), all.get(name).direction(), tolerance, name);
        }
        double[] down = all.get("exact").direction();
        double[] up = Arrays.stream(down).map(x -> -x).toArray();
        assertArrayEquals(up, all.get("flipped").direction(), 1e-30);
        assertArrayEquals(new double[up.length], all.get("none").direction(), 1e-30);
        assertEquals(estimator == Estimator.HSIC, all.containsKey("diagonal"));
        for (String name : List.of("bp", "feedback_alignment", "direct_feedback_alignment")) {
          assertArrayEquals(
              all.get("bp").references().get(BP), all.get(name).references().get(OWN), name);
        }
      }
    }
  }

  @Test
  void convolutionsHaveThemToo() {
    HsicCnn cnn = new HsicCnn("hsic_cnn", List.of(3), 2);
    BiohsicSettings settings = settings(Rule.BP, objective(Estimator.HSIC).at(0));
    try (Rig rig = Clouds.rig(settings, cnn, 1, "image", Shape.of(4, 4, 3), 10, 4)) {
      Map<String, Drawn> all = draw(rig, 3);
      for (String name : List.of("exact", "full", "local_loss", "bp")) {
        same(all.get(name).references().get(OWN), all.get(name).direction(), 1e-4, name);
      }
    }
  }

  /** With as many samples as there are, the window is the whole of the first epoch. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void referencesAreDifferencesOfPlainValues(boolean all) {
    try (Rig rig = points(Rule.BIOHSIC, Estimator.HSIC, N)) {
      Plain plain = Plain.of(rig);
      Drawn drawn = draw(rig, 0).get(all ? "full" : "exact");
      same(
          plain.differences(weights -> plain.objectives(weights, all)),
          drawn.references().get(OWN),
          1e-6,
          "own");
      same(
          plain.differences(weights -> plain.crossEntropy(weights, all)),
          drawn.references().get(BP),
          1e-6,
          "back-propagation");
    }
  }

  @Test
  void aRunsOwnFeedbackIsUsed() {
    try (Rig rig = points(Rule.FEEDBACK_ALIGNMENT, Estimator.HSIC, 40)) {
      Map<String, Drawn> before = draw(rig, 5);
      assertTrue(
          cosine(before.get("bp").direction(), before.get("feedback_alignment").direction()) < 0.9);
      rig.set("layer1/feedback", rig.variable("layer1/weights"));
      rig.set("output/feedback", rig.variable("output/weights"));
      Map<String, Drawn> after = draw(rig, 5);
      assertArrayEquals(after.get("bp").direction(), before.get("bp").direction(), 1e-9);
      same(
          after.get("bp").direction(),
          after.get("feedback_alignment").direction(),
          1e-6,
          "feedback of the weights");
    }
  }

  private static double cosine(double[] a, double[] b) {
    double product = 0;
    double left = 0;
    double right = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      left += a[i] * a[i];
      right += b[i] * b[i];
    }
    return product / Math.sqrt(left * right);
  }

  @Test
  void oneNetworkIsMeasured() {
    BiohsicSettings settings = settings(Rule.BIOHSIC, objective(Estimator.HSIC));
    try (Rig rig = Clouds.rig(settings, MLP, 2, "input", Shape.of(2), 20, 4)) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> draw(rig, 0)).getMessage();
      assertTrue(message.startsWith("trainer.models: must be 1"), message);
    }
  }

  /**
   * The network in plain Java, at weights [layer][...] of which each layer's own are varied.
   *
   * @param x in the order of the window
   */
  private record Plain(double[][] x, double[][] y, double[][] weights, double[][] biases) {
    static Plain of(Rig rig) {
      int[] order = new ShuffledBatches(5, N, N).rows(0);
      List<List<?>> points = rig.record("points", 0).rows();
      double[][] x = new double[N][2];
      double[][] y = new double[N][Clouds.CLASSES];
      for (int i = 0; i < N; i++) {
        List<?> row = points.get(order[i]);
        x[i] = new double[] {(double) row.get(0), (double) row.get(1)};
        y[i][(int) row.get(2)] = 1;
      }
      double[][] weights = new double[3][];
      double[][] biases = new double[3][];
      List<String> names = List.of("layer0", "layer1", "output");
      for (int l = 0; l < 3; l++) {
        weights[l] = rig.variable(names.get(l) + "/weights");
        biases[l] = rig.variable(names.get(l) + "/bias");
      }
      return new Plain(x, y, weights, biases);
    }

    private static double[] affine(double[] h, double[] w, double[] b) {
      double[] out = b.clone();
      for (int i = 0; i < h.length; i++) {
        for (int j = 0; j < b.length; j++) {
          out[j] += h[i] * w[i * b.length + j];
        }
      }
      return out;
    }

    private static double[] normalised(double[] u) {
      double[] r = Arrays.stream(u).map(v -> Math.max(0, v)).toArray();
      double mean = Arrays.stream(r).average().orElseThrow();
      double variance = Arrays.stream(r).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      double s = Math.sqrt(variance + LocalRule.EPSILON);
      return Arrays.stream(r).map(v -> (v - mean) / s).toArray();
    }

    /** Activities [n][d] of a hidden layer for all samples. */
    private double[][] activities(int layer) {
      double[][] z = x;
      for (int l = 0; l <= layer; l++) {
        z = layer(z, l);
      }
      return z;
    }

    private double[][] layer(double[][] h, int l) {
      return Arrays.stream(h)
          .map(row -> normalised(affine(row, weights[l], biases[l])))
          .toArray(double[][]::new);
    }

    /** The sum of the layers' objectives if each reads what the others' present weights make. */
    double objectives(Plain varied, boolean all) {
      double sum = 0;
      for (int l = 0; l < 2; l++) {
        double[][] z = varied.layer(l == 0 ? x : activities(l - 1), l);
        double[][] past = activities(l);
        for (int i = 0; i < N - 1 && !all; i++) {
          z[i] = past[i];
        }
        sum += PlainObjective.loss(objective(Estimator.HSIC).at(l), x, y, z);
      }
      return sum;
    }

    double crossEntropy(Plain varied, boolean all) {
      double sum = 0;
      double[][] z = varied.activities(1);
      for (int i = all ? 0 : N - 1; i < N; i++) {
        double[] logits = affine(z[i], weights[2], biases[2]);
        double total = Arrays.stream(logits).map(Math::exp).sum();
        for (int c = 0; c < logits.length; c++) {
          sum -= y[i][c] * (logits[c] - Math.log(total));
        }
      }
      return sum / (all ? N : 1);
    }

    /** Derivatives with respect to each hidden layer's weights and bias, in the rule's order. */
    double[] differences(ToDoubleFunction<Plain> loss) {
      List<Double> derivatives = new ArrayList<>();
      for (int l = 0; l < 2; l++) {
        for (double[][] tensors : List.of(weights, biases)) {
          for (int i = 0; i < tensors[l].length; i++) {
            double step = 1e-5;
            double centre = tensors[l][i];
            double[] values = new double[2];
            for (int side = 0; side < 2; side++) {
              double[][] w = copy(weights);
              double[][] b = copy(biases);
              (tensors == weights ? w : b)[l][i] = centre + (side == 0 ? step : -step);
              values[side] = loss.applyAsDouble(new Plain(x, y, w, b));
            }
            derivatives.add((values[0] - values[1]) / (2 * step));
          }
        }
      }
      return derivatives.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[][] copy(double[][] tensors) {
      return Arrays.stream(tensors).map(double[]::clone).toArray(double[][]::new);
    }
  }
}
