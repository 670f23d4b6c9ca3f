package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;

class ColouredMnistTest {
  private static final int TRAINED = 6670;

  private static ColouredMnist source(double holdout, long seed) {
    return new ColouredMnist(
        "coloured_mnist",
        new GreyPictures(ImageSet.MNIST10K, Samples.NOWHERE, 2),
        0.25,
        List.of(0.2, 0.1),
        0.9,
        holdout,
        seed);
  }

  static Split grey(int stride) {
    return new IdxImages(
            "mnist10k", Samples.NOWHERE, Optional.empty(), Optional.empty(), Subset.FULL, stride, 0)
        .load(Samples.OFFLINE)
        .split("train");
  }

  /** The channel of a coloured picture, and that all others are black. */
  static ByteBuffer channel(Column image, int i, int channel) {
    int channels = image.shape().get(2);
    ByteBuffer pixels = image.example(i);
    ByteBuffer one = ByteBuffer.allocate(pixels.remaining() / channels);
    for (int k = 0; k < pixels.remaining(); k++) {
      if (k % channels == channel) {
        one.put(pixels.get(k));
      } else {
        assertEquals(0, pixels.get(k), "other channels are black");
      }
    }
    return one.flip();
  }

  @Test
  void hasTheAgreedForm() {
    DataSet data = source(0, 0).load(Samples.OFFLINE);
    assertEquals("coloured MNIST, 10,000 bundled digits", data.name());
    assertEquals(2, data.classes());
    assertEquals(List.of("train", "test"), List.copyOf(data.splits().keySet()));
    assertEquals(TRAINED, data.split("train").count());
    assertEquals(8004 - TRAINED, data.split("test").count());
    assertEquals(List.of(14, 14, 2), data.split("train").column("image").shape());
    assertEquals(Column.PIXEL, data.split("train").column("image").scale());
  }

  @Test
  void picturesAreThoseOfTheTrainingPartInTheChannelOfTheirColour() {
    DataSet data = source(0, 1).load(Samples.OFFLINE);
    Split grey = grey(2);
    Map<ByteBuffer, Integer> left = new HashMap<>();
    for (int i = 0; i < TRAINED; i++) {
      left.merge(grey.column("image").example(i), 1, Integer::sum);
    }
    Split train = data.split("train");
    for (int i = 0; i < TRAINED; i++) {
      int colour = train.column("colour").label(i);
      ByteBuffer picture = channel(train.column("image"), i, colour);
      assertTrue(left.merge(picture, -1, Integer::sum) >= 0, "each picture is used once");
    }
    Split test = data.split("test");
    for (int i = 0; i < test.count(); i++) {
      ByteBuffer picture = channel(test.column("image"), i, test.column("colour").label(i));
      assertEquals(grey.column("image").example(TRAINED + i), picture);
      assertEquals(grey.column("label").label(TRAINED + i), test.column("original").label(i));
    }
  }

  @Test
  void labelsAndColoursFlipWithTheirProbabilities() {
    DataSet data = source(0, 2).load(Samples.OFFLINE);
    Split train = data.split("train");
    int[] environments = Samples.integers(train, "environment");
    List<List<Integer>> rows = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < train.count(); i++) {
      rows.get(environments[i]).add(i);
    }
    assertEquals(TRAINED / 2, rows.get(0).size());
    assertEquals(TRAINED / 2, rows.get(1).size());
    assertFlips(train, rows.get(0), 0.2);
    assertFlips(train, rows.get(1), 0.1);
    Split test = data.split("test");
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < test.count(); i++) {
      all.add(i);
    }
    assertFlips(test, all, 0.9);
  }

  private static void assertFlips(Split split, List<Integer> rows, double colourFlip) {
    int labelFlips = 0;
    int colourFlips = 0;
    int both = 0;
    for (int i : rows) {
      int label = split.column("label").label(i);
      int clean = split.column("original").label(i) < 5 ? 1 : 0;
      int colour = split.column("colour").label(i);
      labelFlips += label == clean ? 0 : 1;
      colourFlips += label == colour ? 0 : 1;
      both += label != clean && label != colour ? 1 : 0;
    }
    Samples.assertShare(0.25, labelFlips, rows.size());
    Samples.assertShare(colourFlip, colourFlips, rows.size());
    Samples.assertShare(0.25 * colourFlip, both, rows.size()); // independently
  }

  @Test
  void holdsOutAShareOfEachEnvironment() {
    DataSet whole = source(0, 3).load(Samples.OFFLINE);
    DataSet data = source(0.2, 3).load(Samples.OFFLINE);
    assertEquals(List.of("train", "validation", "test"), List.copyOf(data.splits().keySet()));
    int[] held = Samples.integers(data.split("validation"), "environment");
    long second = Arrays.stream(held).sum();
    assertEquals(667, second);
    assertEquals(2 * 667, held.length);
    assertEquals(whole.split("test"), data.split("test"));
    // Together they are the whole.
    Map<ByteBuffer, Integer> left = new HashMap<>();
    for (int i = 0; i < TRAINED; i++) {
      left.merge(whole.split("train").column("image").example(i), 1, Integer::sum);
    }
    for (String split : List.of("train", "validation")) {
      Column image = data.split(split).column("image");
      for (int i = 0; i < image.count(); i++) {
        assertTrue(left.merge(image.example(i), -1, Integer::sum) >= 0);
      }
    }
    assertEquals(TRAINED, data.split("train").count() + data.split("validation").count());
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    Samples.assertSeeded(seed -> source(0.1, seed));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "images: must be one of mnist10k, mnist, fashion_mnist but is cifar10, which has colours",
        () ->
            new ColouredMnist(
                "coloured_mnist",
                new GreyPictures(ImageSet.CIFAR10, Samples.NOWHERE, 2),
                0.25,
                List.of(0.2),
                0.9,
                0,
                0));
    Samples.assertRefused(
        "colourFlips: must be one or more numbers in [0, 1] but is [0.2, 1.2]",
        () ->
            new ColouredMnist(
                "coloured_mnist",
                new GreyPictures(ImageSet.MNIST, Samples.NOWHERE, 2),
                0.25,
                List.of(0.2, 1.2),
                0.9,
                0,
                0));
  }
}
