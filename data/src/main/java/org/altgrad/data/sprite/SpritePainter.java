package org.altgrad.data.sprite;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Paints sprites on black: on a canvas five times as large without half tones, which is then made
 * smaller by Lanczos' filter of width 3. All in Java's own arithmetic, so that pictures are the
 * same on every machine.
 */
public final class SpritePainter {
  private static final int FINER = 5;
  private static final int LOBES = 3;
  private static final int BYTE = 255;

  private final int size;
  private final Warp warp;
  private final List<Integer> hsvShift;

  /** The filter: of each pixel its weights for those of the canvas from {@link #first} on. */
  private final double[][] weights;

  /**
   * @param size height and width in pixels
   * @param warp what distorts the picture afterwards
   * @param hsvShift what is added to hue (0 to 179), saturation and value (0 to 255) of each pixel
   *     in the end, with saturation at 255
   */
  public SpritePainter(int size, Warp warp, List<Integer> hsvShift) {
    this.size = size;
    this.warp = warp;
    this.hsvShift = List.copyOf(hsvShift);
    this.weights = new double[size][];
    Arrays.setAll(weights, o -> weights(o, FINER * size));
  }

  /** The pixels {@code [size, size, 3]} of a sprite, the first row at the top. */
  public byte[] paint(Sprite sprite) {
    double[] shares = shrunk(mask(sprite));
    int[] colour = sprite.colour();
    byte[] pixels = new byte[3 * shares.length];
    for (int p = 0; p < shares.length; p++) {
      for (int c = 0; c < 3; c++) {
        // The filter's lobes overshoot.
        pixels[3 * p + c] = (byte) Math.max(0, Math.min(BYTE, Math.round(colour[c] * shares[p])));
      }
    }
    pixels = warp.applied(pixels, size);
    if (hsvShift.stream().anyMatch(shift -> shift != 0)) {
      HsvShift.apply(pixels, hsvShift);
    }
    return pixels;
  }

  /** The canvas before it is made smaller, {@code [5 size][5 size]}: true inside of the polygon. */
  boolean[][] mask(Sprite sprite) {
    int n = FINER * size;
    double[][] corners = sprite.corners();
    boolean[][] mask = new boolean[n][n];
    int[] columns = range(corners, 0, n);
    int[] heights = range(corners, 1, n);
    for (int up = heights[0]; up <= heights[1]; up++) {
      for (int column = columns[0]; column <= columns[1]; column++) {
        mask[n - 1 - up][column] = inside(corners, (column + 0.5) / n, (up + 0.5) / n);
      }
    }
    return mask;
  }

  /** The first and last pixel that corners reach along an axis. */
  private static int[] range(double[][] corners, int axis, int n) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] corner : corners) {
      low = Math.min(low, corner[axis]);
      high = Math.max(high, corner[axis]);
    }
    return new int[] {
      Math.max(0, (int) Math.floor(low * n)), Math.min(n - 1, (int) Math.ceil(high * n))
    };
  }

  private static boolean inside(double[][] corners, double x, double y) {
    double[] from = corners[corners.length - 1];
    for (double[] to : corners) {
      if ((to[0] - from[0]) * (y - from[1]) < (to[1] - from[1]) * (x - from[0])) {
        return false;
      }
      from = to;
    }
    return true;
  }

  /** The mask in fewer pixels, row by row. */
  private double[] shrunk(boolean[][] mask) {
    double[][] narrow = new double[mask.length][];
    Arrays.setAll(narrow, r -> narrowed(mask[r]).orElse(null));
    double[] shares = new double[size * size];
    for (int o = 0; o < size; o++) {
      int first = first(o);
      for (int i = 0; i < weights[o].length; i++) {
        double[] row = narrow[first + i];
        if (row != null) {
          for (int c = 0; c < size; c++) {
            shares[o * size + c] += weights[o][i] * row[c];
          }
        }
      }
    }
    return shares;
  }

  private Optional<double[]> narrowed(boolean[] row) {
    double[] narrow = new double[size];
    boolean empty = true;
    for (int c = 0; c < row.length; c++) {
      if (row[c]) {
        empty = false;
        int nearest = c / FINER;
        int last = Math.min(size - 1, nearest + LOBES);
        for (int o = Math.max(0, nearest - LOBES); o <= last; o++) {
          int at = c - first(o);
          if (at >= 0 && at < weights[o].length) {
            narrow[o] += weights[o][at];
          }
        }
      }
    }
    return empty ? Optional.empty() : Optional.of(narrow);
  }

  /** The first pixel of the canvas that pixel {@code o} is made of. */
  private static int first(int o) {
    return Math.max(0, FINER * (o - LOBES) + (FINER + 1) / 2);
  }

  /** The weights from there on, of sum 1. */
  private static double[] weights(int o, int n) {
    int first = first(o);
    int end = Math.min(n, FINER * (o + LOBES) + (FINER + 1) / 2);
    double[] weights = new double[end - first];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = lanczos((first + i + 0.5) / FINER - (o + 0.5));
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  private static double lanczos(double t) {
    if (t == 0) {
      return 1;
    }
    double a = Math.PI * t;
    return Math.abs(t) >= LOBES
        ? 0
        : LOBES * StrictMath.sin(a) * StrictMath.sin(a / LOBES) / (a * a);
  }
}
