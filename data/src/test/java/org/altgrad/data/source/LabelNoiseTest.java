package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;
import org.altgrad.data.source.LabelNoise.PixelScaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelNoiseTest {
  private static LabelNoise source(double fraction, int examples, PixelScaling how, long seed) {
    return new LabelNoise(
        "label_noise",
        new LabelNoise.Pictures(
            ImageSet.MNIST10K,
            Samples.NOWHERE,
            Cifar10.Variant.OFFICIAL,
            Optional.of(examples),
            Optional.of(500),
            2),
        fraction,
        how,
        seed);
  }

  private static Split clean(String split) {
    return new IdxImages(
            "mnist10k", Samples.NOWHERE, Optional.empty(), Optional.of(500), Subset.FULL, 2, 0)
        .load(Samples.OFFLINE)
        .split(split);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 0.5, 1})
  void nineTenthsOfTheChosenLabelsChange(double fraction) {
    int n = 6000;
    DataSet data = source(fraction, n, PixelScaling.NONE, 1).load(Samples.OFFLINE);
    Split train = data.split("train");
    int[] labels = Samples.integers(train, "label");
    int[] before = Arrays.copyOf(Samples.integers(clean("train"), "label"), n);
    assertArrayEquals(before, Samples.integers(train, "original"));
    int changed = 0;
    for (int i = 0; i < n; i++) {
      changed += labels[i] == before[i] ? 0 : 1;
      assertEquals(labels[i] == before[i] ? 0 : 1, train.column("mislabelled").label(i));
    }
    long chosen = Math.round(fraction * n);
    Samples.assertShare(0.9, changed, chosen);
    assertEquals(changed, data.split("mislabelled").count());
  }

  @Test
  void randomLabelsAreUniform() {
    int n = 8000;
    Split train = source(1, n, PixelScaling.NONE, 2).load(Samples.OFFLINE).split("train");
    for (int count : Facts.labelCounts(train)) {
      Samples.assertShare(0.1, count, n);
    }
  }

  @Test
  void mislabelledHasTheChangedRowsWithTheirWrongLabel() {
    DataSet data = source(0.25, 2000, PixelScaling.GLOBAL, 3).load(Samples.OFFLINE);
    Split train = data.split("train");
    Split mislabelled = data.split("mislabelled");
    int k = 0;
    for (int i = 0; i < train.count(); i++) {
      if (train.column("mislabelled").label(i) == 1) {
        for (String column : List.of("image", "label", "original")) {
          assertArrayEquals(
              train.column(column).values(i), mislabelled.column(column).values(k), column);
        }
        k++;
      }
    }
    assertEquals(k, mislabelled.count());
    assertEquals("MNIST, 10,000 bundled digits, random labels 0.25", data.name());
  }

  @Test
  void testLabelsAndPicturesStay() {
    Split test = source(1, 2000, PixelScaling.NONE, 4).load(Samples.OFFLINE).split("test");
    assertEquals(clean("test").column("label"), test.column("label"));
    assertEquals(clean("test").column("image"), test.column("image"));
  }

  @Test
  void withoutNoiseNothingIsMislabelled() {
    DataSet data = source(0, 300, PixelScaling.NONE, 5).load(Samples.OFFLINE);
    assertFalse(data.splits().containsKey("mislabelled"));
    assertEquals(300, data.split("train").count());
    assertArrayEquals(
        Arrays.copyOf(Samples.integers(clean("train"), "label"), 300),
        Samples.integers(data.split("train"), "label"));
    assertEquals("MNIST, 10,000 bundled digits", data.name());
  }

  @Test
  void pixelsAreStandardisedByTheTrainingExamples() {
    DataSet data = source(0.25, 2000, PixelScaling.GLOBAL, 6).load(Samples.OFFLINE);
    Column image = data.split("train").column("image");
    assertEquals(ElementType.FLOAT32, image.type());
    assertEquals(1f, image.scale());
    assertEquals(List.of(14, 14, 1), image.shape());
    double sum = 0;
    double squares = 0;
    for (float[] pixels : Samples.vectors(data.split("train"), "image")) {
      for (float pixel : pixels) {
        sum += pixel;
        squares += (double) pixel * pixel;
      }
    }
    double n = 2000 * 196.0;
    assertEquals(0, sum / n, 1e-5);
    assertEquals(1, squares / n, 1e-5);
    // The test split by the same two numbers: a difference of pixels keeps its factor.
    float[] raw = clean("test").column("image").values(0);
    float[] rawTrain = clean("train").column("image").values(0);
    float[] test = data.split("test").column("image").values(0);
    float[] train = image.values(0);
    double factor = (max(train) - train[0]) / (max(rawTrain) - rawTrain[0]);
    for (int i = 0; i < raw.length; i++) {
      assertEquals(train[0] + factor * (raw[i] - rawTrain[0]), test[i], 1e-4);
    }
  }

  @Test
  void channelsHaveTheirOwnConstants() {
    var bytes = Column.allocate(ElementType.UINT8, List.of(1, 2, 3), 1);
    bytes.put(new byte[] {0, 51, (byte) 255, (byte) 102, 0, 0}).flip();
    Column image = new Column("image", ElementType.UINT8, List.of(1, 2, 3), 1, Column.PIXEL, bytes);
    float[] numbers =
        Pixels.standardised(image, new double[] {0.5, 0.2, 0}, new double[] {0.5, 0.1, 4})
            .values(0);
    assertArrayEquals(new float[] {-1, 0, 0.25f, -0.2f, -2, 0}, numbers, 1e-6f);
    Pixels.PixelMoments moments = Pixels.moments(image);
    assertEquals(0.26666667, moments.mean(), 1e-7); // of 0, .2, 1, .4, 0, 0
    assertEquals(Math.sqrt(0.2 - 0.26666667 * 0.26666667), moments.deviation(), 1e-7);
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    DataSet one = source(0.5, 500, PixelScaling.NONE, 1).load(Samples.OFFLINE);
    assertEquals(one, source(0.5, 500, PixelScaling.NONE, 1).load(Samples.OFFLINE));
    Split two = source(0.5, 500, PixelScaling.NONE, 2).load(Samples.OFFLINE).split("train");
    assertFalse(
        Arrays.equals(
            Samples.integers(one.split("train"), "label"), Samples.integers(two, "label")));
    assertTrue(one.files().get(4).source().startsWith("generated, seed 1"));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "fraction: must be in [0, 1] but is 1.5", () -> source(1.5, 5, PixelScaling.NONE, 0));
    Samples.assertRefused(
        "standardise: must be none or global for grey pictures but is channel",
        () -> source(0, 5, PixelScaling.CHANNEL, 0));
    Samples.assertRefused(
        "trainExamples: must be at least 1 but is 0", () -> source(0, 0, PixelScaling.NONE, 0));
  }

  private static float max(float[] values) {
    float max = values[0];
    for (float value : values) {
      max = Math.max(max, value);
    }
    return max;
  }
}
