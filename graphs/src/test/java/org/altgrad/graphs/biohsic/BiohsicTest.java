package org.altgrad.graphs.biohsic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.biohsic.BiohsicSettings.MemoryMode;
import org.altgrad.graphs.biohsic.BiohsicSettings.ReadoutSamples;
import org.altgrad.graphs.biohsic.BiohsicSettings.Rule;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.optim.NetworkValues;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Whole programs. */
class BiohsicTest {
  private static final Shape PLANE = Shape.of(2);
  private static final Shape IMAGE = Shape.of(4, 4, 3);
  private static final HsicMlp MLP = new HsicMlp("hsic_mlp", LayerSizes.of(8, 6));
  private static final HsicCnn CNN = new HsicCnn("hsic_cnn", List.of(6), 2);

  private static BiohsicSettings settings(Rule rule, Signal signal, int perStep) {
    return settings(rule, signal, perStep, ReadoutSamples.WINDOW, false, 30);
  }

  private static BiohsicSettings settings(
      Rule rule, Signal signal, int perStep, ReadoutSamples readout, boolean post, int probe) {
    return new BiohsicSettings(
        "biohsic",
        new BiohsicSettings.Teaching(rule, signal, new Objective(10, 0.5, 0.25, 1), 1),
        new BiohsicSettings.Memory(5, MemoryMode.RECOMPUTE),
        perStep,
        readout,
        false,
        post,
        new BiohsicSettings.Probes(probe / 5, 6, probe));
  }

  private static BiohsicSettings of(Objective objective) {
    return of(objective, MemoryMode.RECOMPUTE);
  }

  private static BiohsicSettings remembering(MemoryMode memory) {
    return of(new Objective(10, 0.5, 0.25, 1), memory);
  }

  private static BiohsicSettings of(Objective objective, MemoryMode memory) {
    return new BiohsicSettings(
        "biohsic",
        new BiohsicSettings.Teaching(Rule.BIOHSIC, Signal.EXACT, objective, 1),
        new BiohsicSettings.Memory(5, memory),
        20,
        ReadoutSamples.WINDOW,
        false,
        false,
        new BiohsicSettings.Probes(6, 6, 0));
  }

  private static Rig points(BiohsicSettings settings, int models) {
    return Clouds.rig(settings, MLP, models, "input", PLANE, 80, 7);
  }

  private static Map<String, double[]> variables(Rig rig) {
    Map<String, double[]> all = new LinkedHashMap<>();
    rig.program().variables().all().forEach(v -> all.put(v.name(), rig.variable(v.name())));
    return all;
  }

  @ParameterizedTest
  @CsvSource({"EXACT, WINDOW", "FULL, CURRENT", "NONE, WINDOW"})
  void aBlockOfWindowsIsOneWindowAfterTheOther(Signal signal, ReadoutSamples readout) {
    try (Rig block = points(settings(Rule.BIOHSIC, signal, 30, readout, true, 0), 2);
        Rig single = points(settings(Rule.BIOHSIC, signal, 1, readout, true, 0), 2)) {
      assertEquals(3, block.program().train().length().stepsPerEpoch()); // 30 + 30 + 16 windows
      Map<String, Double> first = Rig.mean(block.train(0, 2));
      Map<String, Double> same = Rig.mean(single.train(0, 60));
      assertEquals(first.keySet(), same.keySet());
      assertTrue(first.containsKey("accuracy_post/model1"), first.keySet().toString());
      first.forEach((name, value) -> assertEquals(value, same.get(name), 1e-4, name));
      block.train(2, 4); // the short block at the end, and one of the next epoch
      single.train(60, 106);
      Map<String, double[]> expected = variables(single);
      variables(block)
          .forEach((name, value) -> assertArrayEquals(expected.get(name), value, 1e-5, name));
    }
  }

