package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;
import org.altgrad.data.source.ShiftedImages.Far;
import org.junit.jupiter.api.Test;

class ShiftedImagesTest {
  private static final DataSet DIGITS =
      IdxImages.of("mnist10k", Samples.NOWHERE).load(Samples.OFFLINE);

  private static ShiftedImages source(
      List<Integer> without, List<Far> far, List<String> corruptions, long seed) {
    LabelNoise.Pictures pictures =
        new LabelNoise.Pictures(
            ImageSet.MNIST10K,
            Samples.NOWHERE,
            Cifar10.Variant.OFFICIAL,
            Optional.of(1000),
            Optional.of(200),
            1);
    return new ShiftedImages(
        "shifted_images", pictures, without, far, corruptions, new HoldOut(0.1, seed));
  }

  private static DataSet load(List<Integer> without, List<Far> far, String... corruptions) {
    return source(without, far, List.of(corruptions), 1).load(Samples.OFFLINE);
  }

  @Test
  void classesThatAreLeftOutAreASplitOfTheirOwn() {
    DataSet data = load(List.of(3, 0), List.of());
    assertEquals(
        List.of("train", "validation", "test", "left_out"), List.copyOf(data.splits().keySet()));
    assertEquals(8, data.classes());
    int[] left = {1, 2, 4, 5, 6, 7, 8, 9};
    for (String name : List.of("train", "validation", "test")) {
      Split split = data.split(name);
      int[] labels = Samples.integers(split, "label");
      int[] expected = Arrays.stream(labels).map(label -> left[label]).toArray();
      assertArrayEquals(expected, Samples.integers(split, "original"), name);
    }
    int[] test =
        IntStream.range(0, 200).map(i -> DIGITS.split("test").column("label").label(i)).toArray();
    Split out = data.split("left_out");
    assertArrayEquals(
        Arrays.stream(test).filter(own -> own == 0 || own == 3).toArray(),
        Samples.integers(out, "original"));
    assertTrue(Arrays.stream(Samples.integers(out, "label")).allMatch(label -> label == 0));
    assertEquals(200, out.count() + data.split("test").count());
    int first =
        IntStream.range(0, 200).filter(i -> test[i] == 0 || test[i] == 3).findFirst().getAsInt();
    assertEquals(
        DIGITS.split("test").column("image").example(first), out.column("image").example(0));
    int trained = data.split("train").count() + data.split("validation").count();
    assertEquals(
        IntStream.range(0, 1000)
            .filter(i -> !Set.of(0, 3).contains(DIGITS.split("train").column("label").label(i)))
            .count(),
        trained);
    assertEquals(trained / 10.0, data.split("validation").count(), 4);
  }

  @Test
  void farPicturesAreOfTheSameForm() {
    DataSet data = load(List.of(), List.of(Far.UNIFORM_NOISE, Far.INVERTED, Far.MNIST10K));
    Column test = data.split("test").column("image");
    ByteBuffer inverted = data.split("inverted").column("image").data();
    ByteBuffer noise = data.split("uniform_noise").column("image").data();
    ByteBuffer pixels = test.data();
    double[] values = new double[pixels.remaining()];
    for (int k = 0; k < values.length; k++) {
      assertEquals(255, (pixels.get(k) & 0xff) + (inverted.get(k) & 0xff));
      values[k] = noise.get(k) & 0xff;
    }
    Samples.assertMean(127.5, Math.sqrt((256.0 * 256 - 1) / 12), values);
    Samples.assertShare(1 / 256.0, Arrays.stream(values).filter(v -> v == 255).count(), 156800);
    assertEquals(test, data.split("mnist10k").column("image"));
    assertArrayEquals(new int[200], Samples.integers(data.split("inverted"), "label"));
  }

  @Test
  void corruptedPicturesKeepTheirLabels() {
    DataSet data = load(List.of(), List.of(), "contrast", "gaussian_noise_2");
    assertEquals(
        List.of(
            "train",
            "validation",
            "test",
            "contrast_1",
            "contrast_2",
            "contrast_3",
            "contrast_4",
            "contrast_5",
            "gaussian_noise_2"),
        List.copyOf(data.splits().keySet()));
    assertEquals(
        data.split("test").column("label"), data.split("gaussian_noise_2").column("label"));
    assertEquals(
        Corruption.of("contrast_3").get(0).apply(data.split("test").column("image"), null),
        data.split("contrast_3").column("image"));
  }

  private static Column picture(int height, int width, int channels, int... pixels) {
    List<Integer> shape = List.of(height, width, channels);
    ByteBuffer data = Column.allocate(ElementType.UINT8, shape, 1);
    for (int k = 0; k < height * width * channels; k++) {
      data.put((byte) pixels[k % pixels.length]);
    }
    return new Column("image", ElementType.UINT8, shape, 1, Column.PIXEL, data.flip());
  }

