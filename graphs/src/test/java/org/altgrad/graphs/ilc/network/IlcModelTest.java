package org.altgrad.graphs.ilc.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.nn.Parameters;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

class IlcModelTest {

  private static long count(IlcModel model, int outputs, long... example) {
    try (TestGraph g = new TestGraph()) {
      create(g, model, outputs, example);
      return g.variables.parameterCount();
    }
  }

  private static void create(TestGraph g, IlcModel model, int outputs, long... example) {
    Randoms randoms = new Randoms(1, g.tf.constant(0L));
    model.network(Parameters.fresh(g.variables, randoms, g.f64), Shape.of(example), outputs);
  }

  private static MlpModel mlp(int hidden, int layers, MlpModel.Activation activation, Weighting w) {
    return new MlpModel(
        "mlp",
        new LayerSizes(List.of(), OptionalInt.of(hidden), OptionalInt.of(layers)),
        activation,
        Norm.NONE,
        1,
        0,
        w,
        0);
  }

  @Test
  void parametersAreAsManyAsPublished() {
    var leaky = MlpModel.Activation.LEAKY_RELU;
    var relu = MlpModel.Activation.RELU;
    assertEquals(136_705, count(mlp(256, 3, leaky, Weighting.HE_NORMAL), 1, 18));
    assertEquals(5, count(new LinearModel("linear", 0.1), 1, 5));
    assertEquals(
        6_573_120, count(new FastResnet("fast_resnet", 64, Norm.BATCH_SHARED, 1), 10, 32, 32, 3));
    assertEquals(2352 * 10 + 10, count(mlp(784, 0, leaky, Weighting.PYTORCH), 10, 28, 28, 3));
    assertEquals(
        392 * 390 + 390 + 390 * 390 + 390 + 391,
        count(mlp(390, 2, relu, Weighting.GLOROT_UNIFORM), 1, 14, 14, 2));
    assertEquals(
        2352 * 390 + 390 + 390 * 390 + 390 + 782,
        count(mlp(390, 2, relu, Weighting.GLOROT_UNIFORM), 2, 28, 28, 3));
    assertEquals(
        196 * 128 + 128 + 128 * 128 + 128 + 1290,
        count(mlp(128, 2, relu, Weighting.HE_NORMAL), 10, 14, 14));
  }

  /** Against the same network in plain arithmetic. */
  @Test
  void layersFollowEachOther() {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny =
          TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), Loss.CROSS_ENTROPY, 2, 2).initialised();
      var problem = tiny.problem();
      double[] found = g.value(problem.forward(new Pass<>(), tiny.batch()).z());
      double[] x = g.value(tiny.batch().x());
      for (int n = 0; n < 4; n++) {
        double[] h = java.util.Arrays.copyOfRange(x, 4 * n, 4 * n + 4);
        for (String layer : new String[] {"layer0", "layer1", "output"}) {
          double[] w = g.value(g.variables.entry(layer + "/weights", TFloat64.class).value());
          double[] b = g.value(g.variables.entry(layer + "/bias", TFloat64.class).value());
          double[] z = b.clone();
          for (int i = 0; i < h.length; i++) {
            for (int j = 0; j < z.length; j++) {
              z[j] += h[i] * w[i * z.length + j];
            }
          }
          if (!layer.equals("output")) {
            for (int j = 0; j < z.length; j++) {
              z[j] = z[j] < 0 ? 0.01 * z[j] : z[j];
            }
          }
          h = z;
        }
        assertArrayEquals(h, java.util.Arrays.copyOfRange(found, 3 * n, 3 * n + 3), 1e-12);
      }
    }
  }

  @Test
  void initialWeightsHaveTheirDeviation() {
    try (TestGraph g = new TestGraph()) {
      var model = mlp(256, 3, MlpModel.Activation.LEAKY_RELU, Weighting.HE_NORMAL);
      create(g, model, 1, 18);
      g.initialize();
      double[] w = g.value(g.variables.trainable(TFloat64.class).get(2).value());
      double square = java.util.Arrays.stream(w).map(v -> v * v).average().orElseThrow();
      // 65536 draws: the mean square has a relative standard error of √(2/65536).
      assertEquals(2.0 / 256, square, 5 * Math.sqrt(2.0 / 65536) * 2 / 256);
    }
  }

  @Test
  void runningAveragesTakeThePlaceOfStatisticsInInference() {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny = TinyProblem.of(g, TinyProblem.mlp(Norm.BATCH_ENV), Loss.SQUARED, 2, 3);
      Expr<TFloat64> x = tiny.batch().x();
      var weights = Parameters.given(new Fixed(g)::of);
      Expr<TFloat64> inferred = infer(TinyProblem.mlp(Norm.BATCH_ENV), weights, x);
      Expr<TFloat64> plain = infer(TinyProblem.mlp(Norm.NONE), weights, x);
      tiny.initialised();
      // With mean 0, variance 1 - 1e-5, scale 1 and bias 0 the normalisation is the identity.
      assertArrayEquals(g.value(plain), g.value(inferred), 1e-9);
    }
  }

  private static Expr<TFloat64> infer(
      IlcModel model, Parameters<TFloat64> parameters, Expr<TFloat64> x) {
    return model.network(parameters, Shape.of(4), 1).run(new Pass<>(), x).z();
  }

  private record Fixed(TestGraph g) {
    Expr<TFloat64> of(String name) {
      Expr<TFloat64> value = g.variables.entry(name, TFloat64.class).value();
      return name.endsWith("/variance") ? value.minus(1e-5) : value;
    }
  }

  @Test
  void impossibleSettingsSayWhatIsWrong() {
    assertTrue(
        message(() -> mlp(0, 2, MlpModel.Activation.RELU, Weighting.PYTORCH))
            .startsWith("width: "));
    assertTrue(
        message(() -> new FastResnet("fast_resnet", 6, Norm.GROUP, 4)).startsWith("groups: "));
    assertTrue(
        message(() -> count(TinyProblem.resnet(Norm.NONE), 2, 18))
            .startsWith("model fast_resnet: "));
    assertTrue(message(() -> Loss.SQUARED.outputs(2)).startsWith("loss: "));
    assertTrue(message(() -> Loss.BINARY_CROSS_ENTROPY.outputs(10)).startsWith("loss: "));
  }

  private static String message(org.junit.jupiter.api.function.Executable wrong) {
    return assertThrows(IllegalArgumentException.class, wrong).getMessage();
  }
}
