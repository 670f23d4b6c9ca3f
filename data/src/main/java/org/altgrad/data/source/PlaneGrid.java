package org.altgrad.data.source;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;

/**
 * The points of a square grid in the plane, to start descents on two-dimensional landscapes from:
 * split {@code train} with column {@code input} float32 {@code [2]} = (x, y), where x and y are
 * {@code low}, {@code low + step}, ... below {@code high}; y varies fastest.
 *
 * @param name {@code plane_grid}
 * @param low the first coordinate
 * @param high above the last coordinate
 * @param step distance of neighbours
 */
public record PlaneGrid(String name, double low, double high, double step) implements DataSource {
  private static final int MOST = 10_000;
  private static final double ROUNDING = 1e-9;

  public PlaneGrid {
    Require.that(name.equals("plane_grid"), "name", "plane_grid", name);
    Require.that(Double.isFinite(low), "low", "a finite number", low);
    boolean above = high > low && high < Double.POSITIVE_INFINITY;
    Require.that(above, "high", "a finite number above low, " + low + ",", high);
    Require.positive("step", step);
    boolean few = (high - low) / step <= MOST;
    Require.that(few, "step", "a number that leaves at most " + MOST + " points on an axis", step);
  }

  /** Points on one axis. */
  public int side() {
    // 12 / 0.2 and its like are whole numbers of steps, whichever way they are rounded.
    return Math.max(1, (int) Math.ceil((high - low) / step - ROUNDING));
  }

  @Override
  public DataSet load(DataContext context) {
    float[][] points = new float[side() * side()][];
    for (int i = 0; i < side(); i++) {
      for (int j = 0; j < side(); j++) {
        points[i * side() + j] = new float[] {coordinate(i), coordinate(j)};
      }
    }
    return DataSet.of(
        "plane_grid", 0, List.of(), Split.of("train", Column.vectors("input", points)));
  }

  private float coordinate(int i) {
    return (float) (low + i * step);
  }
}