  /** Here it has the examples of the test. */
  @Test
  void whatIsHeldOutIsMeasuredAsTheTestIs() {
    try (Rig rig = points(settings(Rule.BIOHSIC, Signal.EXACT, 30), 2)) {
      rig.train(0, 20);
      Map<String, Double> all = rig.evaluate(20);
      for (String name : List.of("accuracy/model0", "loss/model1")) {
        assertEquals(all.get("test/" + name), all.get("validation/" + name), 1e-9, name);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void eachOfManyModelsIsTheOnlyOne(Rule rule) {
    var settings = settings(rule, Signal.EXACT, 20);
    for (boolean images : images(rule)) {
      try (Rig many = rig(settings, images, 3);
          Rig one = rig(settings, images, 1)) {
        Map<String, double[]> start = variables(many);
        for (String name : one.trainable()) {
          double[] all = start.get(name);
          int size = all.length / 3;
          assertArrayEquals(Arrays.copyOf(all, size), one.variable(name), name);
          if (name.endsWith("weights")) {
            assertFalse(Arrays.equals(Arrays.copyOf(all, size), part(all, 1)), name);
          }
        }
        // Feedback is drawn for each model as well, so the first model is the one to compare.
        many.train(0, 4);
        one.train(0, 4);
        for (String name : one.trainable()) {
          double[] all = many.variable(name);
          assertArrayEquals(one.variable(name), part(all, 0), 2e-5, rule + " " + name);
        }
        Map<String, Double> ofMany = many.evaluate(0);
        one.evaluate(0)
            .forEach(
                (name, value) ->
                    assertEquals(value, ofMany.get(name + "/model0"), 2e-3, rule + " " + name));
      }
    }
  }

  /** In another context: each network with its seed, learning rate, and a run's if it is alone. */
  private static Rig seeded(
      BiohsicSettings settings, boolean images, List<Long> seeds, List<Double> rates) {
    var points =
        images ? new Clouds.Points("image", IMAGE, 60) : new Clouds.Points("input", PLANE, 60);
    return Clouds.rig(
        settings,
        images ? CNN : MLP,
        1,
        points,
        7,
        given -> {
          var training = given.training();
          return new Context(
              given.nodes(),
              seeds.size() > 1 ? 77 : seeds.get(0),
              given.data(),
              seeds.size() > 1
                  ? new Context.Training(7, seeds, training.limits(), training.execution())
                  : Context.Training.of(7, seeds.get(0), 1, training.limits()),
              new Optimizer(
                  NetworkValues.of(rates),
                  given.optimizer().schedule(),
                  given.optimizer().regularisation(),
                  given.optimizer().rule()));
        });
  }

  static Stream<Arguments> seededSettings() {
    Stream<Arguments> rules =
        Arrays.stream(Rule.values())
            .map(rule -> Arguments.of(settings(rule, Signal.EXACT, 20), rule == Rule.BIOHSIC));
    BiohsicSettings post =
        settings(Rule.BIOHSIC, Signal.FULL, 20, ReadoutSamples.CURRENT, true, 30);
    return Stream.concat(
        rules,
        Stream.of(
            Arguments.of(of(StoredMemoryTest.PHSIC), false),
            Arguments.of(remembering(MemoryMode.STORED), false),
            Arguments.of(post, false)));
  }

  /** Weights, order of examples, draws, probes and learning rate are those of a run of the seed. */
  @ParameterizedTest
  @MethodSource("seededSettings")
  void aNetworkWithItsSeedIsTheRunOfThatSeed(BiohsicSettings settings, boolean images) {
    List<Long> seeds = List.of(3L, 8L, 3L);
    List<Double> rates = List.of(2e-4, 2e-4, 1e-3);
    for (boolean image : images ? List.of(false, true) : List.of(false)) {
      try (Rig many = seeded(settings, image, seeds, rates)) {
        Map<String, double[]> start = variables(many);
        Map<String, Double> trained = Rig.mean(many.train(0, 5));
        Map<String, Double> tested = many.evaluate(0);
        for (int m = 0; m < seeds.size(); m++) {
          try (Rig one = seeded(settings, image, List.of(seeds.get(m)), List.of(rates.get(m)))) {
            for (String name : one.trainable()) {
              assertArrayEquals(one.variable(name), part(start.get(name), 3, m), name);
            }
            String model = "/model" + m;
            Rig.mean(one.train(0, 5))
                .forEach((name, value) -> assertEquals(value, trained.get(name + model), 1e-4));
            for (var variable : variables(one).entrySet()) {
              double[] all = many.variable(variable.getKey());
              assertClose(variable.getValue(), part(all, 3, m), variable.getKey());
            }
            one.evaluate(0)
                .forEach(
                    (name, value) -> assertEquals(value, tested.get(name + model), 1e-2, name));
          }
        }
      }
    }
  }

  private static double[] part(double[] all, int of, int m) {
    int size = all.length / of;
    return Arrays.copyOfRange(all, m * size, (m + 1) * size);
  }

  /** A stopped network stays what it is, and the others learn on. */
  @ParameterizedTest
  @EnumSource(
      value = Rule.class,
      names = {"BIOHSIC", "BP"})
  void aStoppedNetworkStays(Rule rule) {
    var settings = settings(rule, Signal.EXACT, 20);
    List<Double> rates = List.of(1e-3);
    try (Rig many = seeded(settings, false, List.of(3L, 8L), rates);
        Rig one = seeded(settings, false, List.of(8L), rates)) {
      many.train(0, 3);
      Map<String, double[]> then = variables(many);
      many.program().networks().orElseThrow().stop(many::call, new boolean[] {true, false});
      many.train(3, 6);
      one.train(0, 6);
      for (var variable : variables(one).entrySet()) {
        double[] all = many.variable(variable.getKey());
        double[] before = then.get(variable.getKey());
        assertArrayEquals(part(before, 2, 0), part(all, 2, 0), variable.getKey());
        assertClose(variable.getValue(), part(all, 2, 1), variable.getKey());
      }
    }
  }

  private static void assertClose(double[] expected, double[] found, String name) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertArrayEquals(expected, found, 1e-3 * Math.max(largest, 1e-3), name);
  }

  /** Of networks too large for one loop each has a loop of its own. */
  @ParameterizedTest
  @EnumSource(MemoryMode.class)
  void largeModelsLearnWhatEachOfThemDoesAlone(MemoryMode memory) {
    HsicMlp wide = new HsicMlp("hsic_mlp", LayerSizes.of(200, 180));
    BiohsicSettings settings = remembering(memory);
    try (Rig many = Clouds.rig(settings, wide, 3, "input", PLANE, 80, 7)) {
      Map<String, double[]> start = variables(many);
      List<Map<String, Double>> metrics = many.train(0, 2);
      for (int model = 0; model < 3; model++) {
        try (Rig one = Clouds.rig(settings, wide, 1, "input", PLANE, 80, 7)) {
          for (String name : one.trainable()) {
            one.set(name, part(start.get(name), model));
          }
          double loss = one.train(0, 2).get(1).get("loss");
          assertEquals(loss, metrics.get(1).get("loss/model" + model), 1e-4);
          for (var variable : variables(one).entrySet()) {
            double[] all = many.variable(variable.getKey());
            assertArrayEquals(variable.getValue(), part(all, model), 1e-4, variable.getKey());
          }
        }
      }
    }
  }

  private static double[] part(double[] all, int model) {
    int size = all.length / 3;
    return Arrays.copyOfRange(all, model * size, (model + 1) * size);
  }

  /** Convolutions take time to build, so not all rules are tried with them. */
  private static boolean[] images(Rule rule) {
    boolean both = rule == Rule.BIOHSIC || rule == Rule.LOCAL_LOSS;
    return both ? new boolean[] {false, true} : new boolean[] {false};
  }

  private static Rig rig(BiohsicSettings settings, boolean images, int models) {
    return images
        ? Clouds.rig(settings, CNN, models, "image", IMAGE, 40, 7)
        : points(settings, models);
  }

  @Test
  void anotherModelStartsFromTheWeightsItIsGiven() {
    var settings = settings(Rule.BIOHSIC, Signal.EXACT, 20);
    try (Rig many = points(settings, 3);
        Rig one = points(settings, 1)) {
      one.trainable().forEach(name -> one.set(name, part(many.variable(name), 2)));
      many.train(0, 4);
      one.train(0, 4);
      one.trainable()
          .forEach(
              name ->
                  assertArrayEquals(one.variable(name), part(many.variable(name), 2), 1e-5, name));
    }
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void everyRuleLearnsToTellCloudsApart(Rule rule) {
    for (boolean images : images(rule)) {
      try (Rig rig = rig(settings(rule, Signal.EXACT, 20), images, 1)) {
        double[] hidden = rig.variable("layer0/weights");
        Map<String, Double> before = rig.evaluate(0);
        rig.epochs(0, rule.onWindows() ? 5 : 25);
        Map<String, Double> after = rig.evaluate(0);
        String what = rule + (images ? " on images " : " on points ") + after;
        assertTrue(after.get("test/accuracy") > (images ? 0.7 : 0.9), what);
        assertTrue(after.get("train/loss_after") < 0.8 * before.get("train/loss_after"), what);
        boolean same = Arrays.equals(hidden, rig.variable("layer0/weights"));
        assertEquals(rule == Rule.FROZEN, same, what);
        after.forEach((name, value) -> assertTrue(Double.isFinite(value), name));
        if (rule == Rule.BIOHSIC || rule == Rule.HSIC_LAYERWISE) {
          assertTrue(after.get("train/hsic/layer0") < before.get("train/hsic/layer0"), what);
          assertEquals(1, after.get("train/cosine_exact/layer0"), 1e-4);
        }
        if (rule == Rule.BP) {
          assertEquals(1, after.get("train/cosine_bp/layer0"), 1e-4);
        }
      }
    }
  }

  @Test
  void flippedSignalClimbsTheObjective() {
    try (Rig exact = points(settings(Rule.BIOHSIC, Signal.EXACT, 20), 3);
        Rig flipped = points(settings(Rule.BIOHSIC, Signal.FLIPPED, 20), 3)) {
      exact.epochs(0, 4);
      flipped.epochs(0, 4);
      double down = exact.evaluate(0).get("test/hsic/layer1");
      double up = flipped.evaluate(0).get("test/hsic/layer1");
      assertTrue(down < up - 0.1, down + " against " + up);
      assertEquals(-1, flipped.evaluate(0).get("train/cosine_exact/layer0"), 1e-4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HSIC, GAUSSIAN",
    "HSIC, LINEAR",
    "PHSIC, GAUSSIAN",
    "PHSIC, COSINE",
    "NHSIC, GAUSSIAN"
  })
  void everyObjectiveIsDescended(Estimator estimator, LayerKernel kernel) {
    Objective objective =
        new Objective(
            estimator,
            kernel,
            10,
            0.5,
            0.25,
            1,
            0.1,
            Optional.of(List.of(5.0, 10.0)),
            Optional.empty());
    try (Rig rig = points(of(objective), 2)) {
      Map<String, Double> before = rig.evaluate(0);
      rig.epochs(0, 4);
      Map<String, Double> after = rig.evaluate(0);
      String what = before + " then " + after;
      for (int l = 0; l < 2; l++) {
        String layer = "/layer" + l;
        assertTrue(after.get("train/hsic" + layer) < before.get("train/hsic" + layer), what);
        double gamma = l == 0 ? 5 : 10;
        assertEquals(
            after.get("train/hsicx" + layer) - gamma * after.get("train/hsicy" + layer),
            after.get("train/hsic" + layer),
            1e-5);
        assertEquals(1, after.get("train/cosine_exact" + layer), 1e-4);
      }
      assertTrue(after.get("test/accuracy") > 0.9, what);
    }
  }

  @Test
  void predictionsAreThoseThatAreMeasured() {
    try (Rig rig = points(settings(Rule.BP, Signal.EXACT, 20), 1)) {
      rig.epochs(0, 3);
      Recording.Table points = rig.record("points", 0);
      assertEquals(List.of("x", "y", "label"), points.columns());
      float[] flat = new float[2 * 80];
      for (int n = 0; n < 80; n++) {
        flat[2 * n] = (float) (double) points.rows().get(n).get(0);
        flat[2 * n + 1] = (float) (double) points.rows().get(n).get(1);
      }
      double right = 0;
      try (TFloat32 x = TFloat32.tensorOf(Shape.of(80, 2), DataBuffers.of(flat))) {
        var given = Map.of("input", x);
        Shape shape = rig.infer("predict", given, Tensor::shape).get("probabilities");
        assertEquals(Shape.of(80, Clouds.CLASSES), shape);
        double[] p = rig.infer("predict", given).get("probabilities");
        for (int n = 0; n < 80; n++) {
          assertEquals(1, p[3 * n] + p[3 * n + 1] + p[3 * n + 2], 1e-5);
          int label = (int) points.rows().get(n).get(2);
          double best = Math.max(p[3 * n], Math.max(p[3 * n + 1], p[3 * n + 2]));
          right += p[3 * n + label] == best ? 1 : 0;
        }
      }
      assertEquals(rig.evaluate(0).get("train/accuracy_after"), right / 80, 1e-6);
      Recording.Table boundary = rig.record("boundary", 0);
      assertEquals(List.of("x", "y", "p"), boundary.columns());
      double low =
          points.rows().stream().mapToDouble(row -> (double) row.get(0)).min().orElseThrow();
      assertTrue((double) boundary.rows().get(0).get(0) < low);
    }
  }

  @Test
  void linearClassifierHasNoHiddenLayers() {
    HsicMlp linear = new HsicMlp("hsic_mlp", LayerSizes.of());
    for (Rule rule : List.of(Rule.BIOHSIC, Rule.BP)) {
      try (Rig rig =
          Clouds.rig(settings(rule, Signal.EXACT, 20), linear, 1, "input", PLANE, 80, 7)) {
        assertEquals(List.of("output/weights", "output/bias"), rig.trainable());
        rig.epochs(0, 1);
        assertTrue(rig.evaluate(0).containsKey("test/hsic/layer0"));
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    var biohsic = settings(Rule.BIOHSIC, Signal.EXACT, 20);
    complains("model name", () -> Clouds.rig(biohsic, CNN, 1, "input", PLANE, 20, 7));
    complains("memory", () -> Clouds.rig(biohsic, MLP, 1, "input", PLANE, 4, 2));
    complains(
        "model pool",
        () ->
            Clouds.rig(
                biohsic, new HsicCnn("hsic_cnn", List.of(2, 2, 2), 3), 1, "image", IMAGE, 20, 7));
    complains("signal", () -> settings(Rule.BP, Signal.DIAGONAL, 20));
    Objective three =
        new Objective(
            Estimator.HSIC,
            LayerKernel.GAUSSIAN,
            1,
            1,
            1,
            1,
            1e-5,
            Optional.of(List.of(1.0, 2.0, 3.0)),
            Optional.empty());
    complains("layer_gamma", () -> points(of(three), 1));
    complains("features", () -> new HsicMlp("hsic_mlp", LayerSizes.of(3, 0)));
  }

  private static void complains(String about, org.junit.jupiter.api.function.Executable attempt) {
    var failure = assertThrows(IllegalArgumentException.class, attempt);
    assertTrue(failure.getMessage().startsWith(about + ": "), failure.getMessage());
  }
}
