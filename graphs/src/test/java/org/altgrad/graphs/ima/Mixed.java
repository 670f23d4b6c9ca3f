package org.altgrad.graphs.ima;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.ima.ImaModel.DecoderKind;
import org.altgrad.graphs.ima.ImaModel.EncoderSettings;
import org.altgrad.graphs.ima.ImaModel.Latents;
import org.altgrad.graphs.ima.ImaModel.VarianceMode;
import org.altgrad.graphs.ima.ImaSettings.Estimator;
import org.altgrad.graphs.ima.ImaSettings.Group;
import org.altgrad.graphs.ima.ImaSettings.Kl;
import org.altgrad.graphs.ima.ImaSettings.MetricSettings;
import org.altgrad.graphs.ima.ImaSettings.Objective;
import org.altgrad.graphs.ima.ImaSettings.Penalties;
import org.altgrad.graphs.ima.ImaSettings.Representative;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Execution;
import org.tensorflow.ndarray.Shape;

/** Data and settings for tests: two uniform sources and a matrix. */
final class Mixed {
  static final double[][] MATRIX = {{1, 0.5}, {-0.3, 0.8}};
  static final Prior UNIFORM = new Prior.Uniform();
  static final Prior GAUSSIAN = new Prior.Gaussian(0, 1, false);

  private Mixed() {}

  static double[][] sources(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] s = new double[rows][2];
    for (double[] row : s) {
      Arrays.setAll(row, k -> random.nextDouble(-0.5, 0.5));
    }
    return s;
  }

  static double[][] observations(double[][] sources) {
    return Arrays.stream(sources)
        .map(s -> Arrays.stream(MATRIX).mapToDouble(row -> row[0] * s[0] + row[1] * s[1]).toArray())
        .toArray(double[][]::new);
  }

  static Latents latents(Prior prior, double gammaSq) {
    return new Latents(
        2,
        prior,
        Posterior.Covariance.DIAG,
        Coefficient.of(gammaSq),
        VarianceMode.FIXED,
        DecoderKind.LEARNED,
        new EncoderSettings(EncoderSettings.Kind.AMORTISED, 0, 0));
  }

  static Latents with(Latents l, Posterior.Covariance covariance) {
    return new Latents(
        2, l.prior(), covariance, l.gammaSq(), l.decoderVarMode(), l.decoder(), l.encoder());
  }

  static Latents with(Latents l, VarianceMode mode) {
    return new Latents(2, l.prior(), l.posterior(), l.gammaSq(), mode, l.decoder(), l.encoder());
  }

  static Latents with(Latents l, DecoderKind decoder) {
    return new Latents(
        2, l.prior(), l.posterior(), l.gammaSq(), l.decoderVarMode(), decoder, l.encoder());
  }

  static Latents with(Latents l, EncoderSettings.Kind kind) {
    return new Latents(
        2,
        l.prior(),
        l.posterior(),
        l.gammaSq(),
        l.decoderVarMode(),
        l.decoder(),
        new EncoderSettings(kind, 0, 0));
  }

  static VaeMlp model(Latents latents) {
    return new VaeMlp("vae_mlp", latents, VaeMlp.Between.LRELU, 4, 2);
  }

  static ImaSettings elbo() {
    return settings(Objective.ELBO, Kl.SAMPLED, Estimator.PLAIN, 1, Penalties.NONE);
  }

  static ImaSettings antithetic(int samples) {
    ImaSettings s = settings(Objective.ELBO, Kl.SAMPLED, Estimator.PLAIN, samples, Penalties.NONE);
    return new ImaSettings(
        s.name(),
        s.objective(),
        s.beta(),
        s.kl(),
        s.estimator(),
        samples,
        true,
        s.penalties(),
        s.metrics());
  }

  static ImaSettings settings(
      Objective objective, Kl kl, Estimator estimator, int samples, Penalties penalties) {
    return new ImaSettings(
        "ima_vae",
        objective,
        Coefficient.of(1),
        kl,
        estimator,
        samples,
        false,
        penalties,
        new MetricSettings(
            List.of(Group.MCC, Group.CONTRAST, Group.CONSISTENCY),
            List.of(Group.LATENTS, Group.IWAE, Group.NULLS),
            Representative.SAMPLE,
            false,
            50,
            64,
            5,
            20,
            new BestEncoder.Search(40, 100, 2e-2)));
  }

  /** A program on 90 rows in batches of 20, the last of an epoch of 10. */
  static Rig rig(ImaSettings method, ImaModel model, List<Long> seeds, Execution execution) {
    double[][] train = sources(90, 1);
    double[][] validation = sources(100, 2);
    var setting =
        new Rig.Setting(
                seeds.get(0),
                Map.of(
                    "train",
                    List.of(
                        Rig.floats("input", observations(train)),
                        Rig.floats("sources", train),
                        Rig.integers("label", labels(90))),
                    "validation",
                    List.of(
                        Rig.floats("input", observations(validation)),
                        Rig.floats("sources", validation),
                        Rig.integers("label", labels(100)))),
                2,
                20,
                1,
                50,
                new Optimizer(1e-2, new Adam()))
            .with(
                Map.of(
                    "mixing.1.matrix",
                    new org.altgrad.graphs.program.HostConstant(
                        Shape.of(2, 2),
                        Arrays.stream(MATRIX).flatMapToDouble(Arrays::stream).toArray())));
    return new Rig(
        setting,
        given ->
            Ima.program(
                new Context(
                    given.nodes(),
                    given.seed(),
                    given.data(),
                    new Context.Training(20, seeds, given.limits(), execution),
                    given.optimizer()),
                method,
                model));
  }

  private static int[] labels(int rows) {
    int[] labels = new int[rows];
    Arrays.setAll(labels, i -> i % 2);
    return labels;
  }
}
