package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.source.SampleComplexity.Labels;
import org.altgrad.data.source.SampleComplexity.Mechanism;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleComplexityTest {
  private static final int N = 20_000;
  private static final double[] P = {0.2, 0.1, 0.9};

  private static SampleComplexity source(
      Mechanism set, int nTrain, boolean replacement, double holdout, long seed) {
    return new SampleComplexity(
        "sample_complexity",
        set,
        new GreyPictures(ImageSet.MNIST10K, Samples.NOWHERE, 2),
        Labels.HALVES,
        nTrain,
        replacement,
        holdout,
        seed);
  }

  private static DataSet load(Mechanism set) {
    return source(set, N, true, 0, 1).load(Samples.OFFLINE);
  }

  /** Clean label, label and colour of the examples of one environment, or of the test (2). */
  private record Environment(double p, int[] y0, int[] y, int[] z) {
    static Environment of(DataSet data, int e) {
      Split split = data.split(e == 2 ? "test" : "train");
      int[] rows =
          IntStream.range(0, split.count())
              .filter(i -> e == 2 || split.column("environment").label(i) == e)
              .toArray();
      return new Environment(
          P[e],
          Arrays.stream(rows).map(i -> split.column("original").label(i) >= 5 ? 1 : 0).toArray(),
          Arrays.stream(rows).map(i -> split.column("label").label(i)).toArray(),
          Arrays.stream(rows).map(i -> split.column("colour").label(i)).toArray());
    }

    int size() {
      return y.length;
    }

    /** That among the examples given, the share of those that are so is p. */
    void assertGiven(double p, IntPredicate given, IntPredicate so) {
      int[] among = IntStream.range(0, size()).filter(given).toArray();
      assertTrue(among.length > 20);
      Samples.assertShare(p, Arrays.stream(among).filter(so).count(), among.length);
    }
  }

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void picturesAreBinaryAndInTheChannelOfTheirColour(Mechanism set) {
    DataSet data = load(set);
    assertEquals("coloured (" + set + ") MNIST, 10,000 bundled digits", data.name());
    assertEquals(List.of("train", "test"), List.copyOf(data.splits().keySet()));
    Set<ByteBuffer> known = binary(ColouredMnistTest.grey(2));
    for (String split : List.of("train", "test")) {
      Column image = data.split(split).column("image");
      assertEquals(List.of(14, 14, set == Mechanism.CS ? 3 : 2), image.shape());
      assertEquals(1f, image.scale());
      for (int i = 0; i < image.count(); i++) {
        int z = data.split(split).column("colour").label(i);
        ByteBuffer picture = ColouredMnistTest.channel(image, i, set == Mechanism.CS ? z : 1 - z);
        assertTrue(split.equals("test") || known.contains(picture));
      }
    }
    if (set != Mechanism.CS) {
      assertEquals(N, data.split("train").count());
      assertEquals(N / 2, Environment.of(data, 0).size());
      assertEquals(1996, data.split("test").count());
    }
  }

  @Test
  void covariateShiftSelects() {
    DataSet data = load(Mechanism.CS);
    for (int e = 0; e < 3; e++) {
      Environment env = Environment.of(data, e);
      assertArrayEquals(env.y0, env.y);
      env.assertGiven(1 - env.p, i -> true, i -> env.z[i] == env.y[i]);
      Samples.assertShare(0.5, env.size(), e == 2 ? 1996 : N / 2);
    }
  }

  @Test
  void confounderTurnsLabelAndColour() {
    DataSet data = load(Mechanism.CF);
    for (int e = 0; e < 3; e++) {
      Environment env = Environment.of(data, e);
      env.assertGiven(0.25, i -> true, i -> env.y[i] != env.y0[i]);
      env.assertGiven(env.p, i -> env.y[i] == env.y0[i], i -> env.z[i] == 1);
      env.assertGiven(1 - env.p, i -> env.y[i] != env.y0[i], i -> env.z[i] == 1);
      // Whatever the shape: z = 1 with probability 3/4 p + 1/4 (1 - p).
      double colour = 0.75 * env.p + 0.25 * (1 - env.p);
      env.assertGiven(colour, i -> env.y0[i] == 0, i -> env.z[i] == 1);
      env.assertGiven(colour, i -> env.y0[i] == 1, i -> env.z[i] == 1);
    }
  }

  @Test
  void antiCausalColourFollowsTheLabel() {
    DataSet data = load(Mechanism.AC);
    for (int e = 0; e < 3; e++) {
      Environment env = Environment.of(data, e);
      for (int shape = 0; shape < 2; shape++) {
        int y0 = shape;
        env.assertGiven(0.25, i -> env.y0[i] == y0, i -> env.y[i] != y0);
        env.assertGiven(env.p, i -> env.y0[i] == y0, i -> env.z[i] != env.y[i]);
      }
    }
  }

  @Test
  void hybridMixesBoth() {
    DataSet data = load(Mechanism.HB);
    for (int e = 0; e < 3; e++) {
      Environment env = Environment.of(data, e);
      double p = env.p;
      env.assertGiven(0.25, i -> true, i -> env.y[i] != env.y0[i]);
      // P(z = 1 | h, y) with h = y xor y0.
      double[][] expected = {{p, 0.8 * (1 - p) + 0.2 * p}, {0.8 * p + 0.2 * (1 - p), 1 - p}};
      for (int h = 0; h < 2; h++) {
        for (int y = 0; y < 2; y++) {
          int label = y;
          int confounder = h;
          env.assertGiven(
              expected[h][y],
              i -> env.y[i] == label && (env.y[i] ^ env.y0[i]) == confounder,
              i -> env.z[i] == 1);
        }
      }
    }
  }

  @Test
  void drawsWithOrWithoutReplacement() {
    Split all = ColouredMnistTest.grey(2);
    DataSet without = source(Mechanism.AC, 8004, false, 0, 2).load(Samples.OFFLINE);
    assertArrayEquals(
        Facts.labelCounts(all), counts(Samples.integers(without.split("train"), "original")));
    assertEquals(binary(all), pictures(without.split("train")));
    DataSet with = source(Mechanism.AC, 8004, true, 0, 2).load(Samples.OFFLINE);
    // 1 - 1/e of them are drawn at all.
    assertEquals(
        8004 * (1 - Math.exp(-1)), pictures(with.split("train")).size(), 4 * Math.sqrt(8004 * 0.1));
    String message =
        assertThrows(
                DataException.class,
                () -> source(Mechanism.AC, 8005, false, 0, 2).load(Samples.OFFLINE))
            .getMessage();
    assertTrue(message.startsWith("data.n_train 8005: MNIST, 10,000 bundled digits has 8004"));
  }

  @Test
  void holdsOutAShareOfEachEnvironment() {
    DataSet data = source(Mechanism.AC, 1001, true, 0.2, 3).load(Samples.OFFLINE);
    int[] train = Samples.integers(data.split("train"), "environment");
    int[] validation = Samples.integers(data.split("validation"), "environment");
    assertEquals(801, train.length);
    assertEquals(200, validation.length);
    assertEquals(100, Arrays.stream(validation).sum());
    assertFalse(data.split("test").columns().containsKey("environment"));
  }

  @Test
  void footwearIsToldFromClothesWithoutBags() {
    int[] expected = {0, 0, 0, 0, 0, 1, 0, 1, -1, 1};
    for (int c = 0; c < 10; c++) {
      assertEquals(expected[c], Labels.FOOTWEAR.uses(c) ? Labels.FOOTWEAR.of(c) : -1);
      assertEquals(c < 5 ? 0 : 1, Labels.HALVES.uses(c) ? Labels.HALVES.of(c) : -1);
    }
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    Samples.assertSeeded(seed -> source(Mechanism.HB, 200, true, 0.2, seed));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "labels: footwear is in fashion_mnist only, and images is mnist10k",
        () ->
            new SampleComplexity(
                "sample_complexity",
                Mechanism.AC,
                new GreyPictures(ImageSet.MNIST10K, Samples.NOWHERE, 1),
                Labels.FOOTWEAR,
                10,
                true,
                0,
                0));
    Samples.assertRefused(
        "nTrain: must be from 2 to 900000 but is 1", () -> source(Mechanism.CS, 1, true, 0, 0));
  }

  private static Set<ByteBuffer> binary(Split grey) {
    Set<ByteBuffer> known = new HashSet<>();
    for (int i = 0; i < grey.count(); i++) {
      ByteBuffer pixels = grey.column("image").example(i);
      ByteBuffer ones = ByteBuffer.allocate(pixels.remaining());
      while (pixels.hasRemaining()) {
        ones.put((byte) (pixels.get() == 0 ? 0 : 1));
      }
      known.add(ones.flip());
    }
    return known;
  }

  private static Set<ByteBuffer> pictures(Split split) {
    Set<ByteBuffer> found = new HashSet<>();
    for (int i = 0; i < split.count(); i++) {
      int z = split.column("colour").label(i);
      found.add(ColouredMnistTest.channel(split.column("image"), i, 1 - z));
    }
    return found;
  }

  private static int[] counts(int[] values) {
    int[] counts = new int[10];
    for (int value : values) {
      counts[value]++;
    }
    return counts;
  }
}
