package org.altgrad.graphs.hnca;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class BanditProgramTest {
  private static final ConvBernoulli CONV =
      new ConvBernoulli("conv_bernoulli", List.of(4, 4), LayerSizes.of(12), Coding.PM1);

  private static BanditSettings settings(
      BanditEstimator estimator, Baseline baseline, BanditSettings.Backend backend) {
    return new BanditSettings(
        "hnca_bandit", estimator, baseline, 0.99, Counterfactual.CHEBYSHEV, backend, true, 8);
  }

  private static Rig rig(Shape shape, Function<Context, Program> method) {
    Images train = Images.prototypes(shape, 3, 300, 0.05, 1, 2);
    Images test = Images.prototypes(shape, 3, 100, 0.05, 1, 3);
    return new Rig(Images.setting(train, test, 3, 20, 5e-3, 40).withValidation(), method);
  }

  @ParameterizedTest
  @EnumSource(
      value = Baseline.class,
      names = {"NONE", "EMA", "LEAVE_ONE_OUT"})
  void hncaLearnsFromRewardsAlone(Baseline baseline) {
    var settings = settings(BanditEstimator.HNCA, baseline, BanditSettings.Backend.CREDIT);
    BernoulliMlp model = new BernoulliMlp("bernoulli_mlp", LayerSizes.of(16), Coding.PM1);
    try (Rig rig = rig(Shape.of(5, 5), c -> Bandit.program(c, settings, model))) {
      double before = rig.evaluate(0).get("test/accuracy");
      rig.train(0, 400);
      assertTrue(before < 0.6, "untrained " + before);
      Map<String, Double> all = rig.evaluate(400);
      double after = all.get("test/accuracy");
      assertTrue(after > 0.9, baseline + " " + after);
      assertEquals(after, all.get("validation/accuracy"), 0.1, "the same examples, other draws");
    }
  }

  @Test
  void convolutionsLearnFromRewardsAlone() {
    var settings = settings(BanditEstimator.HNCA, Baseline.NONE, BanditSettings.Backend.CREDIT);
    try (Rig rig = rig(Shape.of(7, 6), c -> Bandit.program(c, settings, CONV))) {
      double[] kernel = rig.variable("conv0/weights");
      var first = rig.train(0, 1).get(0);
      for (String name :
          new String[] {"conv0/weights", "conv1/bias", "layer0/weights", "output/bias"}) {
        assertTrue(first.get("gradient_variance/" + name) > 0, name);
      }
      rig.train(1, 300);
      assertTrue(kernel[0] != rig.variable("conv0/weights")[0], "the kernels learn");
      assertTrue(rig.evaluate(300).get("test/accuracy") > 0.9);

      Images test = Images.prototypes(Shape.of(7, 6), 3, 50, 0.05, 1, 4);
      float[] pixels = new float[50 * 42];
      for (int n = 0; n < 50; n++) {
        for (int i = 0; i < 42; i++) {
          pixels[n * 42 + i] = test.images()[n][i];
        }
      }
      try (TFloat32 image = TFloat32.tensorOf(Shape.of(50, 42), DataBuffers.of(pixels));
          TInt64 seed = TInt64.scalarOf(1);
          TInt64 passes = TInt64.scalarOf(25)) {
        Map<String, org.tensorflow.Tensor> given =
            Map.of("image", image, "seed", seed, "passes", passes);
        double[] p = rig.infer("predict", given).get("probabilities");
        double[] action = rig.infer("act", Map.of("image", image, "seed", seed)).get("action");
        int right = 0;
        int acted = 0;
        for (int n = 0; n < 50; n++) {
          assertEquals(1, p[3 * n] + p[3 * n + 1] + p[3 * n + 2], 1e-5);
          int label = test.labels()[n];
          right += p[3 * n + label] > 0.5 ? 1 : 0;
          acted += action[n] == label ? 1 : 0;
        }
        assertTrue(right >= 45 && acted >= 40, right + " and " + acted + " of 50");
      }
    }
  }

  /** How many examples are in a call changes no reward, of pictures that are drawn by pixels. */
  @Test
  void theBatchesOfAnEvaluationDoNotMatter() {
    var settings = settings(BanditEstimator.HNCA, Baseline.NONE, BanditSettings.Backend.CREDIT);
    BernoulliMlp model = new BernoulliMlp("bernoulli_mlp", LayerSizes.of(16), Coding.PM1);
    Images grey = Images.prototypes(Shape.of(5, 5), 3, 300, 0.05, 1, 2);
    try (Rig rig =
        new Rig(
            Images.setting(grey, grey, 3, 20, 5e-3, 40), c -> Bandit.program(c, settings, model))) {
      rig.train(0, 30);
      for (Evaluation evaluation : rig.program().evaluations()) {
        var of = (BatchedEvaluation) evaluation;
        double expected = rig.cut(of, 1000, 30).get(MetricName.of("accuracy"));
        for (int batch : new int[] {7, 32}) {
          assertEquals(expected, rig.cut(of, batch, 30).get(MetricName.of("accuracy")), 1e-6);
        }
        assertTrue(
            expected != rig.cut(of, 1000, 31).get(MetricName.of("accuracy")), "other steps draw");
      }
    }
  }

  @Test
  void impossibleCombinationsSayWhatIsWrong() {
    var messages = settings(BanditEstimator.HNCA, Baseline.NONE, BanditSettings.Backend.MESSAGES);
    var credit = settings(BanditEstimator.HNCA, Baseline.NONE, BanditSettings.Backend.CREDIT);
    complains("backend", Shape.of(7, 7), c -> Bandit.program(c, messages, CONV));
    complains("channels", Shape.of(4, 9), c -> Bandit.program(c, credit, CONV));
    complains("conv_bernoulli", Shape.of(49), c -> Bandit.program(c, credit, CONV));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            settings(
                BanditEstimator.HNCA,
                Baseline.LEAVE_ONE_OUT_SAMPLES,
                BanditSettings.Backend.CREDIT));
  }

  private static void complains(String about, Shape shape, Function<Context, Program> method) {
    var failure = assertThrows(IllegalArgumentException.class, () -> rig(shape, method));
    assertTrue(failure.getMessage().contains(about), failure.getMessage());
  }
}
