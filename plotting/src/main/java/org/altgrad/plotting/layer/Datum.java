package org.altgrad.plotting.layer;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.style.Numbers;

/**
 * One painted number.
 *
 * @param series what it belongs to
 * @param x its abscissa, a number or a name
 * @param y its value
 * @param lower lower end of its interval; NaN for none
 * @param upper upper end of its interval; NaN for none
 * @param value what is shown at (x, y) by a colour or a direction; NaN for none
 */
public record Datum(String series, String x, double y, double lower, double upper, double value) {
  /** A number shown by its place alone. */
  public Datum(String series, String x, double y, double lower, double upper) {
    this(series, x, y, lower, upper, Double.NaN);
  }

  /** The same number at an abscissa of another name. */
  public Datum at(String other) {
    return new Datum(series, other, y, lower, upper, value);
  }

  /** Places without intervals. */
  static List<Datum> points(String series, double[] x, double[] y) {
    List<Datum> data = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      data.add(new Datum(series, Numbers.exact(x[i]), y[i], Double.NaN, Double.NaN));
    }
    return data;
  }

  /** The values of a grid. */
  static List<Datum> grid(String series, Grid grid) {
    List<Datum> data = new ArrayList<>();
    for (int i = 0; i < grid.y().length; i++) {
      for (int j = 0; j < grid.x().length; j++) {
        String x = Numbers.exact(grid.x()[j]);
        data.add(new Datum(series, x, grid.y()[i], Double.NaN, Double.NaN, grid.z()[i][j]));
      }
    }
    return data;
  }

  /** The components of a field of directions. */
  static List<Datum> field(String series, Grid u, Grid v) {
    List<Datum> data = grid(series + ", along x", u);
    data.addAll(grid(series + ", along y", v));
    return data;
  }
}
