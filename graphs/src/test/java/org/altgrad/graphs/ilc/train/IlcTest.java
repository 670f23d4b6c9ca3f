package org.altgrad.graphs.ilc.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.combine.AndMask;
import org.altgrad.graphs.ilc.combine.Mean;
import org.altgrad.graphs.ilc.combine.Rescaling;
import org.altgrad.graphs.ilc.combine.SignVote;
import org.altgrad.graphs.ilc.combine.VRex;
import org.altgrad.graphs.ilc.gradients.GradientMode;
import org.altgrad.graphs.ilc.network.Loss;
import org.altgrad.graphs.ilc.network.Norm;
import org.altgrad.graphs.ilc.penalty.Coral;
import org.altgrad.graphs.ilc.penalty.Dann;
import org.altgrad.graphs.ilc.penalty.Fish;
import org.altgrad.graphs.ilc.penalty.Fishr;
import org.altgrad.graphs.ilc.penalty.Iga;
import org.altgrad.graphs.ilc.penalty.InformationBottleneck;
import org.altgrad.graphs.ilc.penalty.Irm;
import org.altgrad.graphs.ilc.penalty.Reptile;
import org.altgrad.graphs.ilc.penalty.SpectralDecoupling;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.optim.Schedule;
import org.altgrad.graphs.optim.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;

class IlcTest {

  /** What is masked decays: the L2 term is on all parameters here, and comes behind the mask. */
  /** Weights of penalties take notice of how long the run is. */
  @Test
  void aWeightFollowsItsSchedule() {
    Schedule rising = new Schedule.Linear(RunLength.Unit.FRACTION, 1, 0, 1);
    try (Rig rig = IlcSetup.of(new Coral(new Coefficient(3, rising))).rig()) {
      double total = rig.program().train().length().totalSteps();
      List<Map<String, Double>> steps = rig.train(0, 6);
      for (int s = 0; s < 6; s++) {
        assertEquals((float) (3 * s / total), steps.get(s).get("penalty_weight"), 1e-7);
      }
    }
  }

  /** A name has one value at a step: that of the batch in it, or of the split after it. */
  @Test
  void aStepAndTheSplitAfterItShareNoName() {
    try (Rig rig = IlcSetup.of(new AndMask(0)).rig()) {
      Set<String> inTheStep = rig.train(0, 1).get(0).keySet();
      Map<String, Double> after = rig.evaluate(1);
      for (String name : List.of("loss", "accuracy")) {
        assertTrue(after.containsKey("train/" + name), after.toString());
        assertFalse(inTheStep.contains(name), name);
        assertTrue(inTheStep.contains("batch_" + name), inTheStep.toString());
      }
    }
  }

  @Test
  void theMaskLearnsWhatHoldsEverywhere() {
    double masked = testAccuracy(new AndMask(1));
    double pooled = testAccuracy(new AndMask(0));
    assertTrue(masked > 0.95, "with mask " + masked);
    assertTrue(masked > pooled + 0.05, "without mask " + pooled);
  }

  private static double testAccuracy(LearningRule rule) {
    IlcSetup setup =
        IlcSetup.of(rule).loss(Loss.BINARY_CROSS_ENTROPY, 0.01).l2On(IlcSettings.L2On.PARAMETERS);
    try (Rig rig = setup.rig()) {
      rig.train(0, 200);
      return rig.evaluate(200).get("test/accuracy");
    }
  }

