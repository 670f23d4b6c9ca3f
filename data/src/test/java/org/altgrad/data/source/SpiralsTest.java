package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;

class SpiralsTest {
  private static final int ENVS = 8;
  private static final int N = 256;
  private static final int DIMS = 8;

  private static Spirals source(double shortcutStd, boolean flip, long seed) {
    return new Spirals(
        "spirals", ENVS, N, 2000, 3, new Spirals.Shortcuts(DIMS, shortcutStd, flip), true, seed);
  }

  private static DataSet load(long seed) {
    return source(1, false, seed).load(Samples.OFFLINE);
  }

  @Test
  void hasTheAgreedForm() {
    DataSet data = load(0);
    assertEquals(List.of("train", "test", "mechanism", "shortcut"), names(data));
    assertEquals(ENVS * N, data.split("train").count());
    assertEquals(2000, data.split("test").count());
    assertEquals(List.of(2 + DIMS), data.split("train").column("input").shape());
    assertEquals(List.of("input", "label"), List.copyOf(data.split("test").columns().keySet()));
    int[] environments = Samples.integers(data.split("train"), "environment");
    for (int e = 0; e < ENVS; e++) {
      int own = e;
      assertEquals(N, Arrays.stream(environments).filter(x -> x == own).count());
    }
    for (String split : List.of("train", "test")) {
      int[] labels = Samples.integers(data.split(split), "label");
      Samples.assertShare(0.5, Arrays.stream(labels).sum(), labels.length);
    }
  }

  @Test
  void mechanismHasUnitDeviationInEachEnvironment() {
    DataSet data = load(1);
    for (int e = 0; e < ENVS; e++) {
      for (int k = 0; k < 2; k++) {
        assertEquals(1, deviation(environment(data.split("train"), e), k), 1e-5);
      }
    }
    for (int k = 0; k < 2; k++) {
      assertEquals(1, deviation(Samples.vectors(data.split("test"), "input"), k), 1e-5);
    }
  }

  @Test
  void mechanismIsTwoSpirals() {
    // Undo the scaling by the analytic deviation of a spiral's columns, sqrt(E r^2 / 2) in which
    // the
    // noise of the radius hardly counts, then unwind: the angle left over is the label's half turn.
    Split test =
        new Spirals("spirals", 1, 2, 20_000, 3, new Spirals.Shortcuts(0, 1, false), false, 5)
            .load(Samples.OFFLINE)
            .split("test");
    double radiusSquared = (1 - Math.pow(0.08, 3)) / (3 * (1 - 0.08)) + 0.02 * 0.02 / 3;
    double scale = Math.sqrt(radiusSquared / 2);
    float[][] points = Samples.vectors(test, "input");
    int[] labels = Samples.integers(test, "label");
    int right = 0;
    double largest = 0;
    for (int i = 0; i < points.length; i++) {
      double x = points[i][0] * scale;
      double y = points[i][1] * scale;
      double radius = Math.hypot(x, y);
      largest = Math.max(largest, radius);
      double left = Math.atan2(y, x) - 2 * Math.PI * 3 * radius;
      right += (Math.cos(left) < 0 ? 1 : 0) == labels[i] ? 1 : 0;
    }
    // Noise of 0.02 in the radius is 0.06 of a turn; a quarter of one is the limit.
    assertEquals(points.length, right);
    assertEquals(1.02, largest, 0.02);
  }

  @Test
  void trainingShortcutIsTheSignatureWithTheLabelsSign() {
    Split train = load(2).split("train");
    for (int e = 0; e < ENVS; e++) {
      float[][] points = environment(train, e);
      int[] labels = Arrays.copyOfRange(Samples.integers(train, "label"), e * N, (e + 1) * N);
      float[] signature = shortcut(points[0], labels[0] == 1 ? 1 : -1);
      for (int i = 0; i < N; i++) {
        assertArrayEquals(signature, shortcut(points[i], labels[i] == 1 ? 1 : -1));
      }
    }
  }

  @Test
  void signaturesAreNormalWithTheGivenDeviation() {
    double[] components = new double[1000];
    Split train =
        new Spirals("spirals", 100, 2, 2, 3, new Spirals.Shortcuts(10, 0.1, false), false, 3)
            .load(Samples.OFFLINE)
            .split("train");
    double[] squares = new double[components.length];
    for (int e = 0; e < 100; e++) {
      float[] point = train.column("input").values(2 * e);
      for (int k = 0; k < 10; k++) {
        components[10 * e + k] = point[2 + k];
        squares[10 * e + k] = point[2 + k] * point[2 + k];
      }
    }
    Samples.assertMean(0, 0.1, components);
    Samples.assertMean(0.01, 0.01 * Math.sqrt(2), squares);
  }

  @Test
  void aPerceptronSeparatesThePooledShortcuts() {
    Split train = load(4).split("train");
    float[][] points = Samples.vectors(train, "input");
    int[] labels = Samples.integers(train, "label");
    double[] w = new double[DIMS];
    int mistakes = 1;
    for (int round = 0; round < 20_000 && mistakes > 0; round++) {
      mistakes = 0;
      for (int i = 0; i < points.length; i++) {
        float[] signed = shortcut(points[i], labels[i] == 1 ? 1 : -1);
        double sum = 0;
        for (int k = 0; k < DIMS; k++) {
          sum += w[k] * signed[k];
        }
        if (sum <= 0) {
          mistakes++;
          for (int k = 0; k < DIMS; k++) {
            w[k] += signed[k];
          }
        }
      }
    }
    assertEquals(0, mistakes);
  }

