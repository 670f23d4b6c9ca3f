package org.altgrad.graphs.ima;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.ima.ImaModel.DecoderKind;
import org.altgrad.graphs.ima.ImaModel.EncoderSettings.Kind;
import org.altgrad.graphs.ima.ImaModel.Latents;
import org.altgrad.graphs.ima.ImaModel.VarianceMode;
import org.altgrad.graphs.program.Execution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Latents that are parameters of the training examples, of a linear mixing x = W s. */
class ExampleCodesTest {
  private static final double GAMMA_SQ = 50;
  private static final int ROWS = 90;

  private static Latents linear(Posterior.Covariance covariance) {
    Latents latents = Mixed.with(Mixed.latents(Mixed.GAUSSIAN, GAMMA_SQ), covariance);
    return Mixed.with(Mixed.with(latents, DecoderKind.GROUND_TRUTH), Kind.PER_SAMPLE);
  }

  private static Rig rig(Latents latents, List<Long> seeds) {
    return Mixed.rig(Mixed.antithetic(8), Mixed.model(latents), seeds, new Execution(50, false));
  }

  private static void train(Rig rig, int steps) {
    for (int step = 0; step < steps; step += 50) {
      rig.call(step, 50);
    }
  }

  /** Precision of the true posterior, I + γ² WᵀW. */
  private static double[][] precision() {
    double[][] w = Mixed.MATRIX;
    double[][] all = new double[2][2];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        all[i][j] = (i == j ? 1 : 0) + GAMMA_SQ * (w[0][i] * w[0][j] + w[1][i] * w[1][j]);
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(Posterior.Covariance.class)
  void findsTheBestPosteriorOfEachExample(Posterior.Covariance covariance) {
    double[][] lambda = precision();
    double det = lambda[0][0] * lambda[1][1] - lambda[0][1] * lambda[1][0];
    boolean full = covariance == Posterior.Covariance.FULL;
    try (Rig rig = rig(linear(covariance), List.of(3L, 8L))) {
      train(rig, 1500);
      double[] codes = rig.variable("codes");
      int width = covariance.outputs(2);
      double[][] s = Mixed.sources(ROWS, 1);
      double[][] x = Mixed.observations(s);
      double scales = 0;
      double below = 0;
      for (int row = 0; row < 2 * ROWS; row++) {
        double[] source = s[row % ROWS];
        double[] w = new double[2];
        for (int k = 0; k < 2; k++) {
          w[k] =
              GAMMA_SQ
                  * (Mixed.MATRIX[0][k] * x[row % ROWS][0] + Mixed.MATRIX[1][k] * x[row % ROWS][1]);
        }
        for (int k = 0; k < 2; k++) {
          int other = 1 - k;
          double expected = (lambda[other][other] * w[k] - lambda[k][other] * w[other]) / det;
          double mean = source[k] + codes[row * width + k] / Math.sqrt(lambda[k][k]);
          assertEquals(expected, mean, 0.01 * (full ? 2 : 1), "row " + row);
          assertTrue(Math.abs(source[k]) < 0.2 || Math.abs(mean - source[k]) > 1e-4);
        }
        scales += codes[row * width + 2] / (2 * ROWS);
        below += full ? codes[row * width + 4] / Math.sqrt(lambda[1][1]) / (2 * ROWS) : 0;
      }
      // L of the covariance Λ⁻¹ = [λ₁₁, -λ₀₁; -λ₀₁, λ₀₀] / det; alone, the variance is 1 / λ₀₀.
      double first = full ? Math.sqrt(lambda[1][1] / det) : 1 / Math.sqrt(lambda[0][0]);
      assertEquals(Math.log(first * Math.sqrt(lambda[0][0])), scales, 0.02);
      if (full) {
        double expected = -lambda[0][1] / det / first;
        assertEquals(expected, below, 0.05 * Math.abs(expected));
      }
    }
  }

  @Test
  void measuresTheTrainingExamplesAndNoOthers() {
    try (Rig rig = rig(linear(Posterior.Covariance.DIAG), List.of(3L, 8L))) {
      train(rig, 50);
      Map<String, Double> measured = rig.evaluate(50);
      assertTrue(measured.containsKey("train/mcc"));
      assertFalse(measured.containsKey("train/neg_elbo"), "each step's");
      assertFalse(measured.containsKey("train/mse_latents_reencoded"), "asks for an encoder");
      assertTrue(measured.keySet().stream().noneMatch(n -> n.startsWith("validation/")));
      assertFalse(rig.program().inferences().containsKey("encode"));
    }
  }

  @Test
  void correctsANetworkForTrainingExamplesOnly() {
    Latents latents = Mixed.with(Mixed.latents(Mixed.UNIFORM, 100), Kind.SEMI_AMORTISED);
    try (Rig rig = rig(latents, List.of(3L, 8L))) {
      train(rig, 100);
      Map<String, Double> before = rig.evaluate(100);
      double[] codes = rig.variable("codes");
      assertTrue(java.util.Arrays.stream(codes).anyMatch(v -> Math.abs(v) > 0.05));
      rig.set("codes", new double[codes.length]);
      Map<String, Double> after = rig.evaluate(100);
      assertEquals(before.get("validation/neg_elbo"), after.get("validation/neg_elbo"));
      // Without corrections the reconstruction of training examples is worse.
      String error = "train/mse_obs_decoded_mean_latents";
      assertTrue(before.get(error) < after.get(error), before.get(error) + " " + after.get(error));
    }
  }

  @Test
  void networksTogetherAreNetworksAlone() {
    List<Long> seeds = List.of(3L, 8L);
    Latents latents = Mixed.with(Mixed.latents(Mixed.UNIFORM, 100), Kind.SEMI_AMORTISED);
    try (Rig together = rig(latents, seeds)) {
      train(together, 50);
      double[] all = together.variable("codes");
      for (int m = 0; m < 2; m++) {
        try (Rig alone = rig(latents, List.of(seeds.get(m)))) {
          train(alone, 50);
          double[] own = java.util.Arrays.copyOfRange(all, m * ROWS * 4, (m + 1) * ROWS * 4);
          assertArrayEquals(alone.variable("codes"), own, 1e-4);
        }
      }
    }
  }

  @Test
  void aVarianceInClosedFormIsThatOfTheTrainingExamples() {
    Latents latents = Mixed.with(Mixed.latents(Mixed.UNIFORM, 100), VarianceMode.MLE);
    try (Rig rig = rig(Mixed.with(latents, Kind.PER_SAMPLE), List.of(3L))) {
      train(rig, 50);
      double mse = rig.evaluate(50).get("train/mse_obs_decoded_mean_latents");
      rig.program().revision().run(rig::call);
      assertEquals(mse, Math.exp(rig.variable("decoder/log_variance")[0]), 1e-5 * mse);
    }
  }

  /**
   * Codes of 0 say that the mean is the true source, of which the decoder makes the observation.
   */
  @Test
  void recordingsAreOfTheTrainingExamples() {
    try (Rig rig = rig(linear(Posterior.Covariance.DIAG), List.of(3L))) {
      List<List<?>> places = recorded(rig, "sources");
      assertEquals(3 * ROWS, places.size());
      double[][] s = Mixed.sources(ROWS, 1);
      for (int b = 0; b < ROWS; b++) {
        List<?> estimate = places.get(2 * ROWS + b);
        assertEquals(List.of(0, b, "estimates"), estimate.subList(0, 3));
        assertEquals(s[b][0], (double) estimate.get(4), 1e-6);
        assertEquals(s[b][1], (double) estimate.get(5), 1e-6);
      }
      double[] x = Mixed.observations(s)[0];
      for (List<?> row : recorded(rig, "traversals")) {
        if (row.get(2).equals(0)) {
          assertEquals(x[(int) row.get(3)], (double) row.get(4), 1e-5);
        }
      }
    }
  }

  private static List<List<?>> recorded(Rig rig, String name) {
    return rig.program().recordings().get(name).recorder().record(rig::call, 0).rows();
  }

  @Test
  void refusesHalvesOfAnOddNumber() {
    var error = assertThrows(IllegalArgumentException.class, () -> Mixed.antithetic(3));
    assertEquals("samples: must be even where they are antithetic but is 3", error.getMessage());
  }
}
