package org.altgrad.train.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What has no effect beside other settings is refused where it was chosen, with the reason. */
class LeftOutTest {
  private static final ConfigSources SOURCES =
      ConfigSources.packaged(LeftOutTest.class.getClassLoader(), "conf");

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "ima/ar_flow method.objective=autoencoder method.estimator=stl"
            + " > an effect only if method.objective is not autoencoder or likelihood",
        "ima/ar_flow method.objective=autoencoder method.metrics.latents=mean"
            + " > no effect: observations have one code each",
        "ima/moebius model.decoder_var_mode=optimal model.gamma_sq=3"
            + " > an effect only if model.decoder_var_mode is not optimal",
        "ima/elbo_gap method.metrics.best_encoder.lr=0.1"
            + " > an effect only if method.metrics.best_encoder.steps is not 0",
        "ima/ar_flow model.prior.learn=true model.prior.mean=1"
            + " > an effect only if model.prior.learn is false",
        "ima/capacity data.linear=true data.mixing_layers=2"
            + " > an effect only if data.linear is false",
        "ima/sprites_affine model.prior.learn=false model.n_layers=5"
            + " > no effect: the prior is not learned, so no network conditions it",
        "ima/moebius data.source_alpha=3 > an effect only if data.source is beta",
        "ima/moebius data.source_var=3 > an effect only if data.source is gaussian or laplace",
        "ima/moebius data.cos_theta=0.5 > an effect only if data.linear_map is cos_theta",
        "ima/moebius model/prior=beta model.prior.learn=true model.prior.alpha=3"
            + " > an effect only if model.prior.learn is false",
        "ima/moebius method.penalties.dip=ii > no effect: dip_off_diagonal and dip_diagonal are 0",
        "ilc/patchwork data.seed=3 > an effect only if data.noise is not 0",
        "ilc/own data.train_file=a.csv data.holdout=0 data.seed=3"
            + " > no effect: nothing is held out (holdout is 0)",
        "ilc/own data.train_file=a.csv data.holdout=0 data.test_limit=3"
            + " > no effect: there are no test examples (holdout is 0)",
        "ilc/own data.train_file=a.csv data.validation_file=b.csv data.test_file=c.csv data.seed=3"
            + " > no effect: validation and test examples are given",
        "ilc/memorisation data.fraction=0 data.seed=3"
            + " > an effect only if data.fraction is not 0",
        "ilc/memorisation data.images=mnist10k data.variant=lossless"
            + " > an effect only if data.images is cifar10",
        "ilc/coloured_mnist_fork model.bias=1 > an effect only if model.weights is not pytorch",
        "ilc/coloured_mnist_fork model.dropout=0.1 > no effect: there are no hidden layers",
        "ilc/coloured_mnist_fork model.activation=leaky_relu"
            + " > no effect: there are no hidden layers",
        "ima/moebius model.decoder=ground_truth model.encoder.kind=per_sample model.hidden_factor=4"
            + " > no effect: neither encoder nor decoder has hidden layers",
        "ima/moebius model.encoder.kind=per_sample model.encoder.extra_layers=1"
            + " > no effect: the encoder is no network",
        "ilc/spirals_quick data.shortcut_dims=0 data.shortcut_std=2"
            + " > an effect only if data.shortcut_dims is not 0",
        "ilc/spirals_quick data.shortcut_dims=0 data.flip_first_signature=true"
            + " > an effect only if data.shortcut_dims is not 0",
        "ilc/spirals_quick model.width=16 model.depth=2 model.features=[8]"
            + " > no effect: width and depth say what all layers are",
        "ilc/spirals_quick optimizer.schedule.milestones=[] optimizer.schedule.gamma=0.5"
            + " > an effect only if optimizer.schedule.milestones is not []",
        "biohsic/cifar10 method.probe_windows=0 method.probe_memory=64"
            + " > an effect only if method.probe_windows is not 0",
        "biohsic/cifar10_bp method.objective.estimator=phsic method.objective.sigma_x=8"
            + " > an effect only if method.objective.estimator is not phsic",
        "biohsic/cifar10 model.channels=[] model.pool=3 > no effect: there are no hidden layers",
        "biohsic/spiking model.features=[] model.threshold=2"
            + " > no effect: there are no hidden layers",
        "biohsic/closed_loop method.source.reservoir.hidden_noise=1 method.compile=false"
            + " > no effect: the source draws noise, which is not compiled",
        "hnca/vae method.iwae_samples=0 method.iwae_every=2"
            + " > an effect only if method.iwae_samples is not 0",
      })
  void isRefused(String words, String has) {
    String word = words.replaceAll(".* ", "");
    ConfigException e =
        assertThrows(ConfigException.class, () -> Experiment.of(compose(words.split(" "))));
    assertEquals(word + ": must be left out, for it has " + has, e.getMessage());
  }

  /** Sections that are null unless they are given need no more than what matters. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hnca/bandit trainer.stopping={patience:2}",
        "hnca/bandit trainer.init_from={run:elsewhere}",
        "vub/mnist_quick method.backbone={path:elsewhere}",
        "vub/mnist_quick method.texts={list:[]}",
      })
  void givenSectionsHaveUsualValues(String words) {
    Experiment.of(compose(words.split(" ")));
  }

  /** What rules have no use for, if it is not measured with either. */
  @ParameterizedTest
  @ValueSource(strings = {"method.memory=8", "method.objective.gamma=8"})
  void measurementsThatAreNotMade(String word) {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> Experiment.of(compose("biohsic/cifar10_bp", "method.probe_windows=0", word)));
    assertEquals(
        word + ": must be left out, for with these settings of biohsic it has no effect",
        e.getMessage());
    Experiment.of(compose("biohsic/cifar10_bp", word));
    Experiment.of(
        compose(
            "biohsic/cifar10_bp", "method.probe_windows=0", "trainer.directions.names=[]", word));
  }

  @Test
  void featuresThatNoBackboneComputes() {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> Experiment.of(compose("vub/mnist_quick", "method.cache=elsewhere")));
    assertEquals(
        "method.cache=elsewhere: must be left out, for with these settings of vub it has no effect",
        e.getMessage());
  }

  /** Segments are labels, which a learned prior reads. */
  @ParameterizedTest
  @ValueSource(strings = {"moebius", "mlp_mixing", "triangular", "ar_flow"})
  void segmentsThatNobodyReads(String data) {
    String[] words = {
      "ima/moebius_quick",
      "data=" + data,
      "data.latent_dim=" + Map.of("moebius", 2, "triangular", 3).getOrDefault(data, 4),
      "data.n_obs=400",
      "data.n_segments=4",
    };
    ConfigException e = assertThrows(ConfigException.class, () -> Experiment.of(compose(words)));
    assertEquals(
        "data.n_segments=4: must be left out, for no prior is learned, so nothing reads labels",
        e.getMessage());
    List<String> learned = new ArrayList<>(List.of(words));
    learned.addAll(List.of("model/prior=beta", "model.prior.learn=true"));
    Experiment.of(compose(learned.toArray(String[]::new)));
  }

  /** Networks with seeds of their own, of data that nothing else is drawn for. */
  @ParameterizedTest
  @ValueSource(strings = {"hnca/bandit_quick", "biohsic/mnist_quick", "ima/moebius_quick"})
  void theSeedOfRunsWithSeedsOfNetworks(String name) {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> Experiment.typed(compose(name, "trainer.seeds=[1,2]", "seed=7")));
    assertEquals(
        "seed=7: must be left out, for networks have the seeds of trainer.seeds, and nothing else"
            + " is drawn",
        e.getMessage());
  }

  /** Values of files, those that follow from others, and those that do have an effect. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ima/moebius",
        "ima/moebius seed=3",
        "biohsic/xor trainer.seeds=[1,2] seed=7", // of which the data are drawn
        "hnca/bandit_quick trainer.seeds=[1,2]",
        "ilc/spirals_quick model.features=[8] model.depth=2",
        "ilc/spirals_quick model.features=[8,8] model.width=16",
        "biohsic/cifar10 method.probe_windows=0 method.memory=8",
        "ilc/patchwork seed=3",
        "ilc/patchwork data.noise=0.1 data.seed=3",
        "ima/moebius data.source=beta data.source_alpha=3",
        "ima/moebius_quick data=mlp_mixing data.source=laplace data.source_var=3",
        "ima/moebius method.penalties.dip_diagonal=1 method.penalties.dip=ii",
        "ilc/coloured_mnist_fork",
        "ilc/coloured_mnist_fork model.features=[8] model.dropout=0.1",
        "ilc/coloured_mnist_fork model.weights=glorot_uniform model.bias=1",
        "ima/moebius model.decoder=ground_truth model.hidden_factor=4",
      })
  void isAccepted(String words) {
    Experiment.typed(compose(words.split(" ")));
  }

  private static Config compose(String... words) {
    List<String> overrides = new ArrayList<>(List.of(words));
    overrides.set(0, "experiment=" + words[0]);
    return new Composer(SOURCES).compose("config", overrides, Clock.systemUTC());
  }
}
