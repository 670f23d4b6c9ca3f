package org.altgrad.graphs.ima;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.ima.ImaModel.EncoderSettings.Kind;
import org.altgrad.graphs.ima.ImaModel.Latents;
import org.altgrad.graphs.ima.ImaSettings.Estimator;
import org.altgrad.graphs.ima.ImaSettings.Kl;
import org.altgrad.graphs.ima.ImaSettings.Objective;
import org.altgrad.graphs.ima.ImaSettings.Penalties;
import org.altgrad.graphs.program.Execution;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;

/** Maximum likelihood of an invertible network. */
class LikelihoodTest {
  private static ImaSettings settings(int samples) {
    return Mixed.settings(
        Objective.LIKELIHOOD, Kl.SAMPLED, Estimator.PLAIN, samples, Penalties.NONE);
  }

  private static VaeMlp square(Latents latents, int factor, int layers) {
    return new VaeMlp("vae_mlp", latents, VaeMlp.Between.LRELU, factor, layers);
  }

  private static Rig rig(Latents latents, int layers, List<Long> seeds) {
    return Mixed.rig(settings(1), square(latents, 1, layers), seeds, new Execution(50, false));
  }

  private static double[][] covariance(double[][] x, double[] mean) {
    double[][] s = new double[2][2];
    for (double[] row : x) {
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
          s[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / x.length;
        }
      }
    }
    return s;
  }

  private static double det(double[][] m) {
    return m[0][0] * m[1][1] - m[0][1] * m[1][0];
  }

  /**
   * Of one layer n = x W + b with a normal prior, x is normal: with mean -b W⁻¹, precision W Wᵀ.
   */
  @Test
  void aLinearNetworkHasANormalDensity() {
    Latents latents = Mixed.latents(Mixed.GAUSSIAN, 100);
    try (Rig rig = rig(latents, 1, List.of(3L))) {
      double[] w = rig.variable("encoder/0/weights");
      double[] b = rig.variable("encoder/0/bias");
      double[][] precision = new double[2][2];
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
          precision[i][j] = w[2 * i] * w[2 * j] + w[2 * i + 1] * w[2 * j + 1];
        }
      }
      double volume = w[0] * w[3] - w[1] * w[2];
      double[] mean = {
        -(b[0] * w[3] - b[1] * w[2]) / volume, -(b[1] * w[0] - b[0] * w[1]) / volume
      };
      double expected = 0;
      double[][] validation = Mixed.observations(Mixed.sources(100, 2));
      for (double[] x : validation) {
        double square = 0;
        for (int i = 0; i < 2; i++) {
          for (int j = 0; j < 2; j++) {
            square += (x[i] - mean[i]) * precision[i][j] * (x[j] - mean[j]);
          }
        }
        expected += Math.log(2 * Math.PI) - 0.5 * Math.log(det(precision)) + 0.5 * square;
      }
      double measured = rig.evaluate(0).get("validation/neg_elbo");
      assertEquals(expected / validation.length, measured, 1e-5);
    }
  }

  /** The likeliest normal law has the mean and covariance S of the data: ½ log det(2πe S). */
  @Test
  void aLinearNetworkLearnsTheLikeliestNormalLaw() {
    try (Rig rig = rig(Mixed.latents(Mixed.GAUSSIAN, 100), 1, List.of(3L, 8L))) {
      for (int step = 0; step < 1500; step += 50) {
        rig.call(step, 50);
      }
      double last =
          rig.call(1500, 50).stream().mapToDouble(m -> m.get("neg_elbo")).average().orElseThrow();
      double[][] x = Mixed.observations(Mixed.sources(90, 1));
      double[] mean = new double[2];
      Arrays.stream(x).forEach(row -> Arrays.setAll(mean, k -> mean[k] + row[k] / x.length));
      double best = Math.log(2 * Math.PI * Math.E) + 0.5 * Math.log(det(covariance(x, mean)));
      assertEquals(best, last, 0.03);
    }
  }

  @Test
  void decodingUndoesEncoding() {
    for (Prior prior : List.of(Mixed.GAUSSIAN, Mixed.UNIFORM)) {
      try (Rig rig = rig(Mixed.latents(prior, 100), 4, List.of(3L))) {
        rig.call(0, 50);
        float[][] x = {{0.1f, -0.2f}, {0.3f, 0.05f}, {-0.4f, 0.2f}};
        try (TFloat32 given = TFloat32.tensorOf(StdArrays.ndCopyOf(x))) {
          double[] z = rig.infer("encode", Map.of("input", given)).get("latents");
          float[][] latents = new float[3][2];
          for (int i = 0; i < 6; i++) {
            latents[i / 2][i % 2] = (float) z[i];
          }
          try (TFloat32 again = TFloat32.tensorOf(StdArrays.ndCopyOf(latents))) {
            double[] decoded = rig.infer("decode", Map.of("latents", again)).get("input");
            for (int i = 0; i < 6; i++) {
              assertEquals(x[i / 2][i % 2], decoded[i], 1e-4);
            }
          }
        }
        Map<String, Double> measured = rig.evaluate(50);
        assertTrue(measured.containsKey("validation/cima_local"));
        assertFalse(measured.containsKey("validation/iwae"), "asks for a law of codes");
      }
    }
  }

  @Test
  void compiledStepsAreTheSame() {
    Latents latents = Mixed.latents(Mixed.UNIFORM, 100);
    ImaSettings method =
        Mixed.settings(
            Objective.LIKELIHOOD,
            Kl.SAMPLED,
            Estimator.PLAIN,
            1,
            new Penalties(
                org.altgrad.graphs.optim.Coefficient.of(0.5),
                Penalties.NONE.totalCorrelation(),
                Penalties.NONE.dipOffDiagonal(),
                Penalties.NONE.dipDiagonal(),
                Penalties.NONE.dip(),
                Penalties.NONE.factor()));
    List<Long> seeds = List.of(3L, 8L);
    VaeMlp model = square(latents, 1, 3);
    try (Rig one = Mixed.rig(method, model, seeds, Execution.SINGLE);
        Rig many = Mixed.rig(method, model, seeds, new Execution(6, true))) {
      for (int step = 0; step < 6; step++) {
        one.call(step, 1);
      }
      many.call(0, 6);
      assertArrayEquals(one.parameters(), many.parameters(), 1e-4);
    }
  }

  @Test
  void refusesWhatHasNoInverse() {
    Latents latents = Mixed.latents(Mixed.GAUSSIAN, 100);
    refused("hidden_factor: must be 1", settings(1), square(latents, 4, 2));
    refused("samples: must be 1", settings(2), square(latents, 1, 2));
    refused(
        "encoder.kind: must be amortised",
        settings(1),
        square(Mixed.with(latents, Kind.PER_SAMPLE), 1, 2));
    refused(
        "posterior: must be diag",
        settings(1),
        square(Mixed.with(latents, Posterior.Covariance.FULL), 1, 2));
  }

  private static void refused(String begins, ImaSettings method, ImaModel model) {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Mixed.rig(method, model, List.of(1L), Execution.SINGLE).close());
    assertTrue(error.getMessage().startsWith(begins), error.getMessage());
  }
}
