package org.altgrad.data.source;

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
}
