package org.altgrad.plotting.panel;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch of images.
 *
 * @param pixels values in the order {@code [n, h, w, c]}
 * @param n number of images
 * @param h height
 * @param w width
 * @param c channels: 1 (grey) or 3 (red, green, blue)
 * @param low the value shown black
 * @param high the value shown white, above {@code low}
 */
public record Images(float[] pixels, int n, int h, int w, int c, float low, float high) {
  /** Stands out: no grey image has it, and no palette of ours. */
  private static final int NOT_A_NUMBER = 0xFF00FF;

  /** Checks the sizes. */
  public Images {
    if (n < 1 || h < 1 || w < 1 || (c != 1 && c != 3)) {
      throw new IllegalArgumentException(
          "images of shape [" + n + ", " + h + ", " + w + ", " + c + "]; c must be 1 or 3");
    }
    if (pixels.length != (long) n * h * w * c) {
      throw new IllegalArgumentException(
          pixels.length + " values for shape [" + n + ", " + h + ", " + w + ", " + c + "]");
    }
    if (!(low < high)) {
      throw new IllegalArgumentException("low " + low + " is not below high " + high);
    }
  }

  /** Images with values from 0 to 1. */
  public static Images of(float[] pixels, int n, int h, int w, int c) {
    return new Images(pixels, n, h, w, c, 0, 1);
  }

  /** Images of unsigned bytes. */
  public static Images of(byte[] pixels, int n, int h, int w, int c) {
    float[] values = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      values[i] = pixels[i] & 255;
    }
    return new Images(values, n, h, w, c, 0, 255);
  }

  /** The images one by one; values beyond the ends are clipped, NaN is magenta. */
  public List<BufferedImage> list() {
    List<BufferedImage> list = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          image.setRGB(x, y, rgb(((k * h + y) * w + x) * c));
        }
      }
      list.add(image);
    }
    return list;
  }

  private int rgb(int at) {
    int rgb = 0;
    for (int channel = 0; channel < 3; channel++) {
      float value = pixels[at + (c == 1 ? 0 : channel)];
      if (Float.isNaN(value)) {
        return NOT_A_NUMBER;
      }
      float share = Math.max(0, Math.min(1, (value - low) / (high - low)));
      rgb = rgb << 8 | Math.round(255 * share);
    }
    return rgb;
  }
}
