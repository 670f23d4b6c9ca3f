package org.altgrad.graphs.vub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.attack.AttackLoss;
import org.altgrad.graphs.attack.AttackSettings;
import org.altgrad.graphs.attack.Fgs;
import org.altgrad.graphs.attack.LpNorm;
import org.altgrad.graphs.attack.Pgd;
import org.altgrad.graphs.backbone.Backbone;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.NetworkValues;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.program.ResidentSplit.HostColumn;
import org.altgrad.graphs.vub.VubObjective.Ce;
import org.altgrad.graphs.vub.VubObjective.Ceb;
import org.altgrad.graphs.vub.VubObjective.Residual;
import org.altgrad.graphs.vub.VubObjective.Svib;
import org.altgrad.graphs.vub.VubObjective.Vib;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Heads on features, and on a backbone. */
class VubProgramTest {
  private static final int D = 6;
  private static final int C = 3;
  private static final int COUNT = 90;

  /** Three clouds of points. */
  private static List<HostColumn> split(String column, long seed, int count) {
    Random random = new Random(seed);
    double[][] x = new double[count][D];
    int[] y = new int[count];
    for (int i = 0; i < count; i++) {
      y[i] = i % C;
      for (int k = 0; k < D; k++) {
        x[i][k] = 0.6 * random.nextGaussian() + (k % C == y[i] ? 1.5 : 0);
      }
    }
    return List.of(Rig.floats(column, x), Rig.integers("label", y));
  }

  private static Rig rig(
      VubObjective objective, Head head, int models, long epochs, String column) {
    return rig(objective, head, models, epochs, column, Optional.empty());
  }

  private static Rig rig(
      VubObjective objective,
      Head head,
      int models,
      long epochs,
      String column,
      Optional<Path> cache) {
    return rig(objective, head, models, epochs, column, cache, 7);
  }

  private static Rig rig(
      VubObjective objective,
      Head head,
      int models,
      long epochs,
      String column,
      Optional<Path> cache,
      int batch) {
    Rig.Setting setting =
        new Rig.Setting(
            3,
            Map.of(
                "train", split(column, 1, COUNT),
                "validation", split(column, 2, 30),
                "test", split(column, 3, 40)),
            C,
            16,
            models,
            epochs,
            OPTIMIZER);
    VubSettings settings = settings(objective, cache, batch);
    return new Rig(
        setting,
        context ->
            Vub.program(
                context,
                settings,
                head,
                column.equals("feature")
                    ? Optional.empty()
                    : Optional.of(new FakeBackbone(D, 8, 5))));
  }

  private static VubSettings settings(VubObjective objective, Optional<Path> cache, int batch) {
    return new VubSettings(
        "vub",
        objective,
        Optional.empty(),
        cache,
        new VubSettings.MetricSettings(15, batch, List.of()),
        HeadAttacks.NONE,
        Optional.empty());
  }

  private static Head head(Head.Sigma sigma, double bias, int mcEval) {
    return new Head(
        "head", LayerSizes.of(8), Optional.of(4), Head.Output.LINEAR, sigma, bias, 1, mcEval, true);
  }

  private static NetworkValues value(double x) {
    return NetworkValues.of(x);
  }

  @Test
  void withoutNoiseToSpeakOfItIsCrossEntropy() {
    Head head = head(Head.Sigma.FIXED, -60, 0);
    try (Rig sampled = rig(new Svib(value(0), value(0)), head, 1, 3, "feature");
        Rig mean = rig(new Ce(false), head, 1, 3, "feature")) {
      List<Map<String, Double>> a = sampled.train(0, 18);
      List<Map<String, Double>> b = mean.train(0, 18);
      for (int i = 0; i < a.size(); i++) {
        assertEquals(b.get(i).get("loss"), a.get(i).get("loss"), 1e-6);
      }
      assertArrayEquals(mean.parameters(), sampled.parameters(), 1e-6);
    }
  }

