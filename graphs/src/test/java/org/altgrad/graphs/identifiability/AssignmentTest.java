package org.altgrad.graphs.identifiability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AssignmentTest {

  /** Best sum over all assignments of columns j.. to rows that are free, or to none. */
  private static double best(double[][] gain, int j, boolean[] taken, int skips) {
    if (j == gain[0].length) {
      return 0;
    }
    double most = skips > 0 ? best(gain, j + 1, taken, skips - 1) : Double.NEGATIVE_INFINITY;
    for (int i = 0; i < gain.length; i++) {
      if (!taken[i]) {
        taken[i] = true;
        most = Math.max(most, gain[i][j] + best(gain, j + 1, taken, skips));
        taken[i] = false;
      }
    }
    return most;
  }

  private static double sum(double[][] gain, int[] rows) {
    double sum = 0;
    for (int j = 0; j < rows.length; j++) {
      sum += rows[j] < 0 ? 0 : gain[rows[j]][j];
    }
    return sum;
  }

  @Test
  void equalsBruteForce() {
    long seed = 0;
    for (int rows = 1; rows <= 6; rows++) {
      for (int columns = 1; columns <= 6; columns++) {
        for (int repeat = 0; repeat < 6; repeat++) {
          double[][] gain = Rows.gaussian(rows, columns, seed++);
          if (repeat % 2 == 0) { // ties
            gain = Rows.map(gain, Math::rint);
          }
          int[] found = Assignment.best(gain);
          int[] used = Arrays.stream(found).filter(i -> i >= 0).toArray();
          assertEquals(Math.min(rows, columns), used.length);
          assertEquals(used.length, Arrays.stream(used).distinct().count());
          int skips = Math.max(0, columns - rows);
          double most = best(gain, 0, new boolean[rows], skips);
          assertEquals(most, sum(gain, found), 1e-12, rows + " by " + columns);
        }
      }
    }
  }

  @Test
  void assignsSeveralDozens() {
    double[][] gain = Rows.uniform(40, 40, 3);
    int[] hidden = new int[40];
    for (int j = 0; j < 40; j++) {
      hidden[j] = (7 * j + 3) % 40;
      gain[hidden[j]][j] += 1;
    }
    assertArrayEquals(hidden, Assignment.best(gain));
    assertTrue(sum(gain, hidden) > 40);
  }
}
