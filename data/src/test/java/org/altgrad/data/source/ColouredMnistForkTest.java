package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;

class ColouredMnistForkTest {
  private static final int PART = 2668;

  private static ColouredMnistFork source(
      boolean normalise, double randomLabels, boolean parity, long seed) {
    return new ColouredMnistFork(
        "coloured_mnist_fork",
        new GreyPictures(ImageSet.MNIST10K, Samples.NOWHERE, 1),
        normalise,
        randomLabels,
        parity,
        seed);
  }

  private static DataSet load(double randomLabels, boolean parity, long seed) {
    return source(false, randomLabels, parity, seed).load(Samples.OFFLINE);
  }

  @Test
  void threePartsInTheirOrderFlipWithTheirProbabilities() {
    DataSet data = load(0, false, 1);
    assertEquals("red and green MNIST, 10,000 bundled digits", data.name());
    assertEquals(List.of("train", "test"), List.copyOf(data.splits().keySet()));
    Split train = data.split("train");
    assertEquals(2 * PART, train.count());
    assertEquals(PART, data.split("test").count());
    Split grey = ColouredMnistTest.grey(1);
    double[] flips = {0.2, 0.1, 0.9};
    for (int part = 0; part < 3; part++) {
      Split split = part < 2 ? train : data.split("test");
      int labelFlips = 0;
      int colourFlips = 0;
      for (int k = 0; k < PART; k++) {
        int i = part < 2 ? part * PART + k : k;
        int label = split.column("label").label(i);
        int colour = split.column("colour").label(i);
        int clean = grey.column("label").label(part * PART + k) >= 5 ? 1 : 0;
        labelFlips += label == clean ? 0 : 1;
        colourFlips += label == colour ? 0 : 1;
        // Red is the first channel and colour 0, green the second; blue is black.
        assertEquals(
            grey.column("image").example(part * PART + k),
            ColouredMnistTest.channel(split.column("image"), i, colour));
        if (part < 2) {
          assertEquals(part, split.column("environment").label(i));
        }
      }
      Samples.assertShare(0.25, labelFlips, PART);
      Samples.assertShare(flips[part], colourFlips, PART);
    }
  }

  @Test
  void pixelsAreNormalisedOnAllChannels() {
    Column bytes = load(0, false, 2).split("train").column("image");
    Column image = source(true, 0, false, 2).load(Samples.OFFLINE).split("train").column("image");
    assertEquals(ElementType.FLOAT32, image.type());
    double[] mean = {0.1307, 0.1307, 0};
    for (int i = 0; i < 50; i++) {
      float[] raw = bytes.values(i);
      float[] normal = image.values(i);
      for (int k = 0; k < raw.length; k++) {
        assertEquals((raw[k] - mean[k % 3]) / 0.3081, normal[k], 1e-6);
      }
    }
  }

  @Test
  void randomLabelsReachTheTrainingSplit() {
    Split plain = load(0, false, 3).split("train");
    DataSet noisy = load(0.25, false, 3);
    int[] before = Samples.integers(plain, "label");
    int[] after = Samples.integers(noisy.split("train"), "label");
    int changed = 0;
    for (int i = 0; i < before.length; i++) {
      changed += before[i] == after[i] ? 0 : 1;
    }
    Samples.assertShare(0.5, changed, before.length / 4);
    assertEquals(changed, noisy.split("mislabelled").count());
    assertEquals(plain.column("image"), noisy.split("train").column("image"));
  }

  @Test
  void withParityRandomLabelsDoNothing() {
    Split plain = load(0, false, 3).split("train");
    DataSet inert = load(0.25, true, 3);
    assertEquals(plain, inert.split("train"));
    // 0.9 of a quarter, for the copy's labels are drawn from ten classes.
    Split subset = inert.split("mislabelled");
    Samples.assertShare(0.9, subset.count(), plain.count() / 4);
    // They carry the labels of the training split, so three in four tell the shape, as there.
    int flips = 0;
    for (int i = 0; i < subset.count(); i++) {
      int clean = subset.column("original").label(i) >= 5 ? 1 : 0;
      flips += clean == subset.column("label").label(i) ? 0 : 1;
    }
    Samples.assertShare(0.25, flips, subset.count());
  }

  @Test
  void withoutRandomLabelsNothingIsMislabelled() {
    assertFalse(load(0, false, 4).splits().containsKey("mislabelled"));
    assertArrayEquals(
        Samples.integers(load(0, false, 4).split("test"), "label"),
        Samples.integers(load(1, false, 4).split("test"), "label"));
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    Samples.assertSeeded(seed -> source(false, 0.5, false, seed));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "parity: is about random labels, so random_labels must be above 0",
        () -> source(true, 0, true, 0));
    Samples.assertRefused(
        "randomLabels: must be in [0, 1] but is -0.5", () -> source(true, -0.5, false, 0));
  }
}
