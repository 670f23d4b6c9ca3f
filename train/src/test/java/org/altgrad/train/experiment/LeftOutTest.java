package org.altgrad.train.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
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
        "ima/moebius data.source_alpha=3 > an effect only if data.source is beta",
        "ima/moebius data.source_var=3 > an effect only if data.source is gaussian or laplace",
        "ima/moebius data.cos_theta=0.5 > an effect only if data.linear_map is cos_theta",
        "ima/moebius model/prior=beta model.prior.learn=true model.prior.alpha=3"
            + " > an effect only if model.prior.learn is false",
        "ima/moebius method.penalties.dip=ii > no effect: dip_off_diagonal and dip_diagonal are 0",
        "ilc/patchwork data.seed=3 > an effect only if data.noise is not 0",
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
      })
  void isRefused(String words, String has) {
    String word = words.replaceAll(".* ", "");
    ConfigException e =
        assertThrows(ConfigException.class, () -> Experiment.of(compose(words.split(" "))));
    assertEquals(word + ": must be left out, for it has " + has, e.getMessage());
  }

  /** Values of files, those that follow from others, and those that do have an effect. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ima/moebius",
        "ima/moebius seed=3",
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
    Experiment.of(compose(words.split(" ")));
  }

  private static Config compose(String... words) {
    List<String> overrides = new ArrayList<>(List.of(words));
    overrides.set(0, "experiment=" + words[0]);
    return new Composer(SOURCES).compose("config", overrides, Clock.systemUTC());
  }
}