  /** Steps of one program, and updates of another that takes several calls for each. */
  @ParameterizedTest
  @EnumSource(
      value = GradientMode.class,
      names = {"FUSED", "TILED", "SUBGRAPH", "STREAMING"})
  void allWaysTrainTheSameNetwork(GradientMode mode) {
    int calls = mode == GradientMode.STREAMING ? 2 : 1;
    try (Rig grouped = IlcSetup.of(new AndMask(0.5)).rig();
        Rig other = IlcSetup.of(new AndMask(0.5)).gradients(mode, calls).rig()) {
      assertArrayEquals(grouped.parameters(), other.parameters(), 0);
      Map<String, Double> wanted = grouped.train(0, 6).get(5);
      Map<String, Double> found = other.train(0, 6L * calls).get(6 * calls - 1);
      // Adam divides by the root of tiny second moments, so roundings grow.
      assertArrayEquals(grouped.parameters(), other.parameters(), 2e-4);
      for (String metric : List.of("kept", "gradient_norm", "direction_norm", "agreement")) {
        assertEquals(wanted.get(metric), found.get(metric), 1e-3, metric);
      }
      if (calls == 1) {
        assertEquals(wanted.get("batch_loss"), found.get("batch_loss"), 1e-5);
        assertEquals(wanted.get("loss/env20"), found.get("loss/env20"), 1e-5);
      } else {
        double[] before = other.parameters();
        other.train(12, 13);
        assertArrayEquals(before, other.parameters(), 0, "the first call applies nothing");
        other.train(13, 14);
        assertTrue(before[0] != other.parameters()[0], "the second does");
      }
    }
  }

