package org.altgrad.graphs.vub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Scores against counts of all pairs. */
class DetectionTest {
  /** Scores of few values, so that many are equal. */
  private static double[] some(Random random, int count, int most) {
    double[] all = new double[count];
    Arrays.setAll(all, i -> random.nextInt(most));
    return all;
  }

  @Test
  void theAreaIsTheShareOfPairsInOrder() {
    Random random = new Random(1);
    for (int trial = 0; trial < 200; trial++) {
      double[] known = some(random, 1 + random.nextInt(30), 1 + random.nextInt(8));
      double[] other = some(random, 1 + random.nextInt(30), 1 + random.nextInt(8));
      double pairs = 0;
      for (double k : known) {
        for (double o : other) {
          pairs += o > k ? 1 : o == k ? 0.5 : 0;
        }
      }
      Detection of = new Detection(known, other);
      assertEquals(pairs / known.length / other.length, of.auroc(), 1e-12);
      assertEquals(1 - of.auroc(), new Detection(other, known).auroc(), 1e-12);
    }
  }

  @Test
  void theCurveOfAlarmsHasTheArea() {
    Random random = new Random(2);
    double[] known = random.doubles(400).toArray();
    double[] other = random.doubles(300).map(x -> x + 0.4).toArray();
    Detection of = new Detection(known, other);
    int points = 2000;
    double area = 0;
    double[] before = of.alarms(0);
    assertArrayEquals(new double[] {1, 1}, before);
    for (int i = 1; i <= points; i++) {
      double[] next = of.alarms((double) i / points);
      area += (before[0] - next[0]) * (before[1] + next[1]) / 2;
      before = next;
    }
    assertArrayEquals(new double[] {0, 0}, before);
    assertEquals(of.auroc(), area, 1e-9);
  }

  @Test
  void ofTheOthersSoManyAreMissed() {
    double[] known = new double[100];
    Arrays.setAll(known, i -> i + 1);
    double[] other = {10, 94, 95, 95.5, 96, 200};
    // 95 of 100 are kept up to 95.
    assertEquals(3 / 6.0, new Detection(known, other).missed(0.95), 1e-12);
    assertEquals(5 / 6.0, new Detection(known, other).missed(1), 1e-12);
    // Where all are equal nothing is told.
    assertEquals(1, new Detection(new double[3], new double[2]).missed(0.95), 1e-12);
    assertEquals(0.5, new Detection(new double[3], new double[2]).auroc(), 1e-12);
  }
}
