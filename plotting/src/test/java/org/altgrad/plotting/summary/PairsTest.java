package org.altgrad.plotting.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against values of tables. */
class PairsTest {
  private static Pairs apart(int n, double by) {
    double[] left = new double[n];
    double[] right = new double[n];
    for (int i = 0; i < n; i++) {
      left[i] = by + i;
      right[i] = i;
    }
    return new Pairs(left, right);
  }

  @Test
  void signsFollowTheBinomialLaw() {
    assertEquals(2 / 32.0, apart(5, 9).signs(), 1e-12);
    assertEquals(2 / 32.0, apart(5, -9).signs(), 1e-12);
    assertEquals(1, apart(4, 0).signs(), 1e-12);
    // 9 of 10: 2 (1 + 10) / 1024.
    double[] left = {1, 1, 1, 1, 1, 1, 1, 1, 1, -1, 0};
    assertEquals(22 / 1024.0, new Pairs(left, new double[11]).signs(), 1e-12);
  }

  @Test
  void rankSumsAreThoseOfTheTable() {
    assertEquals(2 / 20.0, apart(3, 9).rankSum(), 1e-12);
    assertEquals(2 / 252.0, apart(5, 9).rankSum(), 1e-12);
    // Ranks 1 2 4 and 3 5 6: sums of 7 or less are those of 1 2 3 and 1 2 4, 2 of 20.
    assertEquals(
        4 / 20.0, new Pairs(new double[] {1, 2, 4}, new double[] {3, 5, 6}).rankSum(), 1e-12);
    assertEquals(1, new Pairs(new double[3], new double[3]).rankSum(), 1e-12);
    assertTrue(apart(30, 30).rankSum() < 1e-9);
  }

  @Test
  void theIntervalHoldsTheMeanAndIsAsWideAsItsError() {
    Random random = new Random(3);
    double[] left = random.doubles(400).map(x -> 2 + x).toArray();
    double[] interval = new Pairs(left, new double[400]).interval();
    double error = Math.sqrt(1 / 12.0 / 400);
    double mean = java.util.Arrays.stream(left).average().orElseThrow();
    assertEquals(mean - 1.96 * error, interval[0], 0.15 * error);
    assertEquals(mean + 1.96 * error, interval[1], 0.15 * error);
    double[] one = apart(1, 4).interval();
    assertEquals(4, one[0], 1e-12);
    assertEquals(4, one[1], 1e-12);
  }
}
