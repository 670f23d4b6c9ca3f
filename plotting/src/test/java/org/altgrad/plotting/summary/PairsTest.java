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

  @Test
  void signedRanksAreThoseOfAllSigns() {
    Random random = new Random(5);
    for (int n = 1; n <= 10; n++) {
      double[] left = random.ints(n, -4, 9).asDoubleStream().toArray();
      double[] sizes =
          java.util.Arrays.stream(left).filter(x -> x != 0).map(Math::abs).sorted().toArray();
      double expected = 1;
      if (sizes.length > 0) {
        double mean = sizes.length * (sizes.length + 1) / 4.0;
        double far = Math.abs(sum(left, sizes) - mean);
        int count = 0;
        for (int signs = 0; signs < 1 << sizes.length; signs++) {
          double[] signed = sizes.clone();
          for (int i = 0; i < sizes.length; i++) {
            signed[i] *= (signs >> i & 1) == 1 ? 1 : -1;
          }
          count += Math.abs(sum(signed, sizes) - mean) >= far - 1e-9 ? 1 : 0;
        }
        expected = (double) count / (1 << sizes.length);
      }
      assertEquals(expected, new Pairs(left, new double[n]).signedRanks(), 1e-12, "n " + n);
    }
    // Of ten differences all of one sign: 2 of 1024; of 250 by the normal law.
    assertEquals(2 / 1024.0, apart(10, 1).signedRanks(), 1e-12);
    double[] many = random.doubles(250).map(x -> x - 0.45).toArray();
    double[] fewer = java.util.Arrays.copyOf(many, 200);
    assertTrue(new Pairs(many, new double[250]).signedRanks() < 1);
    assertTrue(new Pairs(fewer, new double[200]).signedRanks() <= 1);
  }

  /** Ranks of the values above 0, by counting. */
  private static double sum(double[] values, double[] sizes) {
    double sum = 0;
    for (double value : values) {
      if (value > 0) {
        double below = java.util.Arrays.stream(sizes).filter(s -> s < value).count();
        double equal = java.util.Arrays.stream(sizes).filter(s -> s == value).count();
        sum += below + (equal + 1) / 2;
      }
    }
    return sum;
  }

  @Test
  void studentsTestIsThatOfATable() {
    // Differences 1, 2, 3: t = 2 / (1 / √3) with 2 degrees of freedom, p = 1 - t / √(2 + t²).
    double t = 2 * Math.sqrt(3);
    assertEquals(
        1 - t / Math.sqrt(2 + t * t),
        new Pairs(new double[] {1, 2, 3}, new double[3]).student(),
        1e-9);
    assertTrue(Double.isNaN(apart(3, 1).student()));
    assertTrue(Double.isNaN(apart(1, 1).student()));
  }

  @Test
  void holmsCorrectionGoesUpStepByStep() {
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        new double[] {0.03, 0.06, Double.NaN, 0.06},
        Pairs.holm(new double[] {0.01, 0.04, Double.NaN, 0.03}),
        1e-12);
  }
}
