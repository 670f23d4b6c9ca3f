package org.altgrad.graphs.identifiability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.Test;

class MutualInformationTest {

  /** Ross's estimate as it is defined: all distances, one by one. */
  private static double slow(double[] x, int[] classes, int k) {
    List<Integer> rows =
        IntStream.range(0, x.length)
            .filter(i -> Arrays.stream(classes).filter(c -> c == classes[i]).count() > 1)
            .boxed()
            .toList();
    double sum = 0;
    for (int i : rows) {
      double[] own =
          rows.stream()
              .filter(j -> classes[j] == classes[i])
              .mapToDouble(j -> Math.abs(x[j] - x[i]))
              .sorted()
              .toArray();
      int near = Math.min(k, own.length - 1);
      double radius = own[near];
      long within =
          rows.stream().filter(j -> Math.abs(x[j] - x[i]) < radius || x[j] == x[i]).count();
      sum += Gamma.digamma(near) - Gamma.digamma(own.length) - Gamma.digamma(within);
    }
    return Math.max(0, Gamma.digamma(rows.size()) + sum / rows.size());
  }

  @Test
  void neighboursEqualTheDefinition() {
    for (int seed = 0; seed < 6; seed++) {
      int[] classes = Bins.values(Columns.column(Rows.labels(150, 1, 5, seed), 0));
      classes[3] = 5; // alone in its class
      double[][] noise = Rows.gaussian(150, 1, 50 + seed);
      double[] x = IntStream.range(0, 150).mapToDouble(i -> noise[i][0] + classes[i]).toArray();
      double[] tied = Arrays.stream(x).map(v -> Math.rint(2 * v) + 0.0).toArray();
      for (int k : new int[] {1, 3, 10, 60}) {
        assertEquals(slow(x, classes, k), MutualInformation.neighbours(x, classes, k), 1e-8);
        assertEquals(slow(tied, classes, k), MutualInformation.neighbours(tied, classes, k), 1e-8);
      }
    }
    assertEquals(0, MutualInformation.neighbours(new double[9], new int[9], 3));
  }

  /** Uniform codes on [0, 2) and [1, 3): half of all rows are told apart, ½ ln 2 nats. */
  @Test
  void neighboursFindTheInformation() {
    int rows = 4000;
    double[] u = Columns.column(Rows.uniform(rows, 1, 1), 0);
    int[] classes = IntStream.range(0, rows).map(i -> i % 2).toArray();
    double[] x = IntStream.range(0, rows).mapToDouble(i -> 2 * u[i] + i % 2).toArray();
    assertEquals(Math.log(2) / 2, MutualInformation.neighbours(x, classes, 10), 0.03);
    double[] apart = IntStream.range(0, rows).mapToDouble(i -> u[i] + 2 * (i % 2)).toArray();
    assertEquals(Math.log(2), MutualInformation.neighbours(apart, classes, 10), 1e-3);
    assertEquals(0, MutualInformation.neighbours(u, classes, 10), 0.02);
  }

  @Test
  void histogramsHaveTheirSums() {
    int[] a = {0, 0, 1, 1};
    assertEquals(Math.log(2), MutualInformation.entropy(a), 1e-15);
    assertEquals(0, MutualInformation.information(a, new int[] {0, 1, 0, 1}), 1e-15);
    assertEquals(Math.log(2), MutualInformation.information(a, new int[] {3, 3, 0, 0}), 1e-15);
    double expected = .25 * Math.log(.25 / .125) + .25 * Math.log(.25 / .375);
    expected += .5 * Math.log(.5 / .375);
    assertEquals(expected, MutualInformation.information(a, new int[] {0, 1, 1, 1}), 1e-15);
  }

  @Test
  void binsHoldWhatTheyShould() {
    double[] x = {0, 1, 2, 3, 4, 10};
    assertArrayEquals(new int[] {0, 0, 1, 1, 2, 4}, Bins.width(x, 5));
    assertArrayEquals(new int[] {0, 0, 1, 1, 2, 2}, Bins.frequency(x, 3));
    assertArrayEquals(new int[] {0, 0, 0, 1}, Bins.frequency(new double[] {5, 5, 5, 6}, 4));
    assertArrayEquals(new int[] {1, 0, 2, 0}, Bins.values(new double[] {.5, -2, 7, -2}));
    assertArrayEquals(new int[2], Bins.width(new double[] {3, 3}, 4));
  }
}
