package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;

class StrongWeakTest {
  private static final int FEATURES = 40;
  private static final int ENVS = 4;
  private static final int N = 3000;

  private static StrongWeak source(long seed) {
    return new StrongWeak("strong_weak", FEATURES, ENVS, N, N, seed);
  }

  @Test
  void hasTheAgreedForm() {
    DataSet data = source(0).load(Samples.OFFLINE);
    Split train = data.split("train");
    assertEquals(ENVS * N, train.count());
    assertEquals(List.of(FEATURES), train.column("input").shape());
    assertEquals(
        ENVS * (ENVS - 1) / 2 * N, Arrays.stream(Samples.integers(train, "environment")).sum());
    assertEquals(List.of("input", "label"), List.copyOf(data.split("test").columns().keySet()));
  }

  @Test
  void featuresAreNoiseButForTheInvariantOneAndTheShortcut() {
    StrongWeak source = source(1);
    DataSet data = source.load(Samples.OFFLINE);
    float[][] inputs = Samples.vectors(data.split("train"), "input");
    int[] labels = Samples.integers(data.split("train"), "label");
    for (int e = 0; e < ENVS; e++) {
      check(
          source,
          e,
          Arrays.copyOfRange(inputs, e * N, (e + 1) * N),
          Arrays.copyOfRange(labels, e * N, (e + 1) * N));
    }
    check(
        source,
        ENVS,
        Samples.vectors(data.split("test"), "input"),
        Samples.integers(data.split("test"), "label"));
  }

  private static void check(StrongWeak source, int e, float[][] inputs, int[] labels) {
    Samples.assertShare(0.5, Arrays.stream(labels).sum(), labels.length);
    for (int k = 0; k < FEATURES; k++) {
      for (int y = 0; y < 2; y++) {
        int column = k;
        int label = y;
        double[] values =
            IntStream.range(0, inputs.length)
                .filter(i -> labels[i] == label)
                .mapToDouble(i -> inputs[i][column])
                .toArray();
        if (k == source.invariant()) {
          assertTrue(Arrays.stream(values).allMatch(v -> v == 0.3f * label));
        } else {
          double mean = k == source.shortcut(e) ? 3 * y : 0;
          double[] squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).toArray();
          double n = values.length;
          // 4 deviations: there are 400 such comparisons.
          assertEquals(mean, Arrays.stream(values).sum() / n, 4 / Math.sqrt(n));
          assertEquals(1, Arrays.stream(squares).sum() / n, 4 * Math.sqrt(2 / n));
        }
      }
    }
  }

  @Test
  void shortcutsChangePlaceAndTheInvariantFeatureDoesNot() {
    Set<Integer> places = new HashSet<>(Set.of(source(2).invariant()));
    for (int e = 0; e <= ENVS; e++) {
      assertTrue(places.add(source(2).shortcut(e)), "all places differ");
    }
    assertEquals(source(2).invariant(), source(3).invariant());
    assertNotEquals(source(2).shortcut(0), source(3).shortcut(0));
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    Samples.assertSeeded(seed -> new StrongWeak("strong_weak", 5, 3, 10, 10, seed));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "envs: must be from 1 to 3, features - 2, but is 4",
        () -> new StrongWeak("strong_weak", 5, 4, 10, 10, 0));
    Samples.assertRefused(
        "features: must be at least 3 but is 2",
        () -> new StrongWeak("strong_weak", 2, 1, 10, 10, 0));
  }
}
