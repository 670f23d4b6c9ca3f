package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The complete sets against published facts, where ALTGRAD_DATA names a folder that has them. */
@EnabledIfEnvironmentVariable(named = "ALTGRAD_DATA", matches = ".+")
class FullDataTest {
  private static final DataContext OFFLINE = DataContext.standard(false, Progress.NONE);

  private final Path root = Path.of(System.getenv("ALTGRAD_DATA"));

  private void need(String... entries) {
    for (String entry : entries) {
      assumeTrue(!OFFLINE.repository(root).locate(entry).isEmpty(), "no " + entry);
    }
  }

  @Test
  void mnist() {
    need("mnist");
    IdxImages source = IdxImages.of("mnist", root);
    source.load(OFFLINE); // classes are loaded, code is compiled
    long before = cpuNanos();
    DataSet mnist = source.load(OFFLINE);
    double seconds = (cpuNanos() - before) / 1e9;
    assertTrue(seconds < 1, "loading took %.2f s of CPU".formatted(seconds));

    Split train = mnist.split("train");
    assertArrayEquals(
        new int[] {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949},
        Facts.labelCounts(train));
    assertArrayEquals(
        new int[] {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009},
        Facts.labelCounts(mnist.split("test")));
    assertEquals(0.1307, Facts.mean(train), 5e-5);
    assertEquals(0.3081, Facts.deviation(train), 5e-5);
  }

  @Test
  void fashionMnistIsBalanced() {
    need("fashion_mnist");
    DataSet fashion = IdxImages.of("fashion_mnist", root).load(OFFLINE);
    for (int count : Facts.labelCounts(fashion.split("train"))) {
      assertEquals(6000, count);
    }
    // Mean and deviation as commonly used to normalise it.
    assertEquals(0.2860, Facts.mean(fashion.split("train")), 5e-5);
    assertEquals(0.3530, Facts.deviation(fashion.split("train")), 5e-5);
  }

  @Test
  void colouredMnistHasTheUsualSizes() {
    need("mnist");
    DataSet data =
        new ColouredMnist(
                "coloured_mnist",
                new GreyPictures(ImageSet.MNIST, root, 2),
                0.25,
                List.of(0.2, 0.1),
                0.9,
                0,
                0)
            .load(OFFLINE);
    assertEquals("coloured MNIST", data.name());
    assertEquals(50_000, data.split("train").count());
    assertEquals(10_000, data.split("test").count());
    int[] environments = Samples.integers(data.split("train"), "environment");
    assertEquals(25_000, Arrays.stream(environments).sum());
  }

  @Test
  void footwearLeavesBagsOut() {
    need("fashion_mnist");
    DataSet data =
        new SampleComplexity(
                "sample_complexity",
                SampleComplexity.Mechanism.AC,
                new GreyPictures(ImageSet.FASHION_MNIST, root, 2),
                SampleComplexity.Labels.FOOTWEAR,
                54_000,
                false,
                0.2,
                0)
            .load(OFFLINE);
    assertEquals(9000, data.split("test").count());
    assertEquals(54_000 / 5, data.split("validation").count());
    assertTrue(
        Arrays.stream(Samples.integers(data.split("train"), "original")).allMatch(c -> c != 8));
  }

  @Test
  void randomLabelsOfCifar() {
    need("cifar10_jpeg_derived");
    DataSet data =
        new LabelNoise(
                "label_noise",
                new LabelNoise.Pictures(
                    ImageSet.CIFAR10,
                    root,
                    Cifar10.Variant.JPEG_DERIVED,
                    Optional.of(2000),
                    Optional.of(500),
                    1),
                0.25,
                LabelNoise.PixelScaling.CHANNEL,
                0)
            .load(OFFLINE);
    assertEquals("CIFAR-10, JPEG-derived, random labels 0.25", data.name());
    Samples.assertShare(0.9, data.split("mislabelled").count(), 500);
    double red = 0;
    float[][] images = Samples.vectors(data.split("train"), "image");
    for (float[] image : images) {
      for (int k = 0; k < image.length; k += 3) {
        red += image[k] / (1024.0 * images.length);
      }
    }
    // CIFAR-10's mean of red is 0.4914; an image's mean has a deviation of about 0.14.
    assertEquals((0.4914 - 0.485) / 0.229, red, 4 * 0.14 / 0.229 / Math.sqrt(images.length));
  }

