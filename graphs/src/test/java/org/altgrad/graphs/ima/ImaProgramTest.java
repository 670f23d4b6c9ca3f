package org.altgrad.graphs.ima;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.ima.ImaModel.DecoderKind;
import org.altgrad.graphs.ima.ImaModel.Latents;
import org.altgrad.graphs.ima.ImaModel.VarianceMode;
import org.altgrad.graphs.ima.ImaSettings.Dip;
import org.altgrad.graphs.ima.ImaSettings.Estimator;
import org.altgrad.graphs.ima.ImaSettings.Kl;
import org.altgrad.graphs.ima.ImaSettings.Objective;
import org.altgrad.graphs.ima.ImaSettings.Penalties;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.program.Execution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;

class ImaProgramTest {
  private static final Execution LOOP = new Execution(5, false);
  private static final Penalties ALL =
      new Penalties(
          Coefficient.of(0.3),
          Coefficient.of(0.5),
          Coefficient.of(0.2),
          Coefficient.of(0.1),
          Dip.II,
          Coefficient.of(0.4));

  private static Rig rig(ImaSettings method, Latents latents, List<Long> seeds) {
    return Mixed.rig(method, Mixed.model(latents), seeds, LOOP);
  }

  /** A way of training. */
  record Mode(ImaSettings method, Latents latents) {}

