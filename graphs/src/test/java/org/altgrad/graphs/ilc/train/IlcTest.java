package org.altgrad.graphs.ilc.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.combine.AndMask;
import org.altgrad.graphs.ilc.combine.Mean;
import org.altgrad.graphs.ilc.combine.Rescaling;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class IlcTest {

  /** Without hidden layers the strong features' weights are masked at every step, and decay. */
  @Test
  void theMaskLearnsWhatHoldsEverywhere() {
    double masked = testAccuracy(new AndMask(1));
    double pooled = testAccuracy(new AndMask(0));
    assertTrue(masked > 0.95, "with mask " + masked);
    assertTrue(masked > pooled + 0.05, "without mask " + pooled);
  }

  private static double testAccuracy(LearningRule rule) {
    try (IlcTrial trial =
        new IlcTrial(IlcTrial.Setup.of(rule).layers(0).loss(Loss.BINARY_CROSS_ENTROPY, 0.01))) {
      trial.train(0, 200);
      return trial.evaluate(200).get("test").get("accuracy");
    }
  }

  /** Steps of one program, and updates of another that takes several calls for each. */
  @ParameterizedTest
  @EnumSource(
      value = GradientMode.class,
      names = {"FUSED", "TILED", "SUBGRAPH", "STREAMING"})
  void allWaysTrainTheSameNetwork(GradientMode mode) {
    IlcTrial.Setup setup = IlcTrial.Setup.of(new AndMask(0.5));
    int calls = mode == GradientMode.STREAMING ? 2 : 1;
    try (IlcTrial grouped = new IlcTrial(setup);
        IlcTrial other = new IlcTrial(setup.gradients(mode, calls))) {
      assertArrayEquals(grouped.parameters(), other.parameters(), 0);
      Map<String, Double> wanted = grouped.train(0, 6);
      Map<String, Double> found = other.train(0, 6L * calls);
      // Adam divides by the root of tiny second moments, so roundings grow.
      assertArrayEquals(grouped.parameters(), other.parameters(), 2e-4);
      for (String metric : List.of("kept", "gradient_norm", "direction_norm", "agreement")) {
        assertEquals(wanted.get(metric), found.get(metric), 1e-3, metric);
      }
      if (calls == 1) {
        assertEquals(wanted.get("loss"), found.get("loss"), 1e-5);
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
        new Irm(0.5, 3),
        new Iga(0.1),
        new Fishr(10, 0.9, 0),
        new Reptile(2, 0.05),
        new Fish(0.05),
        new Dann(0.1, 4),
        new Coral(0.5),
        new InformationBottleneck(0.01),
        new SpectralDecoupling(0.01));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void allRulesLearn(LearningRule rule) {
    try (IlcTrial trial = new IlcTrial(IlcTrial.Setup.of(rule))) {
      assertEquals(List.of(), trial.openSums());
      double before = trial.evaluate(0).get("train").get("loss");
      Map<String, Double> metrics = trial.train(0, 60);
      assertTrue(metrics.values().stream().allMatch(Double::isFinite), metrics.toString());
      double after = trial.evaluate(60).get("train").get("loss");
      assertTrue(after < 0.6 * before, rule + ": " + before + " to " + after);
    }
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    IlcTrial.Setup setup =
        IlcTrial.Setup.of(new AndMask(1))
            .network(Norm.BATCH_ENV, 0.3, IlcSettings.Standardise.CHANNEL);
    Map<String, Double> first;
    double[] parameters;
    try (IlcTrial trial = new IlcTrial(setup)) {
      first = trial.train(0, 12);
      parameters = trial.parameters();
    }
    try (IlcTrial trial = new IlcTrial(setup)) {
      // In two parts, as a resumed run would do it.
      trial.train(0, 5);
      assertEquals(first, trial.train(5, 12));
      assertArrayEquals(parameters, trial.parameters(), 0);
    }
    try (IlcTrial trial = new IlcTrial(setup.seed(4))) {
      assertTrue(!first.equals(trial.train(0, 12)));
    }
  }

  @Test
  void examplesAndChunksAreEnvironmentsToo() {
    IlcTrial.Setup setup = IlcTrial.Setup.of(new AndMask(0));
    IlcTrial.Setup examples =
        setup.environments(IlcSettings.EnvironmentOf.EXAMPLE, 1, Optional.empty(), 12);
    IlcTrial.Setup chunks =
        setup.environments(IlcSettings.EnvironmentOf.CHUNK, 4, Optional.empty(), 12);
    try (IlcTrial one = new IlcTrial(examples);
        IlcTrial other = new IlcTrial(chunks)) {
      // The same rows in the same order; without a threshold, the same mean of all of them.
      one.train(0, 5);
      other.train(0, 5);
      assertArrayEquals(one.parameters(), other.parameters(), 1e-4);
    }
  }

  @Test
  void someEnvironmentsOfAllInAStep() {
    IlcTrial.Setup setup =
        IlcTrial.Setup.of(new AndMask(1))
            .environments(IlcSettings.EnvironmentOf.ENVIRONMENT, 1, Optional.of(2), 24);
    try (IlcTrial trial = new IlcTrial(setup)) {
      // 24 rows of each, 12 in a step: two turns of two groups.
      assertEquals(4, trial.program().train().stepsPerEpoch());
      Map<String, Double> metrics = trial.train(0, 2);
      assertTrue(!metrics.containsKey("loss/env0"), "a place is no environment");
    }
  }

  /** One step of the L2 term alone is 2 c w, and reaches hidden kernels only. */
  @Test
  void theKernelTermIsAddedBehindTheMask() {
    IlcTrial.Setup plain = IlcTrial.Setup.of(new AndMask(1));
    double shrunk;
    double free;
    try (IlcTrial trial = new IlcTrial(plain.loss(Loss.BINARY_CROSS_ENTROPY, 10))) {
      trial.train(0, 30);
      shrunk = norm(trial.parameters());
    }
    try (IlcTrial trial = new IlcTrial(plain)) {
      trial.train(0, 30);
      free = norm(trial.parameters());
    }
    assertTrue(shrunk < 0.7 * free, shrunk + " against " + free);
  }

  private static double norm(double[] x) {
    return Math.sqrt(java.util.Arrays.stream(x).map(v -> v * v).sum());
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void predictionsAreThoseOfTheEvaluation(Loss loss) {
    IlcTrial.Setup setup =
        IlcTrial.Setup.of(new Mean())
            .loss(loss, 0)
            .network(Norm.BATCH_SHARED, 0, IlcSettings.Standardise.CHANNEL);
    try (IlcTrial trial = new IlcTrial(setup)) {
      trial.train(0, 80);
      var results = trial.evaluate(80);
      assertEquals(4, results.size());
      float[][] inputs = {{0.5f, 0, 0, 0, 0, 5}, {-0.5f, 0, 0, 0, 0, 5}};
      double[] said = trial.predict(inputs);
      double up = loss == Loss.CROSS_ENTROPY ? said[1] : said[0];
      double down = loss == Loss.CROSS_ENTROPY ? said[3] : said[1];
      assertTrue(up > down, "the invariant feature counts: " + up + ", " + down);
      if (loss.classifies()) {
        assertTrue(up >= 0 && up <= 1 && down >= 0 && down <= 1);
        assertTrue(results.get("train").get("accuracy") > 0.9, results.toString());
      } else {
        assertTrue(!results.get("test").containsKey("accuracy"));
      }
    }
  }

  @Test
  void impossibleSettingsSayWhatIsWrong() {
    IlcTrial.Setup setup = IlcTrial.Setup.of(new AndMask(1));
    var environment = IlcSettings.EnvironmentOf.ENVIRONMENT;
    var chunk = IlcSettings.EnvironmentOf.CHUNK;
    complains(
        "batch_size: must be a multiple of the 4 environments",
        setup.environments(environment, 1, Optional.empty(), 50));
    complains(
        "batch_size: must be between 4 and 96",
        setup.environments(environment, 1, Optional.empty(), 100));
    complains(
        "envs_per_step: must divide the 4 environments",
        setup.environments(environment, 1, Optional.of(3), 12));
    complains(
        "batch_size: must be a multiple of the chunk_size 5",
        setup.environments(chunk, 5, Optional.empty(), 12));
    complains("calls: must divide", setup.gradients(GradientMode.STREAMING, 3));
    complains("calls: must be 1 unless", setup.gradients(GradientMode.GROUPED, 2));
    complains(
        "gradients: must be grouped for iga",
        IlcTrial.Setup.of(new Iga(1)).gradients(GradientMode.TILED, 1));
    complains("envsPerStep: must be null", setup.environments(chunk, 2, Optional.of(2), 12));
  }

  private static void complains(String about, IlcTrial.Setup setup) {
    var failure = assertThrows(IllegalArgumentException.class, () -> new IlcTrial(setup).close());
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
                    new Irm(1, 0),
                    new Rescaling(Rescaling.Kind.SQRT),
                    IlcSettings.EnvironmentOf.EXAMPLE,
                    1,
                    Optional.empty(),
                    GradientMode.GROUPED,
                    1,
                    Loss.SQUARED,
                    IlcSettings.Standardise.NONE,
                    0,
                    IlcSettings.L2On.PARAMETERS,
                    false,
                    IlcSettings.Detail.NONE,
                    false));
    assertTrue(failure.getMessage().startsWith("rescale: "), failure.getMessage());
  }
}