  @Test
  void jpegDerivedCifarHasThePublishedRecords() throws Exception {
    need("cifar10_jpeg_derived");
    DataSet cifar = Cifar10.of(root, Cifar10.Variant.JPEG_DERIVED).load(OFFLINE);
    assertEquals("CIFAR-10, JPEG-derived", cifar.name());
    String[] md5 = {
      "5a5142663b2c457eb7edf61944cf14cd",
      "a03813b579934887e19fffa24f57e096",
      "9338b8beb58f9f053aa7e7f6d2ca26a1",
      "5d6a4b059305fb3437429da7d5355351",
      "b543e7acd6f6cab339de5ace5ae323ae"
    };
    for (int batch = 0; batch < 5; batch++) {
      assertEquals(md5[batch], recordsMd5(cifar.split("train"), batch * 10_000));
    }
    assertEquals("11e2161f06e495577766fe4411c65d23", recordsMd5(cifar.split("test"), 0));
  }

  @Test
  void bothFormsOfJpegDerivedCifarHaveTheSamePixels() {
    need("cifar10_jpeg_derived");
    DataSet fromRecords = jpegDerived(10_000).load(OFFLINE);
    DataSet fromJpegs = jpegDerived(10_001).load(OFFLINE);
    assertEquals("data_batch_1.bin", fromRecords.files().get(0).file());
    assertEquals("cifar10_jpeg_60k.tar.gz", fromJpegs.files().get(0).file());
    assertEquals(
        fromRecords.split("train").column("image"),
        fromJpegs.split("train").prefix(10_000).column("image"));
    assertEquals(fromRecords.split("test"), fromJpegs.split("test"));
  }

  @Test
  void losslessCifarIsNearTheJpegDerivedOne() {
    need("cifar10_lossless", "cifar10_jpeg_derived");
    DataSet lossless = Cifar10.of(root, Cifar10.Variant.LOSSLESS).load(OFFLINE);
    assertEquals(3200, lossless.split("train").count());
    assertEquals(800, lossless.split("test").count());
    int[] counts = Facts.labelCounts(lossless.split("train"));
    int[] testCounts = Facts.labelCounts(lossless.split("test"));
    int[] published = {396, 366, 420, 384, 422, 393, 414, 385, 407, 413};
    for (int label = 0; label < 10; label++) {
      assertEquals(published[label], counts[label] + testCounts[label]);
    }
    // Mean absolute difference as published, 5.8 of 255: same images, same order, same channels.
    Column jpeg = jpegDerived(4000).load(OFFLINE).split("train").column("image");
    double sum = 0;
    for (int i = 0; i < 4000; i++) {
      ByteBuffer a = jpeg.example(i);
      ByteBuffer b =
          i < 3200
              ? lossless.split("train").column("image").example(i)
              : lossless.split("test").column("image").example(i - 3200);
      while (a.hasRemaining()) {
        sum += Math.abs((a.get() & 0xff) - (b.get() & 0xff));
      }
    }
    assertEquals(5.8, sum / (4000 * 3072), 0.05);
  }

  private Cifar10 jpegDerived(int trainLimit) {
    return new Cifar10(
        "cifar10",
        root,
        Cifar10.Variant.JPEG_DERIVED,
        Optional.of(trainLimit),
        Optional.empty(),
        Subset.FULL,
        1);
  }

  /** MD5 of 10,000 examples written as official records. */
  private static String recordsMd5(Split split, int from) throws Exception {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    byte[] record = new byte[3073];
    for (int i = from; i < from + 10_000; i++) {
      record[0] = (byte) split.column("label").label(i);
      ByteBuffer pixels = split.column("image").example(i);
      for (int p = 0; p < 1024; p++) {
        for (int c = 0; c < 3; c++) {
          record[1 + 1024 * c + p] = pixels.get(3 * p + c);
        }
      }
      md5.update(record);
    }
    return HexFormat.of().formatHex(md5.digest());
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