  private static int[] pixels(String corruption, Column image) {
    ByteBuffer data =
        Corruption.of(corruption).get(0).apply(image, RandomStream.of(1, "test")).data();
    return IntStream.range(0, data.remaining()).map(k -> data.get(k) & 0xff).toArray();
  }

  /** By hand: channels (0, 200) and (100, 100) with means 100, differences times 0.75 and 0.15. */
  @Test
  void contrastIsTakenFromEachChannel() {
    Column image = picture(1, 2, 2, 0, 100, 200, 100);
    int[] most = pixels("contrast_1", image);
    assertEquals(25, most[0], 1);
    assertEquals(175, most[2], 1);
    int[] least = pixels("contrast_5", image);
    assertEquals(85, least[0], 1);
    assertEquals(115, least[2], 1);
    assertEquals(100, least[1], 1);
    // A large picture has the constants of ImageNet-C: 0.4 in place of 0.75.
    int[] large = pixels("contrast_1", picture(1, 100, 1, 0, 200));
    assertEquals(60, large[0], 1);
  }

  /** The same by all weights of the plane at once. */
  @Test
  void blurIsAGaussianMean() {
    int height = 7;
    int width = 9;
    int[] values = IntStream.range(0, height * width * 3).map(k -> k * k * 31 % 256).toArray();
    Column image = picture(height, width, 3, values);
    int[] blurred = pixels("gaussian_blur_5", image);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          double sum = 0;
          double weights = 0;
          for (int dy = -4; dy <= 4; dy++) {
            for (int dx = -4; dx <= 4; dx++) {
              int row = Math.min(Math.max(y + dy, 0), height - 1);
              int column = Math.min(Math.max(x + dx, 0), width - 1);
              double weight = Math.exp(-(dx * dx + dy * dy) / 2.0);
              sum += weight * values[(row * width + column) * 3 + c];
              weights += weight;
            }
          }
          assertEquals(Math.floor(sum / weights), blurred[(y * width + x) * 3 + c], 1);
        }
      }
    }
    // The deviation of severity 1 is 0.4, whose kernel has 2 pixels on each side.
    double side = Math.exp(-0.5 / 0.16);
    double middle = 1 / (1 + 2 * side + 2 * Math.exp(-2 / 0.16));
    assertEquals(
        255 * middle, pixels("gaussian_blur_1", picture(1, 7, 1, 0, 0, 0, 255, 0, 0, 0))[3], 1);
  }

  @Test
  void noiseHasTheDeviationOfItsSeverity() {
    double[] small = {0.04, 0.06, 0.08, 0.09, 0.10};
    for (int severity = 1; severity <= 5; severity++) {
      int[] noisy = pixels("gaussian_noise_" + severity, picture(64, 64, 3, 128));
      double mean = Arrays.stream(noisy).average().orElse(0);
      double square =
          Arrays.stream(noisy).mapToDouble(v -> (v - mean) * (v - mean)).average().orElse(0);
      double wanted = 255 * small[severity - 1];
      // Cutting off takes a half on average, and adds 1/12 to the variance.
      assertEquals(127.5, mean, 4 * wanted / Math.sqrt(noisy.length));
      assertEquals(
          Math.sqrt(wanted * wanted + 1 / 12.0),
          Math.sqrt(square),
          4 * wanted / Math.sqrt(2.0 * noisy.length));
    }
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    DataSet one =
        source(List.of(), List.of(Far.UNIFORM_NOISE), List.of("gaussian_noise_1"), 1)
            .load(Samples.OFFLINE);
    assertEquals(one, load(List.of(), List.of(Far.UNIFORM_NOISE), "gaussian_noise_1"));
    DataSet two =
        source(List.of(), List.of(Far.UNIFORM_NOISE), List.of("gaussian_noise_1"), 2)
            .load(Samples.OFFLINE);
    for (String split : List.of("train", "validation", "uniform_noise", "gaussian_noise_1")) {
      assertTrue(!one.split(split).equals(two.split(split)), split);
    }
  }

  @Test
  void wrongSettingsAreSaid() {
    Samples.assertRefused(
        "corruptions: must be names such as contrast, or contrast_3 with a severity from 1 to 5, of"
            + " gaussian_noise, gaussian_blur and contrast, but is contrast_6",
        () -> load(List.of(), List.of(), "contrast_6"));
    Samples.assertRefused(
        "corruptions: must be different ones but is [contrast, contrast_2]",
        () -> load(List.of(), List.of(), "contrast", "contrast_2"));
    Samples.assertRefused(
        "without: must be different classes but is [1, 1]", () -> load(List.of(1, 1), List.of()));
    assertEquals(
        "data.without: must be classes from 0 to 9 but is [10]",
        assertThrows(DataException.class, () -> load(List.of(10), List.of())).getMessage());
    assertEquals(
        "data.without: must leave two classes of 10 but is [0, 1, 2, 3, 4, 5, 6, 7, 8]",
        assertThrows(DataException.class, () -> load(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8), List.of()))
            .getMessage());
  }
}