  @Test
  void testShortcutsTellNothing() {
    Split test = load(5).split("test");
    for (int k = 2; k < 2 + DIMS; k++) {
      double r = correlation(test, k);
      assertTrue(Math.abs(r) < 3 / Math.sqrt(2000), k + ": " + r);
    }
  }

  @Test
  void interventionsPermuteOnePartAndKeepTheOther() {
    DataSet data = load(6);
    Split train = data.split("train");
    Split mechanism = data.split("mechanism");
    Split shortcut = data.split("shortcut");
    float[][] original = Samples.vectors(train, "input");
    float[][] mechanisms = Samples.vectors(mechanism, "input");
    float[][] shortcuts = Samples.vectors(shortcut, "input");
    for (int i = 0; i < original.length; i++) {
      assertArrayEquals(part(original[i], 0, 2), part(mechanisms[i], 0, 2));
      assertArrayEquals(part(original[i], 2, 2 + DIMS), part(shortcuts[i], 2, 2 + DIMS));
    }
    assertArrayEquals(sorted(original, 2, 2 + DIMS), sorted(mechanisms, 2, 2 + DIMS));
    assertArrayEquals(sorted(original, 0, 2), sorted(shortcuts, 0, 2));
    assertEquals(train.column("label"), mechanism.column("label"));
    assertEquals(train.column("environment"), shortcut.column("environment"));
    // Of the permuted columns none knows the label any more.
    for (int k = 2; k < 2 + DIMS; k++) {
      assertTrue(Math.abs(correlation(mechanism, k)) < 4 / Math.sqrt(ENVS * N));
    }
  }

  @Test
  void theFirstSignatureCanBeFlipped() {
    float[][] plain = Samples.vectors(load(7).split("train"), "input");
    float[][] flipped =
        Samples.vectors(source(1, true, 7).load(Samples.OFFLINE).split("train"), "input");
    for (int i = 0; i < plain.length; i++) {
      assertArrayEquals(part(plain[i], 0, 2), part(flipped[i], 0, 2));
      assertArrayEquals(shortcut(plain[i], i % N == 0 ? -1 : 1), shortcut(flipped[i], 1));
    }
  }

  @Test
  void environmentsHaveStreamsOfTheirOwn() {
    Split few = load(8).split("train");
    Split more =
        new Spirals("spirals", ENVS + 3, N, 10, 3, new Spirals.Shortcuts(DIMS, 1, false), false, 8)
            .load(Samples.OFFLINE)
            .split("train");
    assertEquals(few, more.prefix(ENVS * N));
    assertNotEquals(
        few.column("input").values(0)[2], few.column("input").values(N)[2], "signatures differ");
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    Samples.assertSeeded(seed -> source(1, false, seed));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "envs: must be at least 1 but is 0",
        () -> new Spirals("spirals", 0, N, 2, 3, new Spirals.Shortcuts(8, 1, false), true, 0));
    Samples.assertRefused(
        "examplesPerEnv: must be at least 2 but is 1",
        () -> new Spirals("spirals", 2, 1, 2, 3, new Spirals.Shortcuts(8, 1, false), true, 0));
    Samples.assertRefused(
        "revolutions: must be a positive number but is NaN",
        () ->
            new Spirals(
                "spirals", 2, 2, 2, Double.NaN, new Spirals.Shortcuts(8, 1, false), true, 0));
    Samples.assertRefused(
        "shortcutStd: must be a number of at least 0 but is -1", () -> source(-1, false, 0));
  }

  private static List<String> names(DataSet data) {
    return List.copyOf(data.splits().keySet());
  }

  private static float[][] environment(Split train, int e) {
    return Arrays.copyOfRange(Samples.vectors(train, "input"), e * N, (e + 1) * N);
  }

  private static float[] part(float[] point, int from, int to) {
    return Arrays.copyOfRange(point, from, to);
  }

  private static float[] shortcut(float[] point, int sign) {
    float[] signed = part(point, 2, point.length);
    for (int k = 0; k < signed.length; k++) {
      signed[k] *= sign;
    }
    return signed;
  }

  private static float[][] sorted(float[][] points, int from, int to) {
    return Arrays.stream(points)
        .map(point -> part(point, from, to))
        .sorted(Comparator.comparing(Arrays::toString))
        .toArray(float[][]::new);
  }

  private static double deviation(float[][] points, int column) {
    double mean = Arrays.stream(points).mapToDouble(p -> p[column]).average().orElse(0);
    return Math.sqrt(
        Arrays.stream(points).mapToDouble(p -> Math.pow(p[column] - mean, 2)).average().orElse(0));
  }

  private static double correlation(Split split, int column) {
    return Samples.correlation(
        Arrays.stream(Samples.vectors(split, "input")).mapToDouble(p -> p[column]).toArray(),
        Arrays.stream(Samples.integers(split, "label")).asDoubleStream().toArray());
  }
}
