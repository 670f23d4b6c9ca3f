package org.altgrad.plotting.field;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Lines along a field of directions, evenly spread: a line ends where it comes into a square of a
 * coarse mesh that another one has passed (after Jobard and Lefer 1997, with the mesh of
 * Matplotlib's streamplot). Integrated at unit speed by the classical Runge-Kutta method, in
 * coordinates in which the grid is the unit square.
 */
public final class Streamlines {
  private static final double STEP = 0.004;
  private static final int MOST_STEPS = 500;
  private static final double SHORTEST = 0.06;

  private final Grid u;
  private final Grid v;
  private final double width;
  private final double height;
  private final int mesh;
  private final int[][] owner;

  private Streamlines(Grid u, Grid v, int mesh) {
    this.u = u;
    this.v = v;
    this.mesh = mesh;
    this.width = u.x()[u.x().length - 1] - u.x()[0];
    this.height = u.y()[u.y().length - 1] - u.y()[0];
    this.owner = new int[mesh][mesh];
  }

  /**
   * The lines, each as points {@code {x, y}} in the direction of the field.
   *
   * @param u the field along x
   * @param v the field along y, on the same grid
   * @param mesh squares along a side: the larger, the denser
   */
  public static List<double[][]> of(Grid u, Grid v, int mesh) {
    return new Streamlines(u, v, mesh).lines();
  }

  private List<double[][]> lines() {
    List<int[]> seeds = new ArrayList<>();
    for (int i = 0; i < mesh; i++) {
      for (int j = 0; j < mesh; j++) {
        seeds.add(new int[] {i, j});
      }
    }
    // From the border inwards, where lines come from.
    seeds.sort(
        Comparator.comparingInt(
            s -> Math.min(Math.min(s[0], mesh - 1 - s[0]), Math.min(s[1], mesh - 1 - s[1]))));
    List<double[][]> lines = new ArrayList<>();
    for (int[] seed : seeds) {
      if (owner[seed[0]][seed[1]] == 0) {
        int number = lines.size() + 1;
        double[] start = {(seed[1] + 0.5) / mesh, (seed[0] + 0.5) / mesh};
        List<double[]> line = both(start, number);
        if (line.size() * STEP >= SHORTEST) {
          lines.add(
              line.stream()
                  .map(p -> new double[] {u.x()[0] + p[0] * width, u.y()[0] + p[1] * height})
                  .toArray(double[][]::new));
        } else {
          release(number);
        }
      }
    }
    return lines;
  }

  private void release(int number) {
    for (int[] row : owner) {
      for (int j = 0; j < mesh; j++) {
        row[j] = row[j] == number ? 0 : row[j];
      }
    }
  }

  private List<double[]> both(double[] start, int number) {
    List<double[]> line = new ArrayList<>(run(start, -1, number));
    Collections.reverse(line);
    line.add(start);
    line.addAll(run(start, 1, number));
    return line;
  }

  /** The points after the start, until the border, another line, a still place or a turn back. */
  private List<double[]> run(double[] start, int sign, int number) {
    List<double[]> points = new ArrayList<>();
    double[] at = start;
    double[] last = null;
    for (int k = 0; k < MOST_STEPS; k++) {
      double[] k1 = direction(at, null, 0, sign);
      double[] k2 = direction(at, k1, STEP / 2, sign);
      double[] k3 = direction(at, k2, STEP / 2, sign);
      double[] k4 = direction(at, k3, STEP, sign);
      if (k4 == null) {
        break;
      }
      double dx = (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0]) / 6;
      double dy = (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1]) / 6;
      if (last != null && last[0] * dx + last[1] * dy <= 0 || Math.hypot(dx, dy) < 0.3) {
        break;
      }
      double[] next = {at[0] + STEP * dx, at[1] + STEP * dy};
      int i = (int) (next[1] * mesh);
      int j = (int) (next[0] * mesh);
      if (!(next[0] >= 0 && next[1] >= 0) || i >= mesh || j >= mesh) {
        break;
      }
      if (owner[i][j] != 0 && owner[i][j] != number) {
        break;
      }
      owner[i][j] = number;
      points.add(next);
      at = next;
      last = new double[] {dx, dy};
    }
    return points;
  }

  /** The unit direction at a place moved along another direction; null where there is none. */
  private double[] direction(double[] at, double[] along, double step, int sign) {
    if (step > 0 && along == null) {
      return null;
    }
    double x = at[0] + (along == null ? 0 : step * along[0]);
    double y = at[1] + (along == null ? 0 : step * along[1]);
    double px = u.x()[0] + x * width;
    double py = u.y()[0] + y * height;
    double dx = sign * u.at(px, py) / width;
    double dy = sign * v.at(px, py) / height;
    double speed = Math.hypot(dx, dy);
    return speed > 0 && Double.isFinite(speed) ? new double[] {dx / speed, dy / speed} : null;
  }
}
