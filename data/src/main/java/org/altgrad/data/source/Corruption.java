package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.ElementType;
import org.altgrad.data.random.RandomStream;

/**
 * What may be wrong with pictures that are otherwise as usual: D. Hendrycks and T. Dietterich,
 * Benchmarking Neural Network Robustness to Common Corruptions and Perturbations, ICLR 2019. The
 * constants are those of CIFAR-10-C for pictures of at most 64 pixels a side, of ImageNet-C for
 * larger ones; numbers between bytes are cut off, as there.
 *
 * @param kind what it is
 * @param severity how much of it, 1 to 5
 */
record Corruption(Kind kind, int severity) {
  private static final int SMALL = 64;
  private static final int SEVERITIES = 5;

  /** Standard deviations that the kernel of a blur reaches to. */
  private static final double REACH = 4;

  /** What may be wrong. */
  enum Kind {
    /** Normal noise for each number. */
    GAUSSIAN_NOISE(
        new double[] {0.04, 0.06, 0.08, 0.09, 0.10}, new double[] {0.08, 0.12, 0.18, 0.26, 0.38}),
    /** A mean with Gaussian weights, of so many pixels' deviation; edges go on. */
    GAUSSIAN_BLUR(new double[] {0.4, 0.6, 0.7, 0.8, 1}, new double[] {1, 2, 3, 4, 6}),
    /** A factor of what differs from the channel's mean. */
    CONTRAST(new double[] {0.75, 0.5, 0.4, 0.3, 0.15}, new double[] {0.4, 0.3, 0.2, 0.1, 0.05});

    private final double[] small;
    private final double[] large;

    Kind(double[] small, double[] large) {
      this.small = small;
      this.large = large;
    }

    private String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Those of a name: {@code contrast_3} is one, {@code contrast} all five.
   *
   * @throws IllegalArgumentException for other names
   */
  static List<Corruption> of(String name) {
    for (Kind kind : Kind.values()) {
      if (name.equals(kind.key())) {
        return IntStream.rangeClosed(1, SEVERITIES)
            .mapToObj(severity -> new Corruption(kind, severity))
            .toList();
      }
      for (int severity = 1; severity <= SEVERITIES; severity++) {
        if (name.equals(kind.key() + "_" + severity)) {
          return List.of(new Corruption(kind, severity));
        }
      }
    }
    Require.that(
        false,
        "corruptions",
        "names such as contrast, or contrast_3 with a severity from 1 to 5, of gaussian_noise,"
            + " gaussian_blur and contrast,",
        name);
    return List.of();
  }

  /** {@code contrast_3}. */
  String key() {
    return kind.key() + "_" + severity;
  }

  /** A column of pixels with it. */
  Column apply(Column image, RandomStream random) {
    int height = image.shape().get(0);
    int width = image.shape().get(1);
    int channels = image.shape().get(2);
    double amount = (Math.max(height, width) <= SMALL ? kind.small : kind.large)[severity - 1];
    ByteBuffer data = Column.allocate(ElementType.UINT8, image.shape(), image.count());
    double[] pixels = new double[image.exampleSize()];
    for (int i = 0; i < image.count(); i++) {
      ByteBuffer example = image.example(i);
      for (int k = 0; k < pixels.length; k++) {
        pixels[k] = (example.get(k) & 0xff) / 255.0;
      }
      switch (kind) {
        case GAUSSIAN_NOISE -> noise(pixels, amount, random);
        case GAUSSIAN_BLUR -> {
          double[] kernel = kernel(amount);
          pixels = blur(pixels, kernel, height, width * channels);
          pixels = blur(pixels, kernel, width, channels);
        }
        case CONTRAST -> contrast(pixels, amount, channels);
      }
      for (double pixel : pixels) {
        data.put((byte) (int) (Math.min(Math.max(pixel, 0), 1) * 255));
      }
    }
    return new Column(
        image.name(), ElementType.UINT8, image.shape(), image.count(), image.scale(), data.flip());
  }

  private static void noise(double[] pixels, double deviation, RandomStream random) {
    for (int k = 0; k < pixels.length; k++) {
      pixels[k] += deviation * random.nextGaussian();
    }
  }

  private static void contrast(double[] pixels, double factor, int channels) {
    for (int c = 0; c < channels; c++) {
      double mean = 0;
      for (int k = c; k < pixels.length; k += channels) {
        mean += pixels[k] / (pixels.length / channels);
      }
      for (int k = c; k < pixels.length; k += channels) {
        pixels[k] = (pixels[k] - mean) * factor + mean;
      }
    }
  }

  /** Weights of the pixels up to so many away; those of both sides and the middle are 1 in sum. */
  private static double[] kernel(double deviation) {
    double[] kernel = new double[(int) (REACH * deviation + 0.5) + 1];
    double sum = 0;
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] = Math.exp(-0.5 * k * k / (deviation * deviation));
      sum += k == 0 ? kernel[k] : 2 * kernel[k];
    }
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] /= sum;
    }
    return kernel;
  }

  /**
   * Means along an axis.
   *
   * @param size length of the axis
   * @param stride how far its neighbours lie apart
   */
  private static double[] blur(double[] pixels, double[] kernel, int size, int stride) {
    double[] blurred = new double[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int at = i / stride % size;
      double sum = kernel[0] * pixels[i];
      for (int k = 1; k < kernel.length; k++) {
        int before = Math.max(at - k, 0) - at;
        int after = Math.min(at + k, size - 1) - at;
        sum += kernel[k] * (pixels[i + before * stride] + pixels[i + after * stride]);
      }
      blurred[i] = sum;
    }
    return blurred;
  }
}
