package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.altgrad.graphs.TestGraph;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

class RandomsTest {
  private static final int N = 20_000;

  /** A draw in a graph and session of its own. */
  private static double[] draw(long seed, String scope, String name, long step) {
    try (TestGraph g = new TestGraph()) {
      Randoms randoms = new Randoms(seed, g.tf.constant(step));
      Randoms scoped = scope.isEmpty() ? randoms : randoms.scope(scope);
      return g.value(scoped.uniform(g.f64, name, Randoms.shape(g.f64, Shape.of(N))));
    }
  }

  @Test
  void theSameKeyDrawsTheSameInAnotherSession() {
    assertArrayEquals(draw(1, "", "noise", 5), draw(1, "", "noise", 5));
    assertArrayEquals(draw(1, "a", "noise", 5), draw(1, "a", "noise", 5));
  }

  @Test
  void anyOtherKeyDrawsUncorrelatedNumbers() {
    double[] base = draw(1, "", "noise", 5);
    double[][] others = {
      draw(2, "", "noise", 5),
      draw(1, "", "noise", 6),
      draw(1, "", "noisf", 5),
      draw(1, "a", "noise", 5),
      draw(-1, "", "noise", 5),
      draw(5, "", "noise", 1)
    };
    for (double[] other : others) {
      double sum = 0;
      for (int i = 0; i < N; i++) {
        sum += (base[i] - 0.5) * (other[i] - 0.5) * 12;
      }
      assertEquals(0, sum / N, 4 / Math.sqrt(N));
    }
  }

  @Test
  void theCounterIsReadInEveryRun() {
    try (TestGraph g = new TestGraph()) {
      var step = g.tf.placeholder(TInt64.class);
      var u = new Randoms(1, step).uniform(g.f64, "noise", Randoms.shape(g.f64, Shape.of(N)));
      try (var five = TestGraph.tensor(5L);
          var six = TestGraph.tensor(6L)) {
        assertArrayEquals(draw(1, "", "noise", 5), g.value(u, Map.of(step, five)));
        assertArrayEquals(draw(1, "", "noise", 6), g.value(u, Map.of(step, six)));
        assertArrayEquals(draw(1, "", "noise", 5), g.value(u, Map.of(step, five)));
      }
    }
  }

  @Test
  void uniformsHaveTheirMomentsAndRange() {
    double[] u = draw(1, "", "noise", 5);
    assertTrue(Arrays.stream(u).allMatch(x -> x >= 0 && x < 1));
    double[] moments = {1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5};
    for (int k = 1; k <= 4; k++) {
      int power = k;
      double mean = Arrays.stream(u).map(x -> Math.pow(x, power)).average().orElseThrow();
      double variance = 1.0 / (2 * k + 1) - moments[k - 1] * moments[k - 1];
      assertEquals(moments[k - 1], mean, 4 * Math.sqrt(variance / N), "moment " + k);
    }
  }

  @Test
  void normalsIntegersAndSinglePrecision() {
    try (TestGraph g = new TestGraph()) {
      Randoms randoms = new Randoms(1, g.tf.constant(0L));
      var shape = Randoms.shape(g.f64, Shape.of(N));
      double[] z = g.value(randoms.normal(g.f64, "z", shape));
      assertEquals(0, StatUtils.mean(z), 4 / Math.sqrt(N));
      assertEquals(1, StatUtils.variance(z), 4 * Math.sqrt(2.0 / N));
      double[] cut = g.value(randoms.truncatedNormal(g.f64, "t", shape));
      assertTrue(Arrays.stream(cut).allMatch(x -> Math.abs(x) <= 2));

      double[] integers = g.value(randoms.integers(g.f64, "i", shape, 5));
      for (int k = 0; k < 5; k++) {
        int value = k;
        long count = Arrays.stream(integers).filter(x -> x == value).count();
        assertEquals(0.2, count / (double) N, 4 * Math.sqrt(0.2 * 0.8 / N));
      }
      double[] narrow = g.value(randoms.uniform(g.f32, "u", shape));
      assertTrue(Arrays.stream(narrow).allMatch(x -> x >= 0 && x < 1));
    }
  }

