package org.altgrad.train.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.altgrad.train.experiment.TrainerSettings.Best;
import org.altgrad.train.experiment.TrainerSettings.Mode;
import org.altgrad.train.experiment.TrainerSettings.Selection;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static Selection of(String split, String metric) {
    Best best = new Best(Optional.ofNullable(split), metric, Mode.MAX);
    return new Selection(best, Optional.empty());
  }

  private static String where(String split, String... measured) {
    return of(split, "accuracy").among(Set.of(measured)).best().where();
  }

  @Test
  void whatIsNotNamedIsTheValidationIfThereIsOne() {
    assertEquals("validation", where(null, "train", "validation", "test"));
    assertEquals("test", where(null, "train", "test"));
    assertEquals("test", where("test", "validation", "test"));
    assertEquals("train", where("train", "validation", "test"));
  }

  /** Programs without an accuracy have no best; runs of before filed the split test. */
  @Test
  void theUsualOneNeedNotBeMeasured() {
    assertTrue(of(null, "accuracy").chosen().isEmpty());
    assertTrue(of("test", "accuracy").chosen().isEmpty());
    assertFalse(of("validation", "accuracy").chosen().isEmpty());
    assertFalse(of(null, "loss").chosen().isEmpty());
  }
}
