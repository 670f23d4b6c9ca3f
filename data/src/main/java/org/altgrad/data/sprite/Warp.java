package org.altgrad.data.sprite;

import org.altgrad.data.mixing.Matrices;

/**
 * Distortions of a picture; bilinear, black beyond the border. They are given for 64 by 64 pixels
 * and do the same to pictures of other sizes.
 */
public enum Warp {
  /** None. */
  NONE(null),
  /** x' = 1.125 x + 0.6875 y - 19, y' = -x/3 + y + 64/3, of column x and row y. */
  AFFINE(new double[][] {{1.125, 0.6875, -19}, {-1.0 / 3, 1, 64.0 / 3}, {0, 0, 1}}),
  /** Takes (0, 0), (0, 63), (32, 0), (32, 63) to (8, 3), (4, 47), (42, 15), (40, 38). */
  PROJECTIVE(
      homography(
          new double[][] {{0, 0}, {0, 63}, {32, 0}, {32, 63}},
          new double[][] {{8, 3}, {4, 47}, {42, 15}, {40, 38}}));

  private static final double GIVEN_FOR = 64;

  private final double[][] back;

  Warp(double[][] forward) {
    this.back = forward == null ? null : inverse(forward);
  }

  /**
   * The distorted picture.
   *
   * @param pixels {@code [size, size, 3]}
   */
  byte[] applied(byte[] pixels, int size) {
    if (back == null) {
      return pixels;
    }
    byte[] warped = new byte[pixels.length];
    double scale = GIVEN_FOR / size;
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        // Pixels are squares: the middle of the first is at ½ in either size.
        double[] from = back((column + 0.5) * scale - 0.5, (row + 0.5) * scale - 0.5);
        double x = (from[0] + 0.5) / scale - 0.5;
        double y = (from[1] + 0.5) / scale - 0.5;
        for (int c = 0; c < 3; c++) {
          warped[3 * (row * size + column) + c] = (byte) Math.round(at(pixels, size, x, y, c));
        }
      }
    }
    return warped;
  }

  /** Where a place of the distorted picture was before. */
  double[] back(double x, double y) {
    double[] from = new double[3];
    for (int i = 0; i < 3; i++) {
      from[i] = back[i][0] * x + back[i][1] * y + back[i][2];
    }
    return new double[] {from[0] / from[2], from[1] / from[2]};
  }

  private static double at(byte[] pixels, int size, double x, double y, int channel) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double sum = 0;
    for (int row = top; row <= top + 1; row++) {
      for (int column = left; column <= left + 1; column++) {
        if (row >= 0 && row < size && column >= 0 && column < size) {
          double share = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
          sum += share * (pixels[3 * (row * size + column) + channel] & 0xff);
        }
      }
    }
    return sum;
  }

  private static double[][] inverse(double[][] m) {
    double[][] inverse = new double[3][3];
    for (int k = 0; k < 3; k++) {
      double[] unit = new double[3];
      unit[k] = 1;
      double[] column = Matrices.solve(m, unit);
      for (int i = 0; i < 3; i++) {
        inverse[i][k] = column[i];
      }
    }
    return inverse;
  }

  /** The projective map with a lower right entry of 1 that takes four points to four others. */
  private static double[][] homography(double[][] from, double[][] to) {
    double[][] equations = new double[8][];
    double[] right = new double[8];
    for (int k = 0; k < 4; k++) {
      double x = from[k][0];
      double y = from[k][1];
      double u = to[k][0];
      double v = to[k][1];
      equations[2 * k] = new double[] {x, y, 1, 0, 0, 0, -u * x, -u * y};
      equations[2 * k + 1] = new double[] {0, 0, 0, x, y, 1, -v * x, -v * y};
      right[2 * k] = u;
      right[2 * k + 1] = v;
    }
    double[] h = Matrices.solve(equations, right);
    return new double[][] {{h[0], h[1], h[2]}, {h[3], h[4], h[5]}, {h[6], h[7], 1}};
  }
}