  static Stream<Mode> modes() {
    Latents uniform = Mixed.latents(Mixed.UNIFORM, 100);
    Latents normal = Mixed.latents(Mixed.GAUSSIAN, 100);
    Objective elbo = Objective.ELBO;
    ImaSettings plain = Mixed.elbo();
    return Stream.of(
        new Mode(plain, uniform),
        new Mode(plain, Mixed.latents(new Prior.Beta(3, 11, true), 100)),
        new Mode(plain, Mixed.latents(new Prior.Laplace(0, 1, true), 100)),
        new Mode(plain, Mixed.with(uniform, VarianceMode.LEARNED)),
        new Mode(plain, Mixed.with(uniform, VarianceMode.OPTIMAL)),
        new Mode(plain, Mixed.with(uniform, VarianceMode.MLE)),
        new Mode(plain, Mixed.with(uniform, DecoderKind.GROUND_TRUTH)),
        new Mode(plain, Mixed.with(normal, Posterior.Covariance.FULL)),
        new Mode(Mixed.settings(elbo, Kl.ANALYTIC, Estimator.PLAIN, 1, Penalties.NONE), normal),
        new Mode(Mixed.settings(elbo, Kl.SAMPLED, Estimator.STL, 3, Penalties.NONE), uniform),
        new Mode(
            Mixed.settings(Objective.IWAE, Kl.SAMPLED, Estimator.DREG, 3, Penalties.NONE), normal),
        new Mode(
            Mixed.settings(Objective.AUTOENCODER, Kl.SAMPLED, Estimator.PLAIN, 1, Penalties.NONE),
            uniform),
        new Mode(Mixed.settings(elbo, Kl.SAMPLED, Estimator.PLAIN, 1, ALL), uniform));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void everyWayLearnsAndMeasures(Mode mode) {
    try (Rig rig = rig(mode.method(), mode.latents(), List.of(3L, 8L))) {
      double first = rig.call(0, 5).get(0).get("neg_elbo");
      Map<String, Double> last = Map.of();
      for (int step = 5; step < 150; step += 5) {
        last = rig.call(step, 5).get(4);
      }
      assertTrue(last.get("neg_elbo") < first, first + " to " + last);
      last.forEach((name, value) -> assertTrue(Double.isFinite(value), name));
      rig.evaluate(150).forEach((name, value) -> assertTrue(Double.isFinite(value), name));
    }
  }

  static Stream<Latents> laws() {
    Latents uniform = Mixed.latents(Mixed.UNIFORM, 100);
    Latents normal = Mixed.latents(Mixed.GAUSSIAN, 100);
    return Stream.of(
        uniform,
        Mixed.with(normal, Posterior.Covariance.FULL),
        Mixed.with(normal, VarianceMode.OPTIMAL),
        Mixed.with(uniform, DecoderKind.GROUND_TRUTH));
  }

  /** How many examples are in a call changes no number. */
  @ParameterizedTest
  @MethodSource("laws")
  void theBatchesOfAnEvaluationDoNotMatter(Latents latents) {
    Map<String, Double> expected = measured(latents, 1000);
    for (int batch : new int[] {7, 32}) {
      Map<String, Double> found = measured(latents, batch);
      assertEquals(expected.keySet(), found.keySet());
      expected.forEach(
          (name, value) ->
              assertEquals(value, found.get(name), 2e-4 * Math.max(1, Math.abs(value)), name));
    }
  }

  private static Map<String, Double> measured(Latents latents, int batch) {
    ImaSettings few = Mixed.elbo();
    ImaSettings.MetricSettings m = few.metrics();
    ImaSettings settings =
        new ImaSettings(
            few.name(),
            few.objective(),
            few.beta(),
            few.kl(),
            few.estimator(),
            few.samples(),
            few.antithetic(),
            few.penalties(),
            new ImaSettings.MetricSettings(
                m.every(),
                m.last(),
                m.latents(),
                false,
                m.jacobianRows(),
                batch,
                m.iwaeSamples(),
                m.permutations(),
                m.bestEncoder()));
    try (Rig rig = rig(settings, latents, List.of(3L, 8L))) {
      rig.call(0, 5);
      return rig.evaluate(5);
    }
  }

  /** A network that has diverged in its last step is measured as such, and the other is not. */
  @Test
  void whatIsNotFiniteHasNoScores() {
    ImaSettings few = Mixed.elbo();
    ImaSettings all =
        new ImaSettings(
            few.name(),
            few.objective(),
            few.beta(),
            few.kl(),
            few.estimator(),
            few.samples(),
            false,
            few.penalties(),
            new ImaSettings.MetricSettings(
                List.of(ImaSettings.Group.MCC, ImaSettings.Group.CONTRAST),
                Arrays.stream(ImaSettings.Group.values())
                    .filter(group -> group != ImaSettings.Group.BEST_ENCODER)
                    .toList(),
                few.metrics().latents(),
                false,
                50,
                64,
                5,
                20,
                few.metrics().bestEncoder()));
    try (Rig rig = rig(all, Mixed.latents(Mixed.UNIFORM, 100), List.of(3L, 8L))) {
      Map<String, Double> before = rig.evaluate(0);
      for (String variable : rig.trainable()) {
        double[] values = rig.variable(variable);
        Arrays.fill(values, 0, values.length / 2, Double.NaN); // of the first network
        rig.set(variable, values);
      }
      Map<String, Double> after = rig.evaluate(0);
      assertEquals(before.keySet(), after.keySet());
      before.forEach(
          (name, value) -> {
            if (name.endsWith("/model1")) {
              assertEquals(value, after.get(name), 1e-6 * Math.abs(value), name);
            } else if (name.contains("mcc_pca") || name.contains("mcc_fastica")) {
              assertEquals(value, after.get(name), name); // of the data alone
            } else if (!name.contains("decoder_var")) { // which is a setting here
              assertEquals(Double.NaN, after.get(name), name);
            }
          });
    }
  }

  @Test
  void networksTogetherAreNetworksAlone() {
    List<Long> seeds = List.of(3L, 8L, 21L);
    Latents latents = Mixed.latents(Mixed.UNIFORM, 100);
    ImaSettings method = Mixed.settings(Objective.ELBO, Kl.SAMPLED, Estimator.PLAIN, 1, ALL);
    try (Rig together = rig(method, latents, seeds)) {
      Map<String, Double> all = together.call(0, 5).get(4);
      Map<String, Double> measured = together.evaluate(5);
      for (int m = 0; m < 3; m++) {
        try (Rig alone = rig(method, latents, List.of(seeds.get(m)))) {
          Map<String, Double> own = alone.call(0, 5).get(4);
          for (String name : List.of("neg_elbo", "loss", "c_ima", "discriminator_loss")) {
            double expected = own.get(name);
            assertEquals(expected, all.get(name + "/model" + m), 1e-4 * Math.abs(expected), name);
          }
          Map<String, Double> evaluated = alone.evaluate(5);
          for (String name : List.of("neg_elbo", "mcc", "cima_local", "iwae")) {
            double expected = evaluated.get("validation/" + name);
            double actual = measured.get("validation/" + name + "/model" + m);
            assertEquals(expected, actual, 1e-3 * Math.abs(expected), name);
          }
        }
      }
    }
  }

  @Test
  void compiledStepsAreTheSame() {
    Latents latents = Mixed.latents(new Prior.Beta(3, 11, true), 100);
    ImaSettings method = Mixed.settings(Objective.ELBO, Kl.SAMPLED, Estimator.STL, 2, ALL);
    List<Long> seeds = List.of(3L, 8L);
    try (Rig one = Mixed.rig(method, Mixed.model(latents), seeds, Execution.SINGLE);
        Rig many = Mixed.rig(method, Mixed.model(latents), seeds, new Execution(6, true))) {
      for (int step = 0; step < 6; step++) {
        one.call(step, 1);
      }
      many.call(0, 6);
      assertArrayEquals(one.parameters(), many.parameters(), 1e-4);
    }
  }

  @Test
  void theLikeliestVarianceIsSetAfterEvaluations() {
    Latents latents = Mixed.with(Mixed.latents(Mixed.UNIFORM, 100), VarianceMode.MLE);
    try (Rig rig = rig(Mixed.elbo(), latents, List.of(3L, 8L))) {
      rig.call(0, 5);
      Map<String, Double> before = rig.evaluate(5);
      assertEquals(0.01, before.get("validation/decoder_var"), 1e-6);
      rig.program().revision().run(rig::call);
      double[] logs = rig.variable("decoder/log_variance");
      for (int m = 0; m < 2; m++) {
        double mse = before.get("validation/mse_obs_decoded_mean_latents/model" + m);
        assertEquals(mse, Math.exp(logs[m]), 1e-5 * mse);
      }
    }
  }

  @Test
  void theTrueMixingDecodes() {
    Latents latents = Mixed.with(Mixed.latents(Mixed.UNIFORM, 100), DecoderKind.GROUND_TRUTH);
    try (Rig rig = rig(Mixed.elbo(), latents, List.of(3L))) {
      assertTrue(rig.trainable().stream().noneMatch(name -> name.startsWith("decoder")));
      double[][] s = Mixed.sources(4, 9);
      float[][] z = new float[4][2];
      for (int b = 0; b < 4; b++) {
        z[b] = new float[] {(float) (s[b][0] + 0.5), (float) (s[b][1] + 0.5)};
      }
      try (TFloat32 given = TFloat32.tensorOf(StdArrays.ndCopyOf(z))) {
        double[] x = rig.infer("decode", Map.of("latents", given)).get("input");
        double[] jacobian = rig.infer("jacobian", Map.of("latents", given)).get("jacobian");
        double[] expected =
            Arrays.stream(Mixed.observations(s)).flatMapToDouble(Arrays::stream).toArray();
        assertArrayEquals(expected, x, 1e-6);
        double[] columns = {1, -0.3, 0.5, 0.8};
        assertArrayEquals(columns, Arrays.copyOf(jacobian, 4), 1e-6);
      }
    }
  }

  @Test
  void exportsAreWhatEvaluationsSee() {
    try (Rig rig = rig(Mixed.elbo(), Mixed.latents(Mixed.UNIFORM, 100), List.of(3L, 8L))) {
      rig.call(0, 5);
      float[][] x = {{0.1f, -0.2f}, {0.3f, 0.05f}, {-0.4f, 0.2f}};
      try (TFloat32 given = TFloat32.tensorOf(StdArrays.ndCopyOf(x));
          var first = org.tensorflow.types.TInt64.scalarOf(0);
          var second = org.tensorflow.types.TInt64.scalarOf(1)) {
        Function<org.tensorflow.types.TInt64, double[]> mean =
            n -> rig.infer("encode", Map.of("input", given, "network", n)).get("mean");
        assertEquals(6, mean.apply(first).length);
        assertTrue(Math.abs(mean.apply(first)[0] - mean.apply(second)[0]) > 1e-4);
      }
    }
  }

  /** Recorded places are the data's, and what is moved by nothing is the mean's reconstruction. */
  @Test
  void recordingsAreOfTheDataAndTheNetworks() {
    try (Rig rig = rig(Mixed.elbo(), Mixed.latents(Mixed.UNIFORM, 100), List.of(3L, 8L))) {
      rig.call(0, 5);
      Function<String, List<List<?>>> rows =
          name -> rig.program().recordings().get(name).recorder().record(rig::call, 5).rows();
      double[][] s = Mixed.sources(100, 2);
      double[] centre = new double[2];
      Arrays.setAll(centre, k -> Arrays.stream(s).mapToDouble(row -> row[k]).average().orElse(0));
      List<List<?>> places = rows.apply("sources");
      assertEquals(2 * 3 * 100, places.size());
      for (int b = 0; b < 100; b++) {
        List<?> row = places.get(b);
        assertEquals("sources", row.get(2));
        double angle = Math.atan2(s[b][1] - centre[1], s[b][0] - centre[0]);
        assertEquals(angle, (double) row.get(3), 1e-3);
        assertEquals(s[b][1], (double) row.get(5), 1e-6);
      }
      double[] first = Mixed.observations(s)[0];
      assertEquals(first[0], (double) places.get(100).get(4), 1e-6);
      float[][] x = {{(float) first[0], (float) first[1]}};
      List<List<?>> moved = rows.apply("traversals");
      assertEquals(2 * 2 * 9 * 2, moved.size());
      try (TFloat32 given = TFloat32.tensorOf(StdArrays.ndCopyOf(x));
          var second = org.tensorflow.types.TInt64.scalarOf(1)) {
        Map<String, double[]> code = rig.infer("encode", Map.of("input", given, "network", second));
        float[][] z = {{(float) code.get("latents")[0], (float) code.get("latents")[1]}};
        try (TFloat32 latents = TFloat32.tensorOf(StdArrays.ndCopyOf(z))) {
          double[] back =
              rig.infer("decode", Map.of("latents", latents, "network", second)).get("input");
          for (List<?> row : moved) {
            if (row.get(0).equals(1) && row.get(2).equals(0)) {
              assertEquals(back[(int) row.get(3)], (double) row.get(4), 1e-5);
            }
          }
        }
        List<?> variance = rows.apply("variances").get(50 * 2);
        assertEquals(List.of(1, 0, 0), variance.subList(0, 3));
        double expected = Math.exp(code.get("log_variance")[0]);
        assertEquals(expected, (double) variance.get(3), 1e-5 * expected);
      }
    }
  }

  @Test
  void nothingSaturates() {
    for (double gammaSq : new double[] {1e-2, 1e6}) {
      try (Rig rig = rig(Mixed.elbo(), Mixed.latents(Mixed.UNIFORM, gammaSq), List.of(3L))) {
        // Logits of ±60 from the encoder's last bias.
        rig.set("encoder/1/bias", new double[] {60, -60, 20, -40});
        rig.call(0, 5).get(4).forEach((name, v) -> assertTrue(Double.isFinite(v), name));
        for (double p : rig.parameters()) {
          assertTrue(Double.isFinite(p));
        }
        Map<String, Double> measured = rig.evaluate(5);
        assertTrue(Double.isFinite(measured.get("validation/neg_elbo")));
        assertTrue(Double.isFinite(measured.get("validation/kl")));
      }
    }
  }

  @Test
  void refusesWhatCannotBe() {
    refused("alpha: must be from 1e-3 to 1e6 ", () -> new Prior.Beta(0, 1, false));
    for (double wrong : new double[] {0, -1, 1e-50, 1e11, 1e39, Double.NaN}) {
      refused("gammaSq: must be from 1e-10 to 1e10, ", () -> Mixed.latents(Mixed.UNIFORM, wrong));
    }
    refused(
        "kl: must be sampled",
        () ->
            rig(
                    Mixed.settings(Objective.ELBO, Kl.ANALYTIC, Estimator.PLAIN, 1, Penalties.NONE),
                    Mixed.latents(Mixed.UNIFORM, 1),
                    List.of(1L))
                .close());
  }

  private static void refused(String begins, org.junit.jupiter.api.function.Executable made) {
    String message = assertThrows(IllegalArgumentException.class, made).getMessage();
    assertTrue(message.startsWith(begins), message);
  }
}
