package org.altgrad.graphs.hnca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Decay;
import org.altgrad.graphs.optim.Momentum;
import org.altgrad.graphs.optim.NetworkValues;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Regularisation;
import org.altgrad.graphs.optim.Schedule;
import org.altgrad.graphs.optim.UpdateRule;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Networks side by side against each of them alone, to the bit. */
class StackedBanditTest {
  /** The last one's weights become so large that its flips take other ways than the others'. */
  private static final List<Double> RATES = List.of(1e-3, 0.02, 4.0);

  private static final int SEED = 5;
  private static final int STEPS = 25;
  private static final Shape IMAGE = Shape.of(7, 6);
  private static final BernoulliMlp DEEP =
      new BernoulliMlp("bernoulli_mlp", LayerSizes.of(16, 7), Coding.PM1);

  private record Case(BanditSettings settings, BanditModel model, UpdateRule rule) {
    Case(
        BanditEstimator estimator,
        Baseline baseline,
        Counterfactual how,
        BanditSettings.Backend backend,
        BanditModel model) {
      this(
          new BanditSettings("hnca_bandit", estimator, baseline, 0.9, how, backend, true, 4),
          model,
          new Adam());
    }

    Program program(Context context) {
      return Bandit.program(context, settings, model);
    }

    @Override
    public String toString() {
      return settings.estimator()
          + " "
          + settings.baseline()
          + " "
          + settings.counterfactual()
          + " "
          + settings.backend()
          + " "
          + model.getClass().getSimpleName()
          + " "
          + rule;
    }
  }

  static Stream<Case> cases() {
    BanditEstimator hnca = BanditEstimator.HNCA;
    BanditSettings.Backend credit = BanditSettings.Backend.CREDIT;
    BernoulliMlp bits = new BernoulliMlp("bernoulli_mlp", LayerSizes.of(8, 8), Coding.ZERO_ONE);
    Case usual = new Case(hnca, Baseline.NONE, Counterfactual.CHEBYSHEV, credit, DEEP);
    return Stream.of(
        usual,
        new Case(hnca, Baseline.EMA, Counterfactual.SOFTPLUS, credit, DEEP),
        new Case(hnca, Baseline.LEAVE_ONE_OUT, Counterfactual.LOGCOSH, credit, bits),
        new Case(
            hnca, Baseline.EMA, Counterfactual.CHEBYSHEV, BanditSettings.Backend.MESSAGES, DEEP),
        new Case(BanditEstimator.REINFORCE, Baseline.EMA, Counterfactual.CHEBYSHEV, credit, DEEP),
        new Case(
            BanditEstimator.REINFORCE,
            Baseline.LEAVE_ONE_OUT,
            Counterfactual.LOGCOSH,
            credit,
            bits),
        new Case(
            hnca,
            Baseline.EMA,
            Counterfactual.CHEBYSHEV,
            credit,
            new ConvBernoulli("conv_bernoulli", List.of(3, 4), LayerSizes.of(12), Coding.PM1)),
        new Case(usual.settings(), DEEP, new Momentum(0.9, true)));
  }

  private static Rig rig(Case tried, long seed, int models, NetworkValues lr, Regularisation more) {
    Images train = Images.prototypes(IMAGE, 3, 130, 0.05, 1, 2);
    Images test = Images.prototypes(IMAGE, 3, 70, 0.05, 1, 3);
    Rig.Setting all = Images.setting(train, test, 3, 20, 1, 40);
    Optimizer optimizer = new Optimizer(lr, new Schedule.Constant(), more, tried.rule());
    return new Rig(
        new Rig.Setting(seed, all.splits(), 3, 20, models, 40, optimizer), tried::program);
  }

  private static Rig rig(Case tried, long seed, int models, NetworkValues lr) {
    return rig(tried, seed, models, lr, new Regularisation(1e-3, Decay.AFTER));
  }

  /** Those of a network, by the names that it has alone. */
  private static Map<String, Double> of(int network, Map<String, Double> all) {
    Map<String, Double> own = new LinkedHashMap<>();
    String end = "/model" + network;
    all.forEach(
        (name, value) -> {
          if (name.endsWith(end)) {
            own.put(name.substring(0, name.length() - end.length()), value);
          }
        });
    return own;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachHasTheNumbersThatItHasAlone(Case tried) {
    int count = RATES.size();
    try (Rig together = rig(tried, SEED, count, NetworkValues.of(RATES))) {
      List<Map<String, Double>> steps = together.train(0, STEPS);
      Map<String, Double> tested = together.evaluate(STEPS);
      for (int m = 0; m < count; m++) {
        try (Rig alone = rig(tried, SEED + m, 1, NetworkValues.of(RATES.get(m)))) {
          List<Map<String, Double>> own = alone.train(0, STEPS);
          for (int k = 0; k < STEPS; k++) {
            assertEquals(own.get(k), of(m, steps.get(k)), "network " + m + ", step " + k);
          }
          assertEquals(alone.evaluate(STEPS), of(m, tested));
          for (var entry : alone.program().variables().all()) {
            double[] all = together.variable(entry.name());
            double[] one = alone.variable(entry.name());
            assertEquals(count * one.length, all.length, entry.name());
            double[] part = Arrays.copyOfRange(all, m * one.length, (m + 1) * one.length);
            assertArrayEquals(one, part, entry.name() + " of network " + m);
          }
        }
      }
      assertNotEquals(of(0, steps.get(STEPS - 1)), of(1, steps.get(STEPS - 1)));
    }
  }

  /** One of several is asked by its number. */
  @Test
  void functionsAreOfOneNetwork() {
    Case tried = cases().findFirst().orElseThrow();
    float[] pixels = new float[4 * 42];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 5 / 5f;
    }
    try (Rig together = rig(tried, SEED, 2, NetworkValues.of(List.of(0.01, 0.02)));
        Rig alone = rig(tried, SEED + 1, 1, NetworkValues.of(0.02));
        TFloat32 image = TFloat32.tensorOf(Shape.of(4, 42), DataBuffers.of(pixels));
        TInt64 seed = TInt64.scalarOf(1);
        TInt64 passes = TInt64.scalarOf(3);
        TInt64 second = TInt64.scalarOf(1)) {
      together.train(0, 5);
      alone.train(0, 5);
      Map<String, Tensor> given = new LinkedHashMap<>();
      given.put("image", image);
      given.put("seed", seed);
      given.put("passes", passes);
      double[] expected = alone.infer("predict", given).get("probabilities");
      given.put("network", second);
      assertArrayEquals(expected, together.infer("predict", given).get("probabilities"));
    }
  }

  @Test
  void whatWouldMixNetworksIsRefused() {
    Case tried = cases().findFirst().orElseThrow();
    Regularisation clipped =
        new Regularisation(0, Decay.BEFORE, 0, Optional.of(1.0), Optional.empty());
    refused("optimizer.clip_norm", m -> rig(tried, SEED, m, NetworkValues.of(0.1), clipped));
    refused("lr", m -> rig(tried, SEED, m, NetworkValues.of(List.of(0.1, 0.2, 0.3))));
  }

  private static void refused(String about, Function<Integer, Rig> rig) {
    var failure = assertThrows(IllegalArgumentException.class, () -> rig.apply(2));
    assertTrue(failure.getMessage().contains(about), failure.getMessage());
  }
}
