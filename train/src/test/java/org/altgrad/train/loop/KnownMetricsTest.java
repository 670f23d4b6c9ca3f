package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.data.Progress;
import org.altgrad.data.source.DataContext;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;
import org.junit.jupiter.api.Test;

/** What is said of a split by which nobody has asked to choose, and that the data do not have. */
class KnownMetricsTest {
  private static void require(String... words) {
    List<String> all = new ArrayList<>(List.of("experiment=vub/mnist_quick"));
    all.addAll(List.of(words));
    Experiment experiment = TrainerTest.composed(all);
    assertTrue(
        KnownMetrics.within(
            60,
            experiment,
            experiment.data().load(DataContext.standard(false, Progress.NONE)),
            known -> known.require(experiment.trainer().selection().best())));
  }

  @Test
  void theSettingThatLeavesItOutIsNamedAndTheHintsHold() {
    String none = "data.holdout=0";
    String said = assertThrows(ConfigException.class, () -> require(none)).getMessage();
    assertEquals(
        "data.holdout=0: leaves no split validation, by whose accuracy this experiment chooses the"
            + " best checkpoint (trainer.best.split); choose by another split with"
            + " trainer.best.split=test or trainer.best.split=train, or hold examples out with"
            + " data.holdout=0.1",
        said);
    require(none, "trainer.best.split=test");
    require(none, "trainer.best.split=train");
    require("data.holdout=0.1");
    // One that is typed is what is wrong.
    String typed =
        assertThrows(ConfigException.class, () -> require(none, "trainer.best.split=validation"))
            .getMessage();
    assertTrue(typed.startsWith("trainer.best.split: must be one of"), typed);
    assertFalse(typed.contains("this experiment chooses"), typed);
  }
}