  @Test
  void streamSeedsOfNeighboursDiffer() {
    Set<Long> seeds = new HashSet<>();
    for (long seed = -50; seed < 50; seed++) {
      for (int name = 0; name < 100; name++) {
        seeds.add(Randoms.mix(seed, "layer" + name));
      }
    }
    assertEquals(10_000, seeds.size());
    assertNotEquals(Randoms.mix(1, "ab"), Randoms.mix(1, "ba"));
    // Fixed for ever: a resumed run of another version must draw the same.
    assertEquals(splitMix(fnv("noise") + 7 * 0x9e3779b97f4a7c15L), Randoms.mix(7, "noise"));
  }

  private static long fnv(String ascii) {
    java.math.BigInteger hash = new java.math.BigInteger("14695981039346656037");
    java.math.BigInteger prime = new java.math.BigInteger("1099511628211");
    for (char c : ascii.toCharArray()) {
      hash = hash.xor(java.math.BigInteger.valueOf(c)).multiply(prime);
      hash = hash.mod(java.math.BigInteger.ONE.shiftLeft(64));
    }
    return hash.longValue();
  }

  private static long splitMix(long z) {
    long a = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ a >>> 27) * 0x94d049bb133111ebL;
    return b ^ b >>> 31;
  }

  /** Numbers by hashes of rows: SplitMix64 in plain Java, and what uniform numbers must be like. */
  @Test
  void rowsHaveNumbersOfTheirOwn() {
    int rows = 400;
    int units = 50;
    try (TestGraph g = new TestGraph()) {
      double[] content = new double[rows * 3];
      for (int i = 0; i < content.length; i++) {
        content[i] = i / 6 % 97; // rows in pairs, of few different numbers
      }
      var x = g.f32.constant(Shape.of(rows, 3), content);
      var like = g.f32.constant(Shape.of(rows, units), new double[rows * units]);
      Randoms randoms = new Randoms(3, g.tf.constant(9L)).byRow(RowKeys.of(x));
      double[] u = g.value(randoms.uniformLike("a", like));
      double[] other = g.value(randoms.uniformLike("b", like));
      double product = 0;
      for (int i = 0; i < u.length; i++) {
        assertTrue(u[i] >= 0 && u[i] < 1);
        product += 12 * (u[i] - 0.5) * (other[i] - 0.5);
      }
      double[] halves = Arrays.copyOf(u, u.length);
      assertEquals(0.5, StatUtils.mean(halves), 5 / Math.sqrt(6.0 * u.length));
      assertEquals(1 / 12.0, StatUtils.variance(halves), 5 * 0.075 / Math.sqrt(u.length / 2.0));
      assertEquals(0, product / u.length, 5 / Math.sqrt(u.length / 2.0));
      long key = 0;
      for (int j = 0; j < 3; j++) {
        key += mixed(Float.floatToRawIntBits((float) content[j]) + (j + 1) * GOLDEN);
      }
      long own = mixed(key + mixed(9 + Randoms.mix(3, "a")));
      for (int j = 0; j < units; j++) {
        assertEquals((mixed(own + (j + 1) * GOLDEN) >>> 40) * Math.scalb(1.0, -24), u[j]);
      }
    }
  }

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private static long mixed(long x) {
    long z = (x ^ x >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /** Normal numbers by rows: Kolmogorov and Smirnov's distance, moments, and no correlations. */
  @Test
  void networksDrawNormalNumbersOfTheirOwn() {
    try (TestGraph g = new TestGraph()) {
      var like = g.f64.of(g.tf.zeros(g.tf.constant(new int[] {3, 40, 250}), TFloat64.class));
      var step = g.tf.placeholder(TInt64.class);
      var keys = RowKeys.ofSeeds(g.f64, List.of(4L, 5L, 6L));
      var draws = new Randoms(0, step).byRow(keys).normalLike("eps", like);
      double[][] at = new double[2][];
      for (int s = 0; s < 2; s++) {
        try (var number = TInt64.scalarOf(s)) {
          at[s] = g.value(draws, Map.of(step, number));
        }
      }
      int n = 10_000;
      List<double[]> streams = new ArrayList<>();
      for (double[] all : at) {
        for (int m = 0; m < 3; m++) {
          streams.add(Arrays.copyOfRange(all, m * n, (m + 1) * n));
        }
      }
      var normal = new NormalDistribution(0, 1);
      for (double[] stream : streams) {
        double d = new KolmogorovSmirnovTest().kolmogorovSmirnovStatistic(normal, stream);
        assertTrue(d < 1.95 / Math.sqrt(n), "distance " + d); // p = .001
        assertEquals(0, StatUtils.mean(stream), 4 / Math.sqrt(n));
        assertEquals(1, StatUtils.variance(stream), 4 * Math.sqrt(2.0 / n));
      }
      for (int a = 0; a < streams.size(); a++) {
        for (int b = 0; b < streams.size(); b++) {
          int shift = a == b ? 1 : 0;
          double r = 0;
          for (int i = 0; i < n; i++) {
            r += streams.get(a)[i] * streams.get(b)[(i + shift) % n] / n;
          }
          assertEquals(0, r, 4.5 / Math.sqrt(n), a + " and " + b);
        }
      }
      // One network alone, in another place, draws the same.
      var alone = g.f64.of(g.tf.zeros(g.tf.constant(new int[] {1, 40, 250}), TFloat64.class));
      var own = new Randoms(0, step).byRow(RowKeys.ofSeeds(g.f64, List.of(5L)));
      try (var number = TInt64.scalarOf(1)) {
        double[] single = g.value(own.normalLike("eps", alone), Map.of(step, number));
        assertArrayEquals(streams.get(4), single);
      }
    }
  }

  /** A row's numbers are those of its place, whatever is asked with it, and follow the law. */
  @Test
  void placesHaveNumbersOfTheirOwn() {
    double[][] all = atPlaces(0, 2000);
    double[][] some = atPlaces(700, 750);
    for (int m = 0; m < 2; m++) {
      assertArrayEquals(Arrays.copyOfRange(all[m], 700 * 5, 750 * 5), some[m]);
    }
    var normal = new NormalDistribution(0, 1);
    int n = all[0].length;
    for (double[] stream : all) {
      double d = new KolmogorovSmirnovTest().kolmogorovSmirnovStatistic(normal, stream);
      assertTrue(d < 1.95 / Math.sqrt(n), "distance " + d); // p = .001
    }
    for (int shift : new int[] {0, 1, 5}) { // networks, places in a row, and rows
      double r = 0;
      for (int i = 0; i < n; i++) {
        r += all[0][i] * all[shift == 0 ? 1 : 0][(i + shift) % n] / n;
      }
      assertEquals(0, r, 4.5 / Math.sqrt(n), "shifted by " + shift);
    }
  }

  /** Five normal numbers for each of some rows, of two networks. */
  private static double[][] atPlaces(int from, int to) {
    try (TestGraph g = new TestGraph()) {
      int count = to - from;
      int[] places = new int[count];
      Arrays.setAll(places, i -> from + i);
      var rows = RowKeys.ofPlaces(g.f64, g.tf.constant(places));
      var keys = RowKeys.ofSeeds(g.f64, List.of(4L, 5L)).and(rows);
      var like = g.f64.of(g.tf.zeros(g.tf.constant(new int[] {2, count, 5}), TFloat64.class));
      double[] flat =
          g.value(new Randoms(0, g.tf.constant(3L)).byRow(keys).normalLike("eps", like));
      return new double[][] {
        Arrays.copyOf(flat, count * 5), Arrays.copyOfRange(flat, count * 5, flat.length)
      };
    }
  }

  /** The samples of a row that are drawn a few at a time are those that are drawn at once. */
  @Test
  void passesHaveNumbersOfTheirOwn() {
    try (TestGraph g = new TestGraph()) {
      var rows = RowKeys.ofPlaces(g.f64, g.tf.constant(new int[] {4, 9}));
      var like = g.f64.constant(Shape.of(6, 1), new double[6]);
      Randoms randoms = new Randoms(1, g.tf.constant(0L));
      var all = rows.repeated(g.tf.constant(3L));
      var last = rows.repeated(g.tf.constant(1L), g.tf.constant(2L));
      double[] together = g.value(randoms.byRow(all).uniformLike("u", like));
      var fewer = g.f64.constant(Shape.of(4, 1), new double[4]);
      assertArrayEquals(
          Arrays.copyOfRange(together, 2, 6), g.value(randoms.byRow(last).uniformLike("u", fewer)));
      assertEquals(6, Arrays.stream(together).distinct().count());
    }
  }
}
