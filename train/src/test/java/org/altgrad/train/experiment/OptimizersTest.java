package org.altgrad.train.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Decay;
import org.altgrad.graphs.optim.Momentum;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Regularisation;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.optim.Schedule;
import org.altgrad.graphs.optim.Sgd;
import org.altgrad.graphs.optim.TemporalAndAdam;
import org.altgrad.graphs.optim.UpdateRule;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.junit.jupiter.api.Test;

/** The optimisers that users choose by name, and their keys. */
class OptimizersTest {
  private static Optimizer optimizer(String... overrides) {
    ConfigSources sources = ConfigSources.packaged(OptimizersTest.class.getClassLoader(), "conf");
    List<String> all = new ArrayList<>(List.of("experiment=hnca/bandit"));
    all.addAll(List.of(overrides));
    return Experiment.of(new Composer(sources).compose("config", all, Clock.systemUTC()))
        .optimizer();
  }

  private static Optimizer decaying(double lr, double decay, UpdateRule rule) {
    return new Optimizer(lr, new Schedule.Constant(), new Regularisation(decay, Decay.AFTER), rule);
  }

  @Test
  void namesStandForTheDefaultsOfTheirFiles() {
    assertEquals(new Optimizer(1e-2, new Sgd()), optimizer("optimizer=sgd", "optimizer.lr=1e-2"));
    assertEquals(
        new Optimizer(1e-2, new Momentum(0.9, false)),
        optimizer("optimizer=momentum", "optimizer.lr=1e-2"));
    Adam adam = new Adam(0.9, 0.999, 1e-8);
    assertEquals(new Optimizer(0.1, adam), optimizer("optimizer=adam", "optimizer.lr=0.1"));
    assertEquals(decaying(1e-3, 1e-2, adam), optimizer("optimizer=adamw", "optimizer.lr=1e-3"));
    assertEquals(
        decaying(1e-4, 1e-4, new Adam(0.9, 0.99, 1e-8)),
        optimizer("optimizer=adamw_biohsic", "optimizer.lr=1e-4"));
    assertEquals(
        decaying(0.1, 0.057, new TemporalAndAdam(0.21, 0.999, 0.79, 0.36, 1e-8, false)),
        optimizer("optimizer=temporal_and_adam", "optimizer.lr=0.1"));
  }

  @Test
  void allKeysStandInOneSection() {
    assertEquals(
        new Optimizer(
            0.5,
            new Schedule.Cosine(RunLength.Unit.EPOCH, 2, 0),
            new Regularisation(0.1, Decay.AFTER_REF, 0.2, Optional.of(3.0), Optional.empty()),
            new Momentum(0.7, true)),
        optimizer(
            "optimizer=momentum",
            "optimizer/schedule=cosine",
            "optimizer.lr=0.5",
            "optimizer.schedule.unit=epoch",
            "optimizer.schedule.over=2",
            "optimizer.weight_decay=0.1",
            "optimizer.decay=after_ref",
            "optimizer.l1=0.2",
            "optimizer.clip_norm=3",
            "optimizer.momentum=0.7",
            "optimizer.nesterov=true"));
  }

  @Test
  void messagesSayTheKeyThatUsersWrite() {
    refused(
        "optimizer.clip_value=2: must be absent where clip_norm is given but is 2",
        "optimizer.clip_norm=1",
        "optimizer.clip_value=2");
    refused("optimizer.beta1=1: must be in [0, 1) but is 1", "optimizer.beta1=1");
    refused("optimizer.lr=0: must be a positive number but is 0", "optimizer.lr=0");
  }

  private static void refused(String message, String... overrides) {
    assertEquals(
        message, assertThrows(ConfigException.class, () -> optimizer(overrides)).getMessage());
  }
}
