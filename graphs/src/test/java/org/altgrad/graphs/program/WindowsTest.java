package org.altgrad.graphs.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static final int COUNT = 23;
  private static final int MEMORY = 4;

  /** All windows of an epoch, one after the other. */
  private static int[][] epoch(Windows windows, long epoch) {
    int[][] all = new int[windows.windowsPerEpoch()][];
    int next = 0;
    for (long s = 0; s < windows.stepsPerEpoch(); s++) {
      long step = epoch * windows.stepsPerEpoch() + s;
      assertEquals(epoch * windows.windowsPerEpoch() + next, windows.before(step));
      int[] rows = windows.rows(step);
      assertEquals(windows.windows(step) + MEMORY - 1, rows.length);
      for (int w = 0; w < windows.windows(step); w++) {
        all[next++] = Arrays.copyOfRange(rows, w, w + MEMORY);
      }
    }
    assertEquals(all.length, next);
    return all;
  }

  @Test
  void windowsSlideByOneOverAPermutation() {
    for (int perStep : new int[] {1, 6, 20, 100}) {
      int[][] all = epoch(new Windows(7, COUNT, MEMORY, perStep), 0);
      assertEquals(COUNT - MEMORY + 1, all.length);
      for (int w = 1; w < all.length; w++) {
        assertArrayEquals(
            Arrays.copyOfRange(all[w - 1], 1, MEMORY), Arrays.copyOf(all[w], MEMORY - 1));
      }
      IntStream currents = Arrays.stream(all).mapToInt(window -> window[MEMORY - 1]);
      int[] seen =
          IntStream.concat(Arrays.stream(all[0]).limit(MEMORY - 1), currents).sorted().toArray();
      assertArrayEquals(IntStream.range(0, COUNT).toArray(), seen);
    }
  }

  @Test
  void epochsDifferAndStepsDependOnSeedAndNumberAlone() {
    Windows windows = new Windows(7, COUNT, MEMORY, 6);
    int[][] first = epoch(windows, 0);
    assertFalse(Arrays.deepEquals(first, epoch(windows, 1)));
    assertTrue(Arrays.deepEquals(first, epoch(windows, 0)), "going back");
    assertFalse(Arrays.deepEquals(first, epoch(new Windows(8, COUNT, MEMORY, 6), 0)));
    assertTrue(
        Arrays.deepEquals(first, epoch(new Windows(7, COUNT, MEMORY, 5), 0)),
        "how many go into a step does not change them");
  }

  @Test
  void aStepSaysHowManyWindowsItHas() {
    Windows windows = new Windows(7, COUNT, MEMORY, 6);
    TrainStep.Parts parts = windows.parts();
    assertEquals("window", parts.name());
    for (long step = 0; step < 2 * windows.stepsPerEpoch(); step++) {
      assertEquals(
          windows.windows(step),
          parts.before().applyAsLong(step + 1) - parts.before().applyAsLong(step));
    }
  }

  @Test
  void impossibleSizesAreRefused() {
    var failure = assertThrows(IllegalArgumentException.class, () -> new Windows(0, 5, 6, 1));
    assertTrue(failure.getMessage().startsWith("memory: "), failure.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Windows(0, 5, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Windows(0, 5, 2, 0));
    assertEquals(1, new Windows(0, 5, 5, 3).windowsPerEpoch());
  }

  @Test
  void aLastBatchMayBeSmaller() {
    ShuffledBatches full = new ShuffledBatches(7, COUNT, 10);
    ShuffledBatches partial = new ShuffledBatches(7, COUNT, 10, 1);
    assertEquals(2, full.stepsPerEpoch());
    assertEquals(3, partial.stepsPerEpoch());
    assertEquals(2, new ShuffledBatches(7, COUNT, 10, 4).stepsPerEpoch(), "3 are too few");
    assertEquals(2, new ShuffledBatches(7, 20, 10, 1).stepsPerEpoch(), "nothing is left over");
    assertArrayEquals(full.rows(1), partial.rows(1));
    assertArrayEquals(full.rows(2), partial.rows(3), "the second epoch begins");
    int[] seen =
        IntStream.range(0, 3).flatMap(s -> Arrays.stream(partial.rows(s))).sorted().toArray();
    assertArrayEquals(IntStream.range(0, COUNT).toArray(), seen);
    assertThrows(IllegalArgumentException.class, () -> new ShuffledBatches(7, COUNT, 1, 2));
    assertThrows(IllegalArgumentException.class, () -> new ShuffledBatches(7, COUNT, 24, 1));
  }
}
