package org.altgrad.data.format;

import org.altgrad.base.Require;

/**
 * The usual transform of ImageNet's pictures: the short side becomes {@code resize} pixels, and the
 * middle {@code crop} x {@code crop} of that are kept. Resizing is bilinear with a triangle as wide
 * as a new pixel, so that nothing is left out; it has the sizes, weights and rounding of Pillow's
 * {@code resize} as torchvision's {@code Resize} and {@code CenterCrop} call it.
 *
 * @param resize length of the short side
 * @param crop side of what is kept, at most {@code resize}
 */
public record CentreCrop(int resize, int crop) {
  private static final int BITS = 22;

  public CentreCrop {
    Require.that(resize >= 1 && resize <= 4096, "resize", "from 1 to 4096", resize);
    Require.that(crop >= 1 && crop <= resize, "crop", "from 1 to resize, " + resize, crop);
  }

  /**
   * Applies it.
   *
   * @return {@code [crop, crop, 3]}
   */
  public byte[] apply(Picture picture) {
    int shortSide = Math.min(picture.height(), picture.width());
    int width = (int) ((double) resize * picture.width() / shortSide);
    int height = (int) ((double) resize * picture.height() / shortSide);
    byte[] wide = across(picture.rgb(), picture.height(), picture.width(), width);
    byte[] small = down(wide, width, picture.height(), height);
    int top = (int) Math.rint((height - crop) / 2.0);
    int left = (int) Math.rint((width - crop) / 2.0);
    byte[] kept = new byte[3 * crop * crop];
    for (int y = 0; y < crop; y++) {
      System.arraycopy(small, 3 * ((top + y) * width + left), kept, 3 * y * crop, 3 * crop);
    }
    return kept;
  }

  /** Weights of the old pixels in a new one, in units of 2^-22, the first at {@code from}. */
  private record Weights(int from, int[] values) {
    static Weights of(int at, int before, int after) {
      double scale = (double) before / after;
      double reach = Math.max(scale, 1);
      double centre = (at + 0.5) * scale;
      int from = Math.max(0, (int) (centre - reach + 0.5));
      int to = Math.min(before, (int) (centre + reach + 0.5));
      double[] weights = new double[to - from];
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        weights[k] = Math.max(0, 1 - Math.abs((from + k - centre + 0.5) / reach));
        sum += weights[k];
      }
      int[] values = new int[weights.length];
      for (int k = 0; k < values.length; k++) {
        values[k] = (int) (0.5 + weights[k] / sum * (1 << BITS));
      }
      return new Weights(from, values);
    }

    /** The new number from old ones that lie {@code stride} apart. */
    byte of(byte[] numbers, int start, int stride) {
      int sum = 1 << (BITS - 1);
      for (int k = 0; k < values.length; k++) {
        sum += values[k] * (numbers[start + (from + k) * stride] & 0xff);
      }
      return (byte) Math.min(255, sum >> BITS);
    }
  }

  private static byte[] across(byte[] rgb, int height, int before, int after) {
    if (before == after) {
      return rgb;
    }
    byte[] resized = new byte[3 * height * after];
    for (int x = 0; x < after; x++) {
      Weights weights = Weights.of(x, before, after);
      for (int y = 0; y < height; y++) {
        for (int c = 0; c < 3; c++) {
          resized[3 * (y * after + x) + c] = weights.of(rgb, 3 * y * before + c, 3);
        }
      }
    }
    return resized;
  }

  private static byte[] down(byte[] rgb, int width, int before, int after) {
    if (before == after) {
      return rgb;
    }
    byte[] resized = new byte[3 * after * width];
    for (int y = 0; y < after; y++) {
      Weights weights = Weights.of(y, before, after);
      for (int k = 0; k < 3 * width; k++) {
        resized[3 * y * width + k] = weights.of(rgb, k, 3 * width);
      }
    }
    return resized;
  }
}
