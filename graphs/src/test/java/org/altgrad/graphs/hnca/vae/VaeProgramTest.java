package org.altgrad.graphs.hnca.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.hnca.Baseline;
import org.altgrad.graphs.hnca.Coding;
import org.altgrad.graphs.hnca.Counterfactual;
import org.altgrad.graphs.hnca.Images;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class VaeProgramTest {
  private static final Shape PIXELS = Shape.of(4, 4);

  private static final Coefficient ONE = Coefficient.of(1);

  private static Hnca hnca() {
    return new Hnca(false, false, Baseline.EMA, 0.99, 1, Counterfactual.CHEBYSHEV);
  }

  private static VaeSettings settings(VaeEstimator estimator, int samples, int every) {
    return new VaeSettings(
        "hnca_vae", estimator, ONE, ONE, Coefficient.of(0), true, false, samples, every);
  }

  private static Rig rig(VaeEstimator estimator, int latentLayers, int width, double lr) {
    Images train = Images.prototypes(PIXELS, 4, 500, 0.1, 1, 2);
    Images test = Images.prototypes(PIXELS, 4, 230, 0.1, 1, 3);
    VaeSettings settings = settings(estimator, 20, 10);
    return rig(
        Images.setting(train, test, 0, 25, lr, 30).withValidation(), settings, latentLayers, width);
  }

  private static Rig rig(Rig.Setting setting, VaeSettings settings, int latentLayers, int width) {
    BernoulliHvae model =
        new BernoulliHvae(
            "bernoulli_hvae",
            new LayerSizes(List.of(), OptionalInt.of(width), OptionalInt.of(latentLayers)),
            Coding.ZERO_ONE);
    return new Rig(setting, context -> Vae.program(context, settings, model));
  }

  static Stream<VaeEstimator> estimators() {
    return Stream.of(
        hnca(),
        new Hnca(false, false, Baseline.LEAVE_ONE_OUT, 0, 2, Counterfactual.CHEBYSHEV),
        new Reinforce(Baseline.EMA, 0.99, 1),
        new Disarm(),
        new LooFr(),
        new LooIs(2),
        new LocalExpectation(Counterfactual.CHEBYSHEV),
        new Arm(),
        new Arms(4),
        new Rebar(0.5, 1),
        new StraightThrough(),
        new ReinMax(),
        new GumbelSoftmax(0.5),
        new ByTerm(new Reinforce(Baseline.EMA, 0.99, 1), hnca()));
  }

  @Test
  void everyEstimatorHasAName() {
    assertEquals(
        java.util.Set.of(VaeEstimator.class.getPermittedSubclasses()),
        java.util.Set.copyOf(VaeEstimator.kinds().values()));
  }

  /** Better than any model of independent pixels, which need not know the prototypes. */
  @ParameterizedTest
  @MethodSource("estimators")
  void trainingFindsTheDependencies(VaeEstimator estimator) {
    Images train = Images.prototypes(PIXELS, 4, 500, 0.1, 1, 2);
    double independent = 0;
    for (int i = 0; i < 16; i++) {
      double mean = 0;
      for (byte[] image : train.images()) {
        mean += image[i] / 500.0;
      }
      independent += mean * Math.log(mean) + (1 - mean) * Math.log(1 - mean);
    }
    try (Rig rig = rig(estimator, 2, 6, 1e-2)) {
      rig.train(0, 350);
      var last = Rig.mean(rig.train(350, 400));
      assertTrue(
          last.get("elbo") > independent + 0.3, last.get("elbo") + " against " + independent);
      assertTrue(last.get("gradient_variance") > 0);
      Map<String, Double> all = rig.evaluate(401);
      double test = all.get("test/elbo");
      // Draws alone give a standard deviation of 0.12.
      assertEquals(test, all.get("validation/elbo"), 0.65, "the same examples, other draws");
      assertEquals(last.get("elbo"), test, 0.5);
    }
  }

  @Test
  void aRunRepeatsExactly() {
    try (Rig one = rig(hnca(), 2, 5, 1e-3);
        Rig other = rig(hnca(), 2, 5, 1e-3)) {
      assertEquals(one.train(0, 3), other.train(0, 3));
      assertEquals(one.evaluate(3), other.evaluate(3));
    }
  }

  @Test
  void theBoundIsMeasuredWhenAsked() {
    try (Rig rig = rig(hnca(), 1, 3, 1e-3)) {
      Due bound = rig.program().evaluations().get(2).due();
      assertFalse(bound.at(9, false));
      assertTrue(bound.at(10, false), "every 10 epochs");
      assertTrue(bound.at(9, true), "at the end");
      assertTrue(rig.evaluate(7).containsKey("test/iwae"), "whenever it is asked for");
    }
  }

  @Test
  void aLoneExampleHasNoOthers() {
    Images images = Images.prototypes(PIXELS, 4, 5, 0.1, 1, 2);
    var settings = settings(new Reinforce(Baseline.LEAVE_ONE_OUT, 0, 1), 0, 0);
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> rig(Images.setting(images, images, 0, 1, 1e-3, 1), settings, 2, 3));
    assertTrue(failure.getMessage().startsWith("batch_size"), failure.getMessage());
  }

  // ------------------------------------------------- against enumeration, by the weights' values

  private static final int[][] PATTERNS = {{1, 0, 1}, {0, 0, 1}, {1, 1, 1}};

  /** Three patterns, many times each. */
  private static Images patterns(int copies) {
    byte[][] images = new byte[PATTERNS.length * copies][3];
    for (int n = 0; n < images.length; n++) {
      for (int i = 0; i < 3; i++) {
        images[n][i] = (byte) PATTERNS[n % PATTERNS.length][i];
      }
    }
    return new Images(Shape.of(3), images, new int[images.length]);
  }

  private static Rig tiny(int copies, int samples, double lr) {
    VaeSettings settings = settings(hnca(), samples, 1);
    return rig(Images.setting(patterns(40), patterns(copies), 0, 10, lr, 5), settings, 2, 2);
  }

  private static TinyHvae copy(Rig rig, int[] x) {
    TinyHvae tiny = new TinyHvae(new double[] {x[0], x[1], x[2]}, false);
    for (int l = 1; l <= 2; l++) {
      int below = l == 1 ? 3 : 2;
      tiny.up.add(rows(rig.variable("encoder" + l + "/weights"), below));
      tiny.upBias.add(rig.variable("encoder" + l + "/bias"));
      tiny.down.add(rows(rig.variable("decoder" + l + "/weights"), 2));
      tiny.downBias.add(rig.variable("decoder" + l + "/bias"));
    }
    tiny.prior = rig.variable("prior/logits");
    return tiny;
  }

  private static double[][] rows(double[] values, int count) {
    int width = values.length / count;
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = java.util.Arrays.copyOfRange(values, i * width, (i + 1) * width);
    }
    return rows;
  }

  private static Rig plain(Coefficient klWeight, Coefficient signal, Coefficient noise) {
    byte[][] images = new byte[40][3];
    for (byte[] image : images) {
      image[1] = 1;
    }
    Images same = new Images(Shape.of(3), images, new int[40]);
    VaeSettings settings =
        new VaeSettings("hnca_vae", hnca(), klWeight, signal, noise, true, true, 0, 0);
    return rig(Images.setting(same, same, 0, 10, 0.05, 5), settings, 1, 1);
  }

  /** The weight follows its schedule: at 0 nothing moves the prior, and the pixels still learn. */
  @Test
  void thePriorWaitsForTheKlDivergence() {
    Coefficient late = Coefficient.of(1).after(3, 0);
    try (Rig rig = plain(late, ONE, Coefficient.of(0))) {
      var first = rig.train(0, 3);
      assertArrayEquals(new double[1], rig.variable("prior/logits"), 0);
      assertTrue(rig.variable("decoder1/bias")[1] > 0.1);
      assertTrue(Rig.mean(first).get("kl/layer1") != 0, "it is measured without the weight");
      rig.train(3, 4);
      assertTrue(rig.variable("prior/logits")[0] != 0);
    }
  }

  @Test
  void withoutSignalTheEncoderStandsStill() {
    try (Rig rig = plain(ONE, Coefficient.of(1).after(3, 0), Coefficient.of(0))) {
      rig.train(0, 1);
      double[] encoder = rig.variable("encoder1/weights");
      double[] decoder = rig.variable("decoder1/bias");
      rig.train(1, 3);
      assertArrayEquals(encoder, rig.variable("encoder1/weights"));
      assertTrue(Math.abs(decoder[1] - rig.variable("decoder1/bias")[1]) > 0.01);
      rig.train(3, 4);
      assertTrue(encoder[1] != rig.variable("encoder1/weights")[1]);
    }
  }

  /** A unit alone below equal images has the same gradient in every example; noise is no signal. */
  @Test
  void theSignalInAGradientIsMeasured() {
    try (Rig rig = plain(ONE, ONE, Coefficient.of(0))) {
      double least =
          rig.train(0, 2).stream()
              .mapToDouble(step -> step.get("signal_to_noise/encoder1"))
              .min()
              .orElseThrow();
      assertTrue(least > 1000, least + " for the same gradient in all examples");
    }
    try (Rig rig = plain(ONE, ONE, Coefficient.of(1e5))) {
      double mean = Rig.mean(rig.train(0, 100)).get("signal_to_noise/encoder1");
      assertEquals(0, mean, 0.6); // of a squared normal number each, less 1, over 100 steps
    }
  }

  @Test
  void theBoundsAreThoseOfTheModel() {
    try (Rig rig = tiny(400, 505, 0.5)) {
      rig.train(0, 6);
      double elbo = 0;
      double likelihood = 0;
      double variance = 0;
      double mean = 0;
      for (int[] pattern : PATTERNS) {
        TinyHvae tiny = copy(rig, pattern);
        elbo += tiny.elbo() / PATTERNS.length;
        likelihood += tiny.logLikelihood() / PATTERNS.length;
        double f = tiny.firing(1, tiny.x)[0];
        mean += f / PATTERNS.length;
        variance += f * f / PATTERNS.length;
      }
      Map<String, Double> measured = rig.evaluate(60);
      assertEquals(elbo, measured.get("test/elbo"), 0.06);
      assertEquals(likelihood, measured.get("test/iwae"), 0.01);
      assertTrue(likelihood > elbo + 0.05, "the bounds differ, so the test can tell them apart");
      int active = variance - mean * mean > ImportanceWeightedBound.ACTIVE ? 1 : 0;
      double counted = measured.get("test/active_units/layer1");
      assertTrue(counted >= active && counted <= active + 1, counted + " active units");
    }
  }

  /** How many examples, and samples of each, are in a call changes no number. */
  @Test
  void theBatchesOfAnEvaluationDoNotMatter() {
    try (Rig rig = rig(hnca(), 2, 6, 1e-2)) {
      rig.train(0, 20);
      for (Evaluation evaluation : rig.program().evaluations()) {
        if (evaluation instanceof BatchedEvaluation of) {
          double expected = rig.cut(of, 1000, 20).get(MetricName.of("elbo"));
          for (int batch : new int[] {7, 32}) {
            assertEquals(expected, rig.cut(of, batch, 20).get(MetricName.of("elbo")), 1e-4);
          }
        } else {
          ImportanceWeightedBound of = (ImportanceWeightedBound) evaluation;
          Map<MetricName, Double> expected = bound(rig, of, 1000, 20);
          for (int batch : new int[] {7, 32}) {
            for (int samples : new int[] {1, 3, 10}) {
              Map<MetricName, Double> found = bound(rig, of, batch, samples);
              expected.forEach((name, value) -> assertEquals(value, found.get(name), 1e-4));
            }
          }
        }
      }
    }
  }

  private static Map<MetricName, Double> bound(
      Rig rig, ImportanceWeightedBound of, int examples, int samples) {
    return new ImportanceWeightedBound(
            of.due(),
            of.split(),
            of.count(),
            of.samples(),
            new ImportanceWeightedBound.Cut(examples, samples),
            of.graph(),
            of.widths())
        .run(rig::call, 20);
  }

  @Test
  void theExportedFunctionsAreThoseOfTheModel() {
    try (Rig rig = tiny(1, 1, 0.05)) {
      rig.train(0, 60);
      TinyHvae tiny = copy(rig, PATTERNS[0]);
      int n = 20_000;
      float[] images = new float[3 * n];
      for (int i = 0; i < n; i++) {
        // All are 1 to a binarisation; equal rows would have equal draws.
        images[3 * i] = 1 + 1e-4f * i;
        images[3 * i + 2] = 1;
      }
      try (TFloat32 image = TFloat32.tensorOf(Shape.of(n, 3), DataBuffers.of(images));
          TInt64 seed = TInt64.scalarOf(5);
          TInt64 count = TInt64.scalarOf(n)) {
        double[] elbo = rig.infer("elbo", Map.of("image", image, "seed", seed)).get("elbo");
        assertEquals(n, elbo.length);
        assertEquals(tiny.elbo(), java.util.Arrays.stream(elbo).average().orElseThrow(), 0.03);

        var encoded = rig.infer("encode", Map.of("image", image, "seed", seed));
        assertArrayEquals(
            tiny.firing(1, tiny.x),
            java.util.Arrays.copyOf(encoded.get("probabilities1"), 2),
            1e-5);
        assertEquals(
            tiny.firing(1, tiny.x)[0], mean(encoded.get("bits1"), 2, 0), 0.02, "bits of z_1");

        double[] marginals = new double[3];
        for (int pattern = 0; pattern < 8; pattern++) {
          int[] x = {pattern & 1, pattern >> 1 & 1, pattern >> 2};
          double p = Math.exp(copy(rig, x).logLikelihood());
          for (int i = 0; i < 3; i++) {
            marginals[i] += x[i] * p;
          }
        }
        Map<String, TInt64> ask = Map.of("count", count, "seed", seed);
        double[] probabilities = rig.infer("sample", ask).get("probabilities");
        double[] pixels = rig.infer("sample_pixels", ask).get("pixels");
        for (int i = 0; i < 3; i++) {
          assertEquals(marginals[i], mean(probabilities, 3, i), 0.02);
          assertEquals(marginals[i], mean(pixels, 3, i), 0.02);
        }
        for (double pixel : pixels) {
          assertTrue(pixel == 0 || pixel == 1);
        }
      }
      try (TFloat32 latent = TFloat32.tensorOf(Shape.of(1, 2), DataBuffers.of(1f, 0f));
          TInt64 seed = TInt64.scalarOf(5)) {
        double[] decoded =
            rig.infer("decode", Map.of("latent", latent, "seed", seed)).get("probabilities");
        boolean found = false;
        for (int[] z1 :
            List.of(new int[] {0, 0}, new int[] {0, 1}, new int[] {1, 0}, new int[] {1, 1})) {
          double[] d = TinyHvae.logits(tiny.down.get(0), tiny.downBias.get(0), tiny.code(z1));
          found |= Math.abs(1 / (1 + Math.exp(-d[0])) - decoded[0]) < 1e-5;
        }
        assertTrue(found, "the pixels' probabilities follow from some z_1");
      }
    }
  }

  private static double mean(double[] values, int width, int column) {
    double sum = 0;
    for (int i = column; i < values.length; i += width) {
      sum += values[i];
    }
    return sum * width / values.length;
  }
}
