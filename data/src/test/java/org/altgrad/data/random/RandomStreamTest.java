package org.altgrad.data.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RandomStreamTest {
  @Test
  void isSplitMix64() {
    // Published test values for seed 1234567.
    RandomStream random = new RandomStream(1234567);
    String[] published = {
      "6457827717110365317",
      "3203168211198807973",
      "9817491932198370423",
      "4593380528125082431",
      "16408922859458223821"
    };
    for (String value : published) {
      assertEquals(value, Long.toUnsignedString(random.nextLong()));
    }
  }

  @Test
  void agreesWithTheGeneratorOfTheJdk() {
    RandomStream ours = new RandomStream(42);
    java.util.SplittableRandom theirs = new java.util.SplittableRandom(42);
    for (int i = 0; i < 100; i++) {
      assertEquals(theirs.nextLong(), ours.nextLong());
    }
  }

  @Test
  void purposesHaveStreamsOfTheirOwn() {
    assertEquals(RandomStream.of(1, "a").nextLong(), RandomStream.of(1, "a").nextLong());
    assertNotEquals(RandomStream.of(1, "a").nextLong(), RandomStream.of(1, "b").nextLong());
    assertNotEquals(RandomStream.of(1, "a").nextLong(), RandomStream.of(2, "a").nextLong());
  }

  @Test
  void integersAreUniform() {
    RandomStream random = new RandomStream(7);
    int[] counts = new int[10];
    int n = 100_000;
    for (int i = 0; i < n; i++) {
      counts[random.nextInt(10)]++;
    }
    double chiSquared = 0;
    for (int count : counts) {
      chiSquared += Math.pow(count - n / 10.0, 2) / (n / 10.0);
    }
    assertTrue(chiSquared < 33.7, "above the 0.9999 quantile with 9 degrees of freedom");
  }

  @Test
  void gaussiansHaveTheMomentsOfTheNormalDistribution() {
    RandomStream random = new RandomStream(11);
    int n = 200_000;
    double[] moments = new double[5];
    int within = 0;
    for (int i = 0; i < n; i++) {
      double x = random.nextGaussian();
      within += Math.abs(x) < 1 ? 1 : 0;
      for (int k = 1; k <= 4; k++) {
        moments[k] += Math.pow(x, k) / n;
      }
    }
    // Each within 4 deviations, which are those of N(0, 1)'s second to eighth moments.
    assertEquals(0, moments[1], 4 * Math.sqrt(1.0 / n));
    assertEquals(1, moments[2], 4 * Math.sqrt(2.0 / n));
    assertEquals(0, moments[3], 4 * Math.sqrt(15.0 / n));
    assertEquals(3, moments[4], 4 * Math.sqrt(96.0 / n));
    assertEquals(0.682689, within / (double) n, 4 * Math.sqrt(0.2166 / n));
  }

  @Test
  void permutationsAreUniform() {
    RandomStream random = new RandomStream(12);
    int[] counts = new int[27];
    int n = 60_000;
    for (int i = 0; i < n; i++) {
      int[] p = random.permutation(3);
      counts[9 * p[0] + 3 * p[1] + p[2]]++;
    }
    double chiSquared = 0;
    for (int code : new int[] {5, 7, 11, 15, 19, 21}) {
      chiSquared += Math.pow(counts[code] - n / 6.0, 2) / (n / 6.0);
    }
    assertTrue(chiSquared < 25.7, "above the 0.9999 quantile with 5 degrees of freedom");
  }
}
