package org.altgrad.data.mixing;

import java.util.List;
import org.altgrad.data.Constant;

/**
 * A picture of a Gaussian blob of width 0.12, 16 by 16 pixels in the unit square: X[r, q] = exp(
 * -((g_q - c_1)² + (g_r - c_2)²) / (2 width²)) with pixel centres g_i = (i + ½)/16 and the centre c
 * = offset + M s. If M's columns are orthogonal, so are the Jacobian's, up to what the border cuts
 * off. Constants {@code blob_offset} {@code [2]}, {@code blob_matrix} {@code [2, 2]}, M by its
 * rows, and {@code blob_width} {@code []}.
 *
 * @param offset the centre of source 0
 * @param matrix M, by its rows
 */
public record Blob(double[] offset, double[][] matrix) implements Mixing {
  /** Pixels of a side. */
  public static final int SIDE = 16;

  private static final double WIDTH = 0.12;

  /** Sources in the unit square move the centre in [0.2, 0.8]², along the axes or obliquely. */
  public static Blob of(boolean shear) {
    double[][] matrix = shear ? new double[][] {{0.3, 0.3}, {0, 0.6}} : diagonal();
    return new Blob(new double[] {0.2, 0.2}, matrix);
  }

  private static double[][] diagonal() {
    return new double[][] {{0.6, 0}, {0, 0.6}};
  }

  @Override
  public int sources() {
    return 2;
  }

  @Override
  public int observations() {
    return SIDE * SIDE;
  }

  @Override
  public double[] mix(double[] s) {
    double[] c = centre(s);
    double[] x = new double[SIDE * SIDE];
    for (int i = 0; i < x.length; i++) {
      double across = (grid(i % SIDE) - c[0]) / WIDTH;
      double down = (grid(i / SIDE) - c[1]) / WIDTH;
      x[i] = StrictMath.exp(-(across * across + down * down) / 2);
    }
    return x;
  }

  @Override
  public double[][] jacobian(double[] s) {
    double[] c = centre(s);
    double[] x = mix(s);
    double[][] ofCentre = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      double across = (grid(i % SIDE) - c[0]) / (WIDTH * WIDTH);
      double down = (grid(i / SIDE) - c[1]) / (WIDTH * WIDTH);
      ofCentre[i] = new double[] {x[i] * across, x[i] * down};
    }
    return Matrices.product(ofCentre, matrix);
  }

  @Override
  public List<Constant> constants(String prefix) {
    return List.of(
        Constant.vector(prefix + ".blob_offset", offset),
        Constant.matrix(prefix + ".blob_matrix", matrix),
        Constant.scalar(prefix + ".blob_width", WIDTH));
  }

  private double[] centre(double[] s) {
    return Matrices.sum(offset, Matrices.product(matrix, s), 1);
  }

  private static double grid(int i) {
    return (i + 0.5) / SIDE;
  }
}
