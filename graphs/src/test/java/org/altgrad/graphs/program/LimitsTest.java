package org.altgrad.graphs.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.altgrad.graphs.optim.RunLength;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static Limits limits(long epochs, long steps, long batches) {
    return new Limits(epochs, given(steps), given(batches));
  }

  private static Optional<Long> given(long value) {
    return value == 0 ? Optional.empty() : Optional.of(value);
  }

  /** Steps and epochs counted as a loop would. */
  private static RunLength counted(long epochs, long steps, long batches, long data) {
    long total = 0;
    long epoch = 0;
    for (long e = 0; e < epochs; e++) {
      for (epoch = 0; epoch < data && (batches == 0 || epoch < batches); epoch++) {
        total += steps == 0 || total < steps ? 1 : 0;
      }
    }
    return new RunLength(epoch, total);
  }

  @Test
  void aRunIsAsLongAsALoopWithAllItsLimits() {
    for (long epochs : new long[] {1, 2, 5}) {
      for (long steps : new long[] {0, 1, 6, 7, 100}) {
        for (long batches : new long[] {0, 1, 3, 10}) {
          RunLength length = limits(epochs, steps, batches).length(4);
          assertEquals(counted(epochs, steps, batches, 4), length);
          long whole = length.totalSteps() / length.stepsPerEpoch();
          boolean cut = length.totalSteps() % length.stepsPerEpoch() > 0;
          assertEquals(whole + (cut ? 1 : 0), length.epochs());
        }
      }
    }
    assertEquals(new RunLength(1, 1), Limits.ONE_STEP.length(1000));
    assertEquals(new RunLength(4, 12), Limits.epochs(3).length(4));
  }

  @Test
  void limitsAreAtLeastOne() {
    refused("maxEpochs: must be at least 1 but is 0", () -> limits(0, 1, 1));
    refused("maxSteps: must be at least 1 but is -1", () -> limits(1, -1, 1));
    refused("limitTrainBatches: must be at least 1 but is -2", () -> limits(1, 1, -2));
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable made) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made).getMessage());
  }

  /** The schedule of a block of windows is as long as all windows that the steps take. */
  @Test
  void windowsAreCountedOneByOne() {
    Windows windows = new Windows(7, 23, 4, 6); // 20 windows in steps of 6, 6, 6 and 2
    for (Limits limits :
        new Limits[] {limits(3, 0, 0), limits(3, 9, 0), limits(2, 0, 3), limits(1, 0, 4)}) {
      RunLength run = limits.length(windows.stepsPerEpoch());
      long all = 0;
      long first = 0;
      for (long step = 0; step < run.totalSteps(); step++) {
        all += windows.windows(step);
        first += step < run.stepsPerEpoch() ? windows.windows(step) : 0;
      }
      assertEquals(new RunLength(first, all), windows.length(run, 1));
      assertEquals(new RunLength(5 * first, 5 * all), windows.length(run, 5));
    }
  }

  @Test
  void roundsOfStepsAreUpdates() {
    assertEquals(new RunLength(4, 10), new RunLength(12, 30).inParts(3));
    assertEquals(new RunLength(1, 1), Limits.ONE_STEP.length(12).inParts(3));
  }

  @Test
  void whatIsDue() {
    for (long epoch = 1; epoch < 7; epoch++) {
      assertTrue(Due.EVERY.at(epoch, false));
      assertFalse(Due.LAST.at(epoch, false));
      assertFalse(Due.ON_DEMAND.at(epoch, false));
      assertEquals(epoch == 3 || epoch == 6, Due.every(3).at(epoch, false));
      assertTrue(Due.EVERY.at(epoch, true) && Due.LAST.at(epoch, true));
      assertTrue(Due.every(3).at(epoch, true));
      assertFalse(Due.ON_DEMAND.at(epoch, true));
    }
    assertEquals(Due.LAST, Due.every(0));
  }
}