  @Test
  void aLargeWeightOfTheRateLeavesNothingToTell() {
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 0);
    try (Rig rig = rig(new Vib(value(1e3)), head, 1, 60, "feature")) {
      rig.epochs(0, 60);
      Map<String, Double> found = rig.evaluate(360);
      assertEquals(0, found.get("test/kl"), 0.05);
      assertEquals(Math.log(C), found.get("test/ce"), 0.05);
    }
  }

  @Test
  void headsLearnTheCloudsAndAreMeasured() {
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 3);
    try (Rig rig = rig(new Vib(new NetworkValues(List.of(1e-3, 0.5))), head, 2, 15, "feature")) {
      assertEquals(List.of(), rig.openSums());
      rig.epochs(0, 15);
      Map<String, Double> found = rig.evaluate(90);
      assertTrue(found.get("test/accuracy/model0") > 0.8, found.toString());
      assertTrue(found.get("test/accuracy_sampled/model0") > 0.7, found.toString());
      assertTrue(found.get("test/kl/model0") > 2 * found.get("test/kl/model1"), found.toString());
      for (int m = 0; m < 2; m++) {
        double t = found.get("test/temperature/model" + m);
        assertTrue(t > 0.02 && t < 50 && Math.abs(t - 1) > 1e-6, found.toString());
      }
    }
  }

  @Test
  void eachNetworkHasItsWeightAndLearnsAsItWouldAlone() {
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 0);
    try (Rig both = rig(new Vib(new NetworkValues(List.of(0.1, 2.0))), head, 2, 2, "feature");
        Rig alone = rig(new Vib(value(0.1)), head, 1, 2, "feature")) {
      List<Map<String, Double>> together = both.train(0, 12);
      List<Map<String, Double>> single = alone.train(0, 12);
      for (int i = 0; i < single.size(); i++) {
        assertEquals(
            single.get(i).get("loss"), together.get(i).get("loss/model0"), 1e-4, "step " + i);
        assertNotEquals(together.get(i).get("loss/model0"), together.get(i).get("loss/model1"));
      }
    }
  }

  @Test
  void asManyWeightsAsNetworksAreWanted() {
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 0);
    Vib three = new Vib(new NetworkValues(List.of(0.1, 1.0, 2.0)));
    assertEquals(
        "beta: must be one number, or one for each of the 2 networks, but is [0.1, 1.0, 2.0]",
        assertThrows(
                IllegalArgumentException.class, () -> rig(three, head, 2, 1, "feature").close())
            .getMessage());
  }

  @Test
  void theBackwardLawOfCebLearns() {
    for (Residual residual : Residual.values()) {
      Head head = head(Head.Sigma.FIXED, 0.541324854612918, 0);
      try (Rig rig = rig(new Ceb(value(1), residual, false), head, 1, 2, "feature")) {
        double[] before = rig.variable("backward/weights");
        List<Map<String, Double>> steps = rig.train(0, 12);
        double[] after = rig.variable("backward/weights");
        for (int i = 0; i < before.length; i++) {
          assertNotEquals(before[i], after[i]);
        }
        assertEquals(1, steps.get(0).get("sigma"), 1e-6);
        assertTrue(steps.get(11).get("loss") < steps.get(0).get("loss"));
      }
    }
  }

  @Test
  void theSameStepsAreTheSame() {
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 0);
    try (Rig a = rig(new Vib(value(0.1)), head, 1, 2, "feature");
        Rig b = rig(new Vib(value(0.1)), head, 1, 2, "feature")) {
      assertEquals(a.train(0, 12), b.train(0, 12));
    }
  }

  // ------------------------------------------------------------------------------- on a backbone

  private static Map<String, double[]> predict(
      Rig rig, String signature, String column, float[] x, long passes) {
    int width = x.length / 4;
    try (TFloat32 rows = TFloat32.tensorOf(Shape.of(4, width), DataBuffers.of(x));
        TInt64 seed = TInt64.scalarOf(2);
        TInt64 many = TInt64.scalarOf(passes)) {
      return rig.infer(signature, Map.of(column, rows, "seed", seed, "passes", many));
    }
  }

  private static float[] rows(int width) {
    Random random = new Random(9);
    float[] x = new float[4 * width];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  @Test
  void backboneAndHeadAreOneFunction() {
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 0);
    try (Rig rig = rig(new Vib(value(0.1)), head, 1, 3, "input")) {
      rig.epochs(0, 3);
      assertTrue(rig.evaluate(18).get("test/path_difference") <= 1e-4);
      float[] x = rows(D);
      double[] w = new Random(5).doubles(D * 8, -1, 1).toArray();
      float[] h = new float[4 * 8];
      for (int i = 0; i < h.length; i++) {
        double sum = 0;
        for (int k = 0; k < D; k++) {
          sum += x[i / 8 * D + k] * w[k * 8 + i % 8];
        }
        h[i] = (float) Math.tanh(sum);
      }
      assertArrayEquals(
          predict(rig, "head", "feature", h, 0).get("logits"),
          predict(rig, "predict", "input", x, 0).get("logits"),
          1e-5);
    }
  }

  /** What an example draws goes by what is given, not by the last bits of its features. */
  @Test
  void theOthersInABatchDoNotChangeWhatIsDrawn() {
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 0);
    try (Rig rig = rig(new Vib(value(0.1)), head, 1, 3, "input")) {
      float[] x = rows(D);
      double[] together = predict(rig, "predict", "input", x, 3).get("probabilities");
      double[] sampled = sampled(rig, x, 4);
      for (int i = 0; i < 4; i++) {
        float[] row = Arrays.copyOfRange(x, i * D, (i + 1) * D);
        try (TFloat32 one = TFloat32.tensorOf(Shape.of(1, D), DataBuffers.of(row));
            TInt64 seed = TInt64.scalarOf(2);
            TInt64 passes = TInt64.scalarOf(3)) {
          assertArrayEquals(
              Arrays.copyOfRange(together, i * C, (i + 1) * C),
              rig.infer("predict", Map.of("input", one, "seed", seed, "passes", passes))
                  .get("probabilities"),
              1e-4);
        }
        assertArrayEquals(
            Arrays.copyOfRange(sampled, i * C, (i + 1) * C), sampled(rig, row, 1), 1e-4);
      }
    }
  }

  private static double[] sampled(Rig rig, float[] x, int rows) {
    try (TFloat32 given = TFloat32.tensorOf(Shape.of(rows, D), DataBuffers.of(x));
        TInt64 seed = TInt64.scalarOf(2)) {
      return rig.infer("sampled", Map.of("input", given, "seed", seed)).get("probabilities");
    }
  }

  /** The logarithm of a probability of less than float32 can hold is finite all the same. */
  @Test
  void samplesOfExtremeFeaturesHaveLogits() {
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 0);
    try (Rig rig = rig(new Vib(value(0.1)), head, 1, 3, "feature")) {
      float[] h = rows(D);
      for (int i = 0; i < h.length; i++) {
        h[i] *= 1e4f;
      }
      Map<String, double[]> one = predict(rig, "head", "feature", h, 1);
      double largest = 0;
      for (double logit : one.get("logits")) {
        assertTrue(Double.isFinite(logit) && logit <= 0);
        largest = Math.max(largest, -logit);
      }
      assertTrue(largest > 100, "no probability is too small to be held: " + largest);
    }
  }

  /** So is that of the mean of several: the cross-entropy that is measured is none of infinity. */
  @Test
  void measuresOfExtremeFeaturesAreNumbers() {
    double[][] x = new double[COUNT][D];
    int[] y = new int[COUNT];
    Random random = new Random(5);
    for (int i = 0; i < COUNT; i++) {
      y[i] = i % C;
      Arrays.setAll(x[i], k -> 1e4 * random.nextGaussian());
    }
    List<HostColumn> far = List.of(Rig.floats("feature", x), Rig.integers("label", y));
    Map<String, List<HostColumn>> splits =
        Map.of("train", split("feature", 1, COUNT), "validation", far, "test", far);
    Rig.Setting setting = new Rig.Setting(3, splits, C, 16, 1, 1, OPTIMIZER);
    VubSettings settings = settings(new Vib(value(0.1)), Optional.empty(), 7);
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 3);
    try (Rig rig = new Rig(setting, c -> Vub.program(c, settings, head, Optional.empty()))) {
      rig.epochs(0, 1);
      Map<String, Double> found = rig.evaluate(6);
      double ce = found.get("test/ce_sampled");
      assertTrue(Double.isFinite(ce) && ce > 100, found.toString());
    }
  }

  @Test
  void manySamplesComeToTheirMean() {
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 0);
    try (Rig rig = rig(new Vib(value(0.1)), head, 1, 3, "feature")) {
      rig.epochs(0, 3);
      float[] h = rows(D);
      double[] many = predict(rig, "head", "feature", h, 20_000).get("probabilities");
      double[] few = predict(rig, "head", "feature", h, 1000).get("probabilities");
      double[] one = predict(rig, "head", "feature", h, 1).get("probabilities");
      // A probability has a standard deviation of at most 1/2.
      assertArrayEquals(many, few, 4 * 0.5 / Math.sqrt(1000));
      assertTrue(distance(one, many) > distance(few, many));
      for (int i = 0; i < 4; i++) {
        assertEquals(1, Arrays.stream(few, i * C, (i + 1) * C).sum(), 1e-5);
      }
    }
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }

  @Test
  void keptFeaturesAreReadAndDamagedOnesMadeAgain(@TempDir Path cache) throws IOException {
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 0);
    double[] loss = new double[4];
    for (int time = 0; time < loss.length; time++) {
      try (Rig rig = rig(new Vib(value(0.1)), head, 1, 1, "input", Optional.of(cache))) {
        loss[time] = rig.train(0, 1).get(0).get("loss");
      }
      List<Path> files = files(cache);
      assertEquals(3, files.size());
      if (time == 1) {
        byte[] bytes = Files.readAllBytes(files.get(0));
        bytes[40] ^= 1;
        Files.write(files.get(0), bytes);
      } else if (time == 2) {
        Files.delete(files.get(1));
      }
    }
    assertArrayEquals(new double[] {loss[0], loss[0], loss[0], loss[0]}, loss);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void aKilledPreparationGoesOnBehindItsLastPart(@TempDir Path folder) {
    FeatureCache cache = new FeatureCache(Optional.of(folder), 4);
    List<Integer> computed = new java.util.ArrayList<>();
    assertThrows(
        IllegalStateException.class,
        () ->
            cache.all(
                11,
                2,
                from -> {
                  if (from == 8) {
                    throw new IllegalStateException("killed");
                  }
                  computed.add(from);
                  return part(from, 4);
                }));
    var all =
        cache.all(
            11,
            2,
            from -> {
              computed.add(from);
              return part(from, 3);
            });
    assertEquals(List.of(0, 4, 8), computed);
    for (int i = 0; i < 22; i++) {
      assertEquals(i, all.getFloat());
    }
  }

  private static float[] part(int from, int rows) {
    float[] values = new float[2 * rows];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * from + i;
    }
    return values;
  }

  @Test
  void featuresOfAnotherBackboneAreNotTaken() {
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> Same.check(1, 1.001, "feature", 7, "test", Optional.of(Path.of("kept"))));
    assertEquals(
        "a feature of example 7 of split test is 1.0 by the features that are read but 1.001 by"
            + " the backbone; remove kept",
        refused.getMessage());
  }

  /** How many examples are in a call changes no number. */
  @Test
  void theBatchesOfAnEvaluationDoNotMatter() {
    Map<String, Double> expected = sampled(1000);
    assertTrue(expected.containsKey("test/ce_sampled/model1"), expected.toString());
    for (int batch : new int[] {7, 32}) {
      Map<String, Double> found = sampled(batch);
      expected.forEach((name, value) -> assertEquals(value, found.get(name), 1e-5, name));
    }
  }

  private static Map<String, Double> sampled(int batch) {
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 3);
    Vib vib = new Vib(new NetworkValues(List.of(1e-3, 0.5)));
    try (Rig rig = rig(vib, head, 2, 1, "feature", Optional.empty(), batch)) {
      rig.epochs(0, 1);
      return rig.evaluate(6);
    }
  }

  @Test
  void theBatchesOfAnAttackDoNotMatter() {
    Map<String, Double> expected = attacked(1000);
    Map<String, Double> found = attacked(7);
    expected.forEach((name, value) -> assertEquals(value, found.get(name), 1e-5, name));
  }

  private static Map<String, Double> attacked(int batch) {
    try (Rig rig = attackedRig(batch, 5, -0.5, Optional.empty())) {
      rig.epochs(0, 5);
      return rig.evaluate(30);
    }
  }

  @Test
  void headsAreAttackedThroughTheirBackbone() {
    var verdict = new AttackSettings.VerdictSettings(8, 5, 3, 9);
    try (Rig rig = attackedRig(16, 20, -2, Optional.of(verdict))) {
      rig.epochs(0, 20);
      double[] before = rig.parameters();
      Map<String, Double> found = rig.evaluate(120);
      assertArrayEquals(before, rig.parameters());
      for (String end : List.of("", "_sampled")) {
        assertEquals(1, found.get("test/robust_of_right_fgs" + end + "/0.0"));
        double fgs = found.get("test/robust_fgs" + end + "/0.3");
        double pgd = found.get("test/robust_pgd" + end + "/0.3");
        double worst = found.get("test/robust_worst" + end + "/0.3");
        assertTrue(fgs < 1 && worst <= Math.min(fgs, pgd), found.toString());
        // Without perturbation what stays right is the accuracy on what is attacked; a sampled
        // head's is drawn anew for each attack.
        double accuracy = found.get("test/robust_fgs" + end + "/0.0");
        for (String name : List.of("fgs", "pgd", "worst")) {
          double ofRight = found.get("test/robust_of_right_" + name + end + "/0.3");
          double ofAll = found.get("test/robust_" + name + end + "/0.3");
          assertEquals(accuracy * ofRight, ofAll, end.isEmpty() ? 1e-9 : 0.05, name + end);
        }
      }
      assertEquals(found.get("test/accuracy"), found.get("test/robust_fgs/0.0"), 0.1);
      assertEquals(found, rig.evaluate(120));
    }
  }

  private static Rig attackedRig(
      int batch, int epochs, double bias, Optional<AttackSettings.VerdictSettings> verdict) {
    AttackSettings attacks =
        new AttackSettings(
            List.of(new Fgs(), new Pgd(5, AttackLoss.CE)),
            LpNorm.LINF,
            List.of(0.0, 0.3),
            40,
            10,
            Optional.empty(),
            batch,
            3,
            verdict);
    Random random = new Random(4);
    double[][] x = new double[COUNT][D];
    int[] y = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      y[i] = i % C;
      for (int k = 0; k < D; k++) {
        x[i][k] = 0.3 * random.nextDouble() + (k % C == y[i] ? 0.6 : 0);
      }
    }
    List<HostColumn> columns = List.of(Rig.floats("image", x), Rig.integers("label", y));
    Rig.Setting setting =
        new Rig.Setting(3, Map.of("train", columns, "test", columns), C, 16, 2, epochs, OPTIMIZER);
    VubSettings settings =
        new VubSettings(
            "vub",
            new Vib(new NetworkValues(List.of(0.01, 0.3))),
            Optional.empty(),
            Optional.empty(),
            new VubSettings.MetricSettings(15, 7, List.of()),
            new HeadAttacks(attacks, HeadAttacks.Moment.LAST),
            Optional.empty());
    Head head = head(Head.Sigma.SOFTPLUS, bias, 0);
    Optional<Backbone> backbone = Optional.of(new FakeBackbone(D, 8, 5));
    return new Rig(setting, context -> Vub.program(context, settings, head, backbone));
  }

  @Test
  void withoutABackboneTheExamplesAreTheFeatures() {
    Head head = head(Head.Sigma.SOFTPLUS, 0.5413, 0);
    Rig.Setting setting =
        new Rig.Setting(3, Map.of("train", split("input", 1, COUNT)), C, 16, 1, 1, OPTIMIZER);
    VubSettings settings = settings(new Vib(value(0.1)), Optional.empty(), 7);
    try (Rig flat = new Rig(setting, context -> Vub.program(context, settings, head));
        Rig features = rig(new Vib(value(0.1)), head, 1, 1, "feature")) {
      assertEquals(features.train(0, 3), flat.train(0, 3));
    }
  }

  private static final Optimizer OPTIMIZER = new Optimizer(0.01, new Adam(0.5, 0.999, 1e-8));
}
