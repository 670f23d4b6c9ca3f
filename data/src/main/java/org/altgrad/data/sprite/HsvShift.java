package org.altgrad.data.sprite;

import java.util.List;

/** Colours in bytes: hue in steps of two degrees, saturation and value from 0 to 255. */
final class HsvShift {
  private static final int BYTE = 255;
  private static final int HUES = 180;

  private HsvShift() {}

  /** Adds to hue, saturation and value of each pixel, none of which goes above 255. */
  static void apply(byte[] pixels, List<Integer> shift) {
    for (int p = 0; p < pixels.length; p += 3) {
      int[] hsv = hsv(pixels[p] & BYTE, pixels[p + 1] & BYTE, pixels[p + 2] & BYTE);
      for (int c = 0; c < 3; c++) {
        hsv[c] = Math.min(BYTE, hsv[c] + shift.get(c));
      }
      int[] rgb = rgb(hsv);
      for (int c = 0; c < 3; c++) {
        pixels[p + c] = (byte) rgb[c];
      }
    }
  }

  static int[] hsv(int red, int green, int blue) {
    int value = Math.max(red, Math.max(green, blue));
    int range = value - Math.min(red, Math.min(green, blue));
    if (range == 0) {
      return new int[] {0, 0, value};
    }
    double sixth;
    if (value == red) {
      sixth = (double) (green - blue) / range;
    } else if (value == green) {
      sixth = 2 + (double) (blue - red) / range;
    } else {
      sixth = 4 + (double) (red - green) / range;
    }
    int hue = Math.floorMod((int) Math.round(30 * sixth), HUES);
    return new int[] {hue, (int) Math.round((double) BYTE * range / value), value};
  }

  static int[] rgb(int[] hsv) {
    double sixth = (hsv[0] % HUES) / 30.0;
    int sector = (int) sixth;
    double f = sixth - sector;
    double s = (double) hsv[1] / BYTE;
    int v = hsv[2];
    int p = (int) Math.round(v * (1 - s));
    int q = (int) Math.round(v * (1 - s * f));
    int t = (int) Math.round(v * (1 - s * (1 - f)));
    return switch (sector) {
      case 0 -> new int[] {v, t, p};
      case 1 -> new int[] {q, v, p};
      case 2 -> new int[] {p, v, t};
      case 3 -> new int[] {p, q, v};
      case 4 -> new int[] {t, p, v};
      default -> new int[] {v, p, q};
    };
  }
}
