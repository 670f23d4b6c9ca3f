package org.altgrad.plotting.field;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.altgrad.plotting.PlotException;

/**
 * Values over a rectangular grid.
 *
 * @param x ascending abscissae, at least two
 * @param y ascending ordinates, at least two
 * @param z values by ordinate and abscissa: {@code z[i][j]} at {@code (x[j], y[i])}; NaN where
 *     unknown
 */
public record Grid(double[] x, double[] y, double[][] z) {

  /** Checks the sizes. */
  public Grid {
    if (x.length < 2 || y.length < 2 || z.length != y.length) {
      throw new IllegalArgumentException(
          z.length + " rows of values on a grid of " + x.length + " by " + y.length);
    }
    for (double[] row : z) {
      if (row.length != x.length) {
        throw new IllegalArgumentException(row.length + " values for " + x.length + " abscissae");
      }
    }
  }

  /**
   * The grid on which scattered values lie, in any order.
   *
   * @param what what the values are and where they come from, for messages
   * @param x abscissa of each value
   * @param y ordinate of each value
   * @param values the values
   * @throws PlotException if the points do not span a grid
   */
  public static Grid of(String what, double[] x, double[] y, double[] values) {
    double[] columns = Arrays.stream(x).filter(Double::isFinite).sorted().distinct().toArray();
    double[] rows = Arrays.stream(y).filter(Double::isFinite).sorted().distinct().toArray();
    if (columns.length < 2 || rows.length < 2) {
      throw new PlotException(
          what
              + ": a map needs at least 2 by 2 points, not "
              + columns.length
              + " by "
              + rows.length);
    }
    if ((long) columns.length * rows.length > 4L * values.length + 16) {
      throw new PlotException(
          what
              + ": its "
              + values.length
              + " points do not lie on a grid: they have "
              + columns.length
              + " different x and "
              + rows.length
              + " different y");
    }
    double[][] z = new double[rows.length][columns.length];
    for (double[] row : z) {
      Arrays.fill(row, Double.NaN);
    }
    for (int k = 0; k < values.length; k++) {
      int i = Arrays.binarySearch(rows, y[k]);
      int j = Arrays.binarySearch(columns, x[k]);
      if (i >= 0 && j >= 0) {
        z[i][j] = values[k];
      }
    }
    return new Grid(columns, rows, z);
  }

  /** A function of the values, on the same grid. */
  public Grid map(DoubleUnaryOperator function) {
    return new Grid(
        x,
        y,
        Arrays.stream(z)
            .map(row -> Arrays.stream(row).map(function).toArray())
            .toArray(double[][]::new));
  }

  /** The finite values, ascending. */
  public double[] sorted() {
    return Arrays.stream(z)
        .flatMapToDouble(Arrays::stream)
        .filter(Double::isFinite)
        .sorted()
        .toArray();
  }

  /** The value at a place by bilinear interpolation; NaN outside, and beside unknown values. */
  public double at(double px, double py) {
    if (!(px >= x[0] && px <= x[x.length - 1] && py >= y[0] && py <= y[y.length - 1])) {
      return Double.NaN;
    }
    int j = cell(x, px);
    int i = cell(y, py);
    double s = (px - x[j]) / (x[j + 1] - x[j]);
    double t = (py - y[i]) / (y[i + 1] - y[i]);
    return (1 - t) * ((1 - s) * z[i][j] + s * z[i][j + 1])
        + t * ((1 - s) * z[i + 1][j] + s * z[i + 1][j + 1]);
  }

  private static int cell(double[] places, double at) {
    int found = Arrays.binarySearch(places, at);
    return Math.min(found >= 0 ? found : -found - 2, places.length - 2);
  }

  /** Ends of the cells that are centred at some places: half-way between them. */
  public static double[] edges(double[] places) {
    int n = places.length;
    double[] edges = new double[n + 1];
    for (int i = 1; i < n; i++) {
      edges[i] = (places[i - 1] + places[i]) / 2;
    }
    edges[0] = 2 * places[0] - edges[1];
    edges[n] = 2 * places[n - 1] - edges[n - 1];
    return edges;
  }
}
