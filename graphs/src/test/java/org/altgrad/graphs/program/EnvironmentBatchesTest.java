package org.altgrad.graphs.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnvironmentBatchesTest {
  /** Six environments of 10 to 15 rows, mixed, with names that are no indices. */
  private static int[] environments() {
    int[] names = {3, 5, 8, 9, 20, 21};
    List<Integer> all = new ArrayList<>();
    for (int e = 0; e < 6; e++) {
      all.addAll(Collections.nCopies(10 + e, names[e]));
    }
    Collections.shuffle(all, new Random(8));
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void eachEpochTakesEachEnvironmentInTurnsAndNoRowTwice() {
    int[] environment = environments();
    EnvironmentBatches batches = new EnvironmentBatches(4, environment, 2, 3);
    assertEquals(6, batches.size());
    // The smallest environment has 10 rows, 3 batches; 3 groups of 2 environments.
    assertEquals(9, batches.stepsPerEpoch());
    for (int epoch = 0; epoch < 3; epoch++) {
      Set<Integer> seen = new HashSet<>();
      Map<Integer, Integer> times = new HashMap<>();
      for (int s = 0; s < 9; s++) {
        int[] rows = batches.rows(epoch * 9L + s);
        for (int block = 0; block < 2; block++) {
          int name = environment[rows[3 * block]];
          times.merge(name, 1, Integer::sum);
          for (int b = 0; b < 3; b++) {
            assertEquals(name, environment[rows[3 * block + b]], "a block is one environment");
            assertTrue(seen.add(rows[3 * block + b]), "a row is read once");
          }
        }
        assertTrue(environment[rows[0]] < environment[rows[3]], "in ascending order");
        if (s % 3 == 2) {
          int turns = s / 3 + 1;
          assertTrue(times.values().stream().allMatch(t -> t == turns), "all took their turns");
          assertEquals(6, times.size());
        }
      }
    }
  }

  @Test
  void groupsAndRowsChangeFromTurnToTurn() {
    EnvironmentBatches batches = new EnvironmentBatches(4, environments(), 2, 3);
    Set<String> groups = new HashSet<>();
    for (int turn = 0; turn < 40; turn++) {
      groups.add(Arrays.toString(batches.environments(3L * turn)));
    }
    assertTrue(groups.size() > 8, "of 15 pairs: " + groups);
    int[] first = batches.rows(0);
    int[] next = batches.rows(batches.stepsPerEpoch());
    assertFalse(Arrays.equals(first, next));
  }

  @Test
  void rowsDependOnSeedAndStepAlone() {
    EnvironmentBatches one = new EnvironmentBatches(4, environments(), 3, 2);
    EnvironmentBatches other = new EnvironmentBatches(4, environments(), 3, 2);
    EnvironmentBatches seed = new EnvironmentBatches(5, environments(), 3, 2);
    int differences = 0;
    for (int s = 30; s >= 0; s--) {
      assertArrayEquals(
          one.rows(30 - s), new EnvironmentBatches(4, environments(), 3, 2).rows(30 - s));
      other.rows(s);
      differences += Arrays.equals(one.rows(s), seed.rows(s)) ? 0 : 1;
    }
    assertArrayEquals(one.rows(17), other.rows(17), "whatever was asked for before");
    assertTrue(differences > 25);
  }

  @Test
  void partsMakeUpTheWhole() {
    EnvironmentBatches whole = new EnvironmentBatches(4, environments(), 6, 2);
    BatchParts parts = new BatchParts(whole, 3);
    assertEquals(3 * whole.stepsPerEpoch(), parts.stepsPerEpoch());
    for (int update = 0; update < 7; update++) {
      int[] joined = new int[12];
      for (int p = 0; p < 3; p++) {
        System.arraycopy(parts.rows(3L * update + p), 0, joined, 4 * p, 4);
      }
      assertArrayEquals(whole.rows(update), joined);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertTrue(message(4, 2).startsWith("envs_per_step: must divide the 6 environments"));
    assertTrue(message(2, 11).startsWith("batch_size: must be between 2 and 20 "), message(2, 11));
    assertTrue(message(2, 11).endsWith(" is 22; write trainer.batch_size=20"), message(2, 11));
    new EnvironmentBatches(4, environments(), 2, 10);
    String windows =
        assertThrows(IllegalArgumentException.class, () -> new Windows(1, 7, 8, 1)).getMessage();
    assertTrue(windows.endsWith(" but is 8; write method.memory=7"), windows);
    assertEquals(1, new Windows(1, 7, 7, 1).windowsPerEpoch());
  }

  private static String message(int environments, int examples) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> new EnvironmentBatches(4, environments(), environments, examples))
        .getMessage();
  }
}