  static List<LearningRule> rules() {
    return List.of(
        new Mean(),
        new Irm(Coefficient.of(0.5), 3),
        new Iga(Coefficient.of(0.1)),
        new Fishr(Coefficient.of(10), 0.9, 0),
        new Reptile(2, 0.05),
        new Fish(0.05),
        new Dann(Coefficient.of(0.1), 4),
        new Coral(Coefficient.of(0.5)),
        new InformationBottleneck(Coefficient.of(0.01)),
        new SpectralDecoupling(Coefficient.of(0.01)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void allRulesLearn(LearningRule rule) {
    try (Rig rig = IlcSetup.of(rule).rig()) {
      assertEquals(List.of(), rig.openSums());
      double before = rig.evaluate(0).get("train/loss");
      Map<String, Double> metrics = rig.train(0, 60).get(59);
      assertTrue(metrics.values().stream().allMatch(Double::isFinite), metrics.toString());
      double after = rig.evaluate(60).get("train/loss");
      assertTrue(after < 0.6 * before, rule + ": " + before + " to " + after);
    }
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    Supplier<IlcSetup> setup =
        () ->
            IlcSetup.of(new AndMask(1))
                .network(Norm.BATCH_ENV, 0.3, IlcSettings.Standardise.CHANNEL);
    Map<String, Double> first;
    double[] parameters;
    try (Rig rig = setup.get().rig()) {
      first = rig.train(0, 12).get(11);
      parameters = rig.parameters();
    }
    try (Rig rig = setup.get().rig()) {
      // In two parts, as a resumed run would do it.
      rig.train(0, 5);
      assertEquals(first, rig.train(5, 12).get(6));
      assertArrayEquals(parameters, rig.parameters(), 0);
    }
    try (Rig rig = setup.get().seed(4).rig()) {
      assertTrue(!first.equals(rig.train(0, 12).get(11)));
    }
  }

  @Test
  void examplesAndChunksAreEnvironmentsToo() {
    IlcSetup examples =
        IlcSetup.of(new AndMask(0))
            .environments(IlcSettings.EnvironmentOf.EXAMPLE, 1, Optional.empty(), 12);
    IlcSetup chunks =
        IlcSetup.of(new AndMask(0))
            .environments(IlcSettings.EnvironmentOf.CHUNK, 4, Optional.empty(), 12);
    try (Rig one = examples.rig();
        Rig other = chunks.rig()) {
      // The same rows in the same order; without a threshold, the same mean of all of them.
      one.train(0, 5);
      other.train(0, 5);
      assertArrayEquals(one.parameters(), other.parameters(), 1e-4);
    }
  }

  @Test
  void someEnvironmentsOfAllInAStep() {
    IlcSetup setup =
        IlcSetup.of(new AndMask(1))
            .environments(IlcSettings.EnvironmentOf.ENVIRONMENT, 1, Optional.of(2), 24);
    try (Rig rig = setup.rig()) {
      // 24 rows of each, 12 in a step: two turns of two groups.
      assertEquals(4, rig.program().train().length().stepsPerEpoch());
      Map<String, Double> metrics = rig.train(0, 2).get(1);
      assertTrue(!metrics.containsKey("loss/env0"), "a place is no environment");
    }
  }

  /** The L2 term adds 2 c w to the direction, whatever the mask lets through. */
  @ParameterizedTest
  @EnumSource(IlcSettings.L2On.class)
  void thePenaltyIsAddedBehindTheMask(IlcSettings.L2On on) {
    double lr = 0.1;
    double c = 0.5;
    Map<String, double[]> before = new LinkedHashMap<>();
    Map<String, double[]> free = new LinkedHashMap<>();
    try (Rig rig = IlcSetup.of(new AndMask(1)).optimizer(new Optimizer(lr, new Sgd())).rig()) {
      rig.trainable().forEach(name -> before.put(name, rig.variable(name)));
      rig.train(0, 1);
      rig.trainable().forEach(name -> free.put(name, rig.variable(name)));
    }
    IlcSetup penalised =
        IlcSetup.of(new AndMask(1))
            .optimizer(new Optimizer(lr, new Sgd()))
            .loss(Loss.BINARY_CROSS_ENTROPY, c)
            .l2On(on);
    try (Rig rig = penalised.rig()) {
      rig.train(0, 1);
      int reached = 0;
      for (String name : rig.trainable()) {
        boolean hiddenKernel = name.startsWith("layer") && name.endsWith("/weights");
        boolean reaches = on == IlcSettings.L2On.PARAMETERS || hiddenKernel;
        reached += reaches ? 1 : 0;
        double[] expected = free.get(name).clone();
        for (int i = 0; i < expected.length; i++) {
          expected[i] -= reaches ? lr * 2 * c * before.get(name)[i] : 0;
        }
        assertArrayEquals(expected, rig.variable(name), 1e-6, name);
      }
      assertEquals(on == IlcSettings.L2On.PARAMETERS ? 6 : 2, reached);
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void predictionsAreThoseOfTheEvaluation(Loss loss) {
    IlcSetup setup =
        IlcSetup.of(new Mean())
            .loss(loss, 0)
            .network(Norm.BATCH_SHARED, 0, IlcSettings.Standardise.CHANNEL);
    try (Rig rig = setup.rig()) {
      rig.train(0, 80);
      var results = rig.evaluate(80);
      assertEquals(4, results.keySet().stream().filter(name -> name.endsWith("/loss")).count());
      float[][] inputs = {{0.5f, 0, 0, 0, 0, 5}, {-0.5f, 0, 0, 0, 0, 5}};
      double[] said;
      try (TFloat32 input = TFloat32.tensorOf(StdArrays.ndCopyOf(inputs))) {
        said = rig.infer("predict", Map.of("input", input)).values().iterator().next();
      }
      double up = loss == Loss.CROSS_ENTROPY ? said[1] : said[0];
      double down = loss == Loss.CROSS_ENTROPY ? said[3] : said[1];
      assertTrue(up > down, "the invariant feature counts: " + up + ", " + down);
      if (loss.classifies()) {
        assertTrue(up >= 0 && up <= 1 && down >= 0 && down <= 1);
        assertTrue(results.get("train/accuracy") > 0.9, results.toString());
      } else {
        assertTrue(!results.containsKey("test/accuracy"));
      }
    }
  }

  @Test
  void impossibleSettingsSayWhatIsWrong() {
    var environment = IlcSettings.EnvironmentOf.ENVIRONMENT;
    var chunk = IlcSettings.EnvironmentOf.CHUNK;
    complains(
        "batch_size: must be a multiple of the 4 environments",
        masked().environments(environment, 1, Optional.empty(), 50));
    // What is written is the largest that does.
    complains(
        "batch_size: must be between 4 and 96 for 4 environments of which the smallest has 24"
            + " examples, but is 100; write trainer.batch_size=96",
        masked().environments(environment, 1, Optional.empty(), 100));
    complains(
        "batch_size: must be a multiple of the 4 environments of a step, as many rows of each, but"
            + " is 97; write trainer.batch_size=96",
        masked().environments(environment, 1, Optional.empty(), 97));
    complains(
        "envs_per_step: must divide the 4 environments",
        masked().environments(environment, 1, Optional.of(3), 12));
    complains(
        "batch_size: must be a multiple of the chunk_size 5",
        masked().environments(chunk, 5, Optional.empty(), 12));
    complains(
        "batch_size: must be a multiple of the chunk_size 5 of at most 95, but is 100; write"
            + " trainer.batch_size=95",
        masked().environments(chunk, 5, Optional.empty(), 100));
    complains(
        "batch_size: must be a multiple of the chunk_size 5, but is 94; 90 and 95 would do",
        masked().environments(chunk, 5, Optional.empty(), 94));
    complains(
        "chunk_size: must be at most the 96 examples of the training split, but is 97",
        masked().environments(chunk, 97, Optional.empty(), 97));
    complains("calls: must divide", masked().gradients(GradientMode.STREAMING, 3));
    complains("calls: must be 1 unless", masked().gradients(GradientMode.GROUPED, 2));
    complains(
        "gradients: must be grouped for iga",
        IlcSetup.of(new Iga(Coefficient.of(1))).gradients(GradientMode.TILED, 1));
    complains("envsPerStep: must be null", masked().environments(chunk, 2, Optional.of(2), 12));
  }

  /** With one environment in an update a rule that compares them would be the mean by its name. */
  @Test
  void oneEnvironmentIsForRulesThatNeedNoOthers() {
    var environment = IlcSettings.EnvironmentOf.ENVIRONMENT;
    String refused = "combiner.name: must be mean (method/combiner=mean), or another ";
    for (LearningRule rule :
        List.of(new AndMask(0), new VRex(1), new Iga(Coefficient.of(1)), new Fish(0.1))) {
      complains(refused, IlcSetup.of(rule).environments(environment, 1, Optional.of(1), 12));
    }
    complains(
        refused, masked().environments(IlcSettings.EnvironmentOf.CHUNK, 12, Optional.empty(), 12));
    complains(
        refused, masked().environments(IlcSettings.EnvironmentOf.EXAMPLE, 1, Optional.empty(), 1));
    for (LearningRule rule : List.of(new Mean(), new SignVote(), new Irm(Coefficient.of(1), 0))) {
      IlcSetup.of(rule).environments(environment, 1, Optional.of(1), 12).rig().close();
    }
    // An update of four calls, each with one.
    IlcSetup.of(new AndMask(1)).gradients(GradientMode.STREAMING, 4).rig().close();
  }

  private static IlcSetup masked() {
    return IlcSetup.of(new AndMask(1));
  }

  private static void complains(String about, IlcSetup setup) {
    var failure = assertThrows(IllegalArgumentException.class, () -> setup.rig().close());
    assertTrue(failure.getMessage().startsWith(about), failure.getMessage());
  }

  @Test
  void rescalingIsForCombiners() {
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new IlcSettings(
                    "ilc",
                    new Irm(Coefficient.of(1), 0),
                    new Rescaling(Rescaling.Kind.SQRT),
                    new IlcSettings.Environments(
                        IlcSettings.EnvironmentOf.EXAMPLE, 1, Optional.empty()),
                    new IlcSettings.Differentiation(GradientMode.GROUPED, 1),
                    new IlcSettings.Risk(Loss.SQUARED, 0, IlcSettings.L2On.PARAMETERS),
                    IlcSettings.Standardise.NONE,
                    new IlcSettings.Diagnostics(false, IlcSettings.Detail.NONE, false)));
    assertTrue(failure.getMessage().startsWith("rescale: "), failure.getMessage());
  }
}
