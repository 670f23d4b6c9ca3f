package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.altgrad.data.Column;
import org.altgrad.data.Split;

/** The settings that all sets of images share: how many examples, and which rows and columns. */
record Selection(
    Optional<Integer> trainLimit, Optional<Integer> testLimit, Subset subset, int stride) {
  private static final int SMALL_TRAIN = 1000;
  private static final int SMALL_TEST = 100;

  Selection {
    positive("trainLimit", trainLimit.orElse(1));
    positive("testLimit", testLimit.orElse(1));
    positive("stride", stride);
  }

  /** Number of training examples to use of those available. */
  int train(int available) {
    return wanted(trainLimit, SMALL_TRAIN, available);
  }

  /** Number of test examples to use of those available. */
  int test(int available) {
    return wanted(testLimit, SMALL_TEST, available);
  }

  /** Every {@code stride}-th row and column of the images, from the first. */
  Split strided(Split split) {
    if (stride == 1) {
      return split;
    }
    return Split.of(split.name(), strided(split.column("image")), split.column("label"));
  }

  private Column strided(Column image) {
    int height = image.shape().get(0);
    int width = image.shape().get(1);
    int channels = image.shape().get(2);
    List<Integer> shape =
        List.of((height + stride - 1) / stride, (width + stride - 1) / stride, channels);
    ByteBuffer kept = Column.allocate(image.type(), shape, image.count());
    byte[] pixels = new byte[image.exampleBytes()];
    for (int i = 0; i < image.count(); i++) {
      image.example(i).get(pixels);
      for (int y = 0; y < height; y += stride) {
        for (int x = 0; x < width; x += stride) {
          kept.put(pixels, (y * width + x) * channels, channels);
        }
      }
    }
    return new Column(image.name(), image.type(), shape, image.count(), image.scale(), kept.flip());
  }

  private int wanted(Optional<Integer> limit, int small, int available) {
    int most = subset == Subset.SMALL ? Math.min(small, available) : available;
    return Math.min(limit.orElse(most), most);
  }

  static void positive(String component, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s: must be at least 1 but is %d".formatted(component, value));
    }
  }
}
